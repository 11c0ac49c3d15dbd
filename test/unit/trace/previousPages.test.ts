import assert from 'node:assert/strict';
import { PAGE_SIZE } from '../../../src/core/gfn';
import { MAX_DELTA_BYTES } from '../../../src/trace/format';
import { applyRuns } from '../../../src/trace/pageDelta';
import {
  ALL_ZERO,
  CHANGED,
  PreviousPages,
  TOO_LONG,
  UNCHANGED,
} from '../../../src/trace/previousPages';
import { seededNumbers } from '../../support/randomTrace';
import { runsBetween } from '../../support/xorDelta';

const ROOM = 1 << 20;
const ZEROS = new Uint8Array(PAGE_SIZE);

function pageOf(byte: number): Uint8Array {
  return new Uint8Array(PAGE_SIZE).fill(byte);
}

describe('The last versions of pages', () => {
  it('give the runs that the plain comparison gives against the version stored in full', async () => {
    const random = seededNumbers(1);
    const pages = await PreviousPages.create(4, ROOM);
    let base: Uint8Array = ZEROS;
    let before: Uint8Array = ZEROS;
    pages.hold(2);
    for (let round = 0; round < 4000; round++) {
      const after = before.slice();
      // From a single byte at either end to more than fits in a delta.
      const changes = [0, 1, 1, 3, 40, 300][random(6)];
      for (let i = 0; i < changes; i++) after[random(PAGE_SIZE)] = random(256);
      if (random(10) === 0) after[PAGE_SIZE - 1] ^= 1;
      if (random(10) === 0) after[0] ^= 128;
      if (random(50) === 0) after.fill(0);
      const change = pages.update(2, after);
      if (after.every((byte) => byte === 0)) {
        assert.equal(change, ALL_ZERO);
        base = ZEROS;
      } else if (Buffer.compare(after, before) === 0) assert.equal(change, UNCHANGED);
      else {
        assert.equal(change, CHANGED);
        const expected = runsBetween(base, after);
        const length = pages.delta(2, MAX_DELTA_BYTES);
        if (length === TOO_LONG) {
          assert.ok(base === before || expected.length > MAX_DELTA_BYTES - 12);
          pages.storedInFull(2);
          base = after;
        } else {
          assert.deepEqual(pages.runs(length).slice(), expected);
          const rebuilt = base.slice();
          applyRuns(rebuilt, expected);
          assert.deepEqual(rebuilt, after);
        }
      }
      before = after;
      assert.deepEqual(pages.page(2)?.slice(), after);
    }
  });

  it('have no delta that is longer than the limit', async () => {
    const pages = await PreviousPages.create(1, ROOM);
    pages.hold(0);
    pages.update(0, pageOf(7));
    pages.storedInFull(0);
    const changed = pageOf(7);
    changed[100] = 1;
    changed[200] = 1;
    assert.equal(pages.update(0, changed), CHANGED);
    assert.equal(pages.delta(0, 24), 24);
    assert.equal(pages.delta(0, 23), TOO_LONG);
  });

  it('count as zeros until they are held', async () => {
    const pages = await PreviousPages.create(1, ROOM);
    assert.equal(pages.page(0), undefined);
    assert.equal(pages.hold(0), false);
    assert.equal(pages.hold(0), true);
    const page = ZEROS.slice();
    page[8] = 1;
    assert.equal(pages.update(0, page), CHANGED);
    assert.deepEqual(pages.runs(pages.delta(0, 100)).slice(), runsBetween(ZEROS, page));
  });

  it('give way to others once the budget is used up, and count as zeros again', async () => {
    const guest = 100;
    const pages = await PreviousPages.create(guest, 16 * PAGE_SIZE);
    for (let index = 0; index < guest; index++) {
      assert.equal(pages.hold(index), false);
      pages.update(index, pageOf(1));
    }
    for (let index = guest - 16; index < guest; index++) {
      assert.equal(pages.hold(index), true, `page ${index}`);
    }
    assert.equal(pages.hold(0), false);
    assert.equal(pages.update(0, pageOf(1)), CHANGED);
    // Against zeros all words change, which is too long for a delta.
    assert.equal(pages.delta(0, MAX_DELTA_BYTES), TOO_LONG);
  });

  it('need no room while they are zeros', async () => {
    const guest = 100;
    const pages = await PreviousPages.create(guest, 16 * PAGE_SIZE);
    for (let index = 0; index < guest; index++) {
      pages.hold(index);
      pages.update(index, pageOf(1));
      pages.update(index, ZEROS);
    }
    for (let index = 0; index < guest; index++) {
      assert.equal(pages.hold(index), true, `page ${index}`);
      assert.deepEqual(pages.page(index)?.slice(), ZEROS);
    }
  });

  it('are right or not held at all, whatever gives way', async () => {
    const random = seededNumbers(2);
    const guest = 40;
    const pages = await PreviousPages.create(guest, 16 * PAGE_SIZE);
    const last = Array.from({ length: guest }, () => ZEROS);
    const base = Array.from({ length: guest }, () => ZEROS);
    for (let round = 0; round < 20_000; round++) {
      const index = Math.min(random(guest), random(guest));
      if (!pages.hold(index)) last[index] = base[index] = ZEROS;
      const after = last[index].slice();
      after[random(PAGE_SIZE)] = random(3);
      if (random(30) === 0) after.fill(0);
      const change = pages.update(index, after);
      last[index] = after;
      if (change === ALL_ZERO) base[index] = ZEROS;
      else if (change === CHANGED) {
        const length = pages.delta(index, MAX_DELTA_BYTES);
        if (length === TOO_LONG || random(10) === 0) {
          pages.storedInFull(index);
          base[index] = after;
        } else assert.deepEqual(pages.runs(length).slice(), runsBetween(base[index], after));
      }
      assert.deepEqual(pages.page(index)?.slice(), after);
    }
  });
});
