import assert from 'node:assert/strict';
import { asGfn, PAGE_SIZE } from '../../../src/core/gfn';
import { differingPages } from '../../../src/replay/pageDiff';
import type { RecordedPoint } from '../../../src/trace/trace';
import { MemoryTrace } from '../../support/memoryTrace';
import { randomPoints } from '../../support/randomTrace';

/** A trace whose points write the given pages, each filled with one byte. */
function traceOf(...writes: Readonly<Record<number, number>>[]): MemoryTrace {
  const [template] = randomPoints(1, 1);
  return new MemoryTrace(
    writes.map((pages): RecordedPoint => {
      const gfns = Uint32Array.from(Object.keys(pages), Number);
      const bytes = new Uint8Array(gfns.length * PAGE_SIZE);
      gfns.forEach((gfn, i) => bytes.fill(pages[gfn], i * PAGE_SIZE, (i + 1) * PAGE_SIZE));
      return { ...template, gfns, pages: bytes };
    }),
  );
}

describe('differingPages', () => {
  it('names pages that were written with something else since', async () => {
    const trace = traceOf({ 1: 7 }, { 2: 1 }, { 1: 8, 3: 3 });
    assert.deepEqual(await differingPages(trace, 0, 2), [1, 2, 3]);
    assert.deepEqual(await differingPages(trace, 1, 2), [1, 3]);
  });

  it('leaves out pages that were written with what they held, or came back to it', async () => {
    const trace = traceOf({ 1: 7 }, { 1: 7, 2: 0 }, { 1: 9 }, { 1: 7 });
    assert.deepEqual(await differingPages(trace, 0, 1), []);
    assert.deepEqual(await differingPages(trace, 0, 3), []);
    assert.deepEqual(await differingPages(trace, 2, 3), [1]);
  });

  it('gives the same in both directions, and nothing between a point and itself', async () => {
    const trace = traceOf({}, { 256: 1 }, { 5: 1 });
    assert.deepEqual(await differingPages(trace, 2, 0), [asGfn(5), asGfn(256)]);
    assert.deepEqual(await differingPages(trace, 2, 2), []);
  });

  it('tells how far it is, up to the end', async () => {
    const trace = traceOf({}, { 1: 1, 2: 2 });
    const told: number[][] = [];
    await differingPages(trace, 0, 1, (compared, total) => told.push([compared, total]));
    assert.deepEqual(told, [[2, 2]]);
  });

  it('rejects points that the trace does not have', async () => {
    await assert.rejects(differingPages(traceOf({}), 0, 1), RangeError);
    await assert.rejects(differingPages(traceOf({}), 5, 5), RangeError);
  });
});
