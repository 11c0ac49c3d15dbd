import assert from 'node:assert/strict';
import { asGuestAddress, PAGE_SIZE } from '../../../src/core/gfn';
import { PageSpace } from '../../../src/core/guestMemory';
import { PAGE_SIDES } from '../../../src/core/pageSides';
import { comparePages, type Moment } from '../../../src/replay/pageComparison';
import { compareWrittenPages } from '../../../src/replay/writtenComparison';
import type { RecordedPoint, TraceHeader } from '../../../src/trace/trace';
import { MemoryTrace } from '../../support/memoryTrace';
import { randomPoints } from '../../support/randomTrace';

/** A trace whose points write the given pages, each filled with one byte. */
function traceOf(
  writes: readonly Readonly<Record<number, number>>[],
  header: Partial<TraceHeader> = {},
): MemoryTrace {
  const [template] = randomPoints(1, 1);
  const points = writes.map((pages): RecordedPoint => {
    const gfns = Uint32Array.from(Object.keys(pages), Number);
    const bytes = new Uint8Array(gfns.length * PAGE_SIZE);
    gfns.forEach((gfn, i) => bytes.fill(pages[gfn], i * PAGE_SIZE, (i + 1) * PAGE_SIZE));
    return { ...template, gfns, pages: bytes };
  });
  return new MemoryTrace(points, header);
}

const other = { uuid: '11111111-0000-4000-8000-000000000000' };

async function differences(
  left: Moment,
  right: Moment,
  signal?: AbortSignal,
): Promise<Record<number, string>> {
  const found: Record<number, string> = {};
  for await (const { gfns, sides } of comparePages(left, right, signal)) {
    gfns.forEach((gfn, i) => (found[gfn] = PAGE_SIDES[sides[i]]));
  }
  return found;
}

describe('comparePages', () => {
  it('tells on which side the data is that differs', async () => {
    const trace = traceOf([
      { 1: 7, 2: 7 },
      { 1: 8, 2: 0, 3: 3, 4: 0 },
    ]);
    const at = (point: number): Moment => ({ trace, point });
    assert.deepEqual(await differences(at(0), at(1)), { 1: 'both', 2: 'left', 3: 'right' });
    assert.deepEqual(await differences(at(1), at(0)), { 1: 'both', 2: 'right', 3: 'left' });
  });

  it('reads only the pages written between two points of one recording', async () => {
    const [left, right] = [traceOf([{ 1: 7 }, { 2: 1 }]), traceOf([{ 1: 7 }, { 2: 1 }])];
    let total = -1;
    const pages = comparePages({ trace: left, point: 0 }, { trace: right, point: 1 });
    for await (const batch of pages) ({ total } = batch);
    assert.equal(total, 1);
  });

  it('compares all of memory of two recordings', async () => {
    const left = { trace: traceOf([{ 1: 7, 2: 5 }, { 300: 1 }]), point: 1 };
    const right = { trace: traceOf([{ 1: 7, 2: 6, 9: 9 }], other), point: 0 };
    assert.deepEqual(await differences(left, right), { 2: 'both', 9: 'right', 300: 'left' });
  });

  it('takes a page that a guest does not have for zero', async () => {
    const small = new PageSpace([{ name: 'ram', start: asGuestAddress(0), bytes: 2 * PAGE_SIZE }]);
    const left = { trace: traceOf([{ 1: 7, 60: 1, 61: 0 }]), point: 0 };
    const right = { trace: traceOf([{ 1: 7 }], { ...other, pages: small }), point: 0 };
    assert.deepEqual(await differences(left, right), { 60: 'left' });
    assert.deepEqual(await differences(right, left), { 60: 'right' });
  });

  it('ends when it is cancelled', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    const trace = traceOf([{}, { 1: 1 }]);
    const compared = differences({ trace, point: 0 }, { trace, point: 1 }, abort.signal);
    await assert.rejects(compared, /enough/);
  });

  it('rejects points that a trace does not have', async () => {
    const trace = traceOf([{}]);
    await assert.rejects(differences({ trace, point: 0 }, { trace, point: 4 }), RangeError);
    const second = traceOf([{}], other);
    await assert.rejects(differences({ trace, point: 2 }, { trace: second, point: 0 }), RangeError);
  });
});

describe('compareWrittenPages', () => {
  it('tells what was written in both ranges, and what in only one', async () => {
    const trace = traceOf([{}, { 1: 1, 2: 2 }, { 1: 2 }, { 2: 1, 5: 5 }]);
    const other = traceOf([{}, { 3: 3, 2: 1 }]);
    const written = await compareWrittenPages(
      { trace, from: 1, to: 2 },
      { trace: other, from: 0, to: 1 },
    );
    assert.deepEqual([...written.gfns], [1, 2, 3]);
    assert.deepEqual(
      Array.from(written.sides, (side) => PAGE_SIDES[side]),
      ['left', 'both', 'right'],
    );
    assert.deepEqual([...written.left], [2, 1, 0]);
    assert.deepEqual([...written.right], [0, 1, 1]);
  });

  it('finds nothing where nothing was written', async () => {
    const trace = traceOf([{ 1: 1 }]);
    const range = { trace, from: 0, to: 0 };
    assert.equal((await compareWrittenPages(range, range)).gfns.length, 0);
  });
});
