import assert from 'node:assert/strict';
import { PAGE_SIZE } from '../../../src/core/gfn';
import { MAX_DELTA_BYTES } from '../../../src/trace/format';
import { applyRuns } from '../../../src/trace/pageDelta';
import { ALL_ZERO, PreviousPages, TOO_LONG } from '../../../src/trace/previousPages';
import { seededNumbers } from '../../support/randomTrace';
import { runsBetween } from '../../support/xorDelta';

const ROOM = 1 << 20;

describe('The last versions of pages', () => {
  it('give the runs that the plain comparison gives, and from these the new version', async () => {
    const random = seededNumbers(1);
    const pages = await PreviousPages.create(4, ROOM);
    let before: Uint8Array = new Uint8Array(PAGE_SIZE);
    pages.hold(2);
    for (let round = 0; round < 3000; round++) {
      const after = before.slice();
      // From a single byte at either end to more than fits in a delta.
      const changes = [1, 1, 3, 40, 300][random(5)];
      for (let i = 0; i < changes; i++) after[random(PAGE_SIZE)] = random(256);
      if (random(10) === 0) after[PAGE_SIZE - 1] ^= 1;
      if (random(10) === 0) after[0] ^= 128;
      if (random(50) === 0) after.fill(0);
      const expected = runsBetween(before, after);
      const length = pages.update(2, after, MAX_DELTA_BYTES);
      if (after.every((byte) => byte === 0)) assert.equal(length, ALL_ZERO);
      else if (length === TOO_LONG) assert.ok(expected.length > MAX_DELTA_BYTES - 12);
      else {
        assert.deepEqual(pages.runs(length).slice(), expected);
        const rebuilt = before.slice();
        applyRuns(rebuilt, expected);
        assert.deepEqual(rebuilt, after);
      }
      before = after;
    }
  });

  it('tell a page with the same bytes from one that changed', async () => {
    const pages = await PreviousPages.create(1, ROOM);
    const page = new Uint8Array(PAGE_SIZE).fill(7);
    pages.hold(0);
    assert.equal(pages.update(0, page, 0), TOO_LONG);
    assert.equal(pages.update(0, page, 0), 0);
  });

  it('count as zeros until they are held', async () => {
    const pages = await PreviousPages.create(1, ROOM);
    assert.equal(pages.hold(0), false);
    assert.equal(pages.hold(0), true);
    const page = new Uint8Array(PAGE_SIZE);
    page[8] = 1;
    assert.deepEqual(
      pages.runs(pages.update(0, page, 100)).slice(),
      runsBetween(new Uint8Array(PAGE_SIZE), page),
    );
  });

  it('give way to others once the budget is used up, and count as zeros again', async () => {
    const guest = 100;
    const budget = 16 * PAGE_SIZE;
    const pages = await PreviousPages.create(guest, budget);
    const page = new Uint8Array(PAGE_SIZE).fill(1);
    for (let index = 0; index < guest; index++) {
      assert.equal(pages.hold(index), false);
      pages.update(index, page, 0);
    }
    const held = Array.from({ length: guest }, (_, index) => index).filter(
      (index) => index >= guest - 16,
    );
    for (const index of held) assert.equal(pages.hold(index), true, `page ${index}`);
    assert.equal(pages.hold(0), false);
    // Against zeros all words change, which is too long for a delta.
    assert.equal(pages.update(0, page, MAX_DELTA_BYTES), TOO_LONG);
  });
});
