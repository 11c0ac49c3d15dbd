import assert from 'node:assert/strict';
import { asGfn } from '../../../src/core/gfn';
import type { Cause } from '../../../src/core/syncPoint';
import { findStep } from '../../../src/replay/stepping';
import { MemoryTrace } from '../../support/memoryTrace';
import { randomPoints } from '../../support/randomTrace';

/** A trace of the given causes, in which points of cause `disk-write` dirty page 9. */
function traceOf(causes: readonly Cause[]): MemoryTrace {
  const [template] = randomPoints(1, 1);
  return new MemoryTrace(
    causes.map((cause) => {
      const gfns = cause === 'disk-write' ? Uint32Array.of(9) : new Uint32Array();
      return { ...template, cause, gfns, pages: new Uint8Array(gfns.length * 4096).fill(1) };
    }),
  );
}

const short = traceOf(['manual', 'net-tx', 'disk-write', 'net-tx', 'timer', 'disk-write']);

describe('findStep', () => {
  it('goes to the neighbours, and nowhere past the ends', async () => {
    assert.equal(await findStep(short, 2, 'next'), 3);
    assert.equal(await findStep(short, 2, 'previous'), 1);
    assert.equal(await findStep(short, 5, 'next'), undefined);
    assert.equal(await findStep(short, 0, 'previous'), undefined);
  });

  it('goes to the first and the last point from anywhere', async () => {
    for (const from of [0, 3, 5]) {
      assert.equal(await findStep(short, from, 'first'), 0);
      assert.equal(await findStep(short, from, 'last'), 5);
    }
  });

  it('finds the nearest point with the same cause on either side', async () => {
    assert.equal(await findStep(short, 1, 'nextSameCause'), 3);
    assert.equal(await findStep(short, 5, 'previousSameCause'), 2);
    assert.equal(await findStep(short, 4, 'nextSameCause'), undefined);
    assert.equal(await findStep(short, 4, 'previousSameCause'), undefined);
  });

  it('finds the nearest point that dirtied the page on either side', async () => {
    const page = asGfn(9);
    assert.equal(await findStep(short, 0, 'nextPageChange', page), 2);
    assert.equal(await findStep(short, 2, 'nextPageChange', page), 5);
    assert.equal(await findStep(short, 5, 'previousPageChange', page), 2);
    assert.equal(await findStep(short, 2, 'previousPageChange', page), undefined);
  });

  it('leads nowhere if no page is selected to follow', async () => {
    assert.equal(await findStep(short, 0, 'nextPageChange'), undefined);
    assert.equal(await findStep(short, 5, 'previousPageChange'), undefined);
  });

  it('finds a far point without ever reading a large part of the trace at once', async () => {
    const causes: Cause[] = ['timer', ...Array<Cause>(30_000).fill('net-tx'), 'timer'];
    const trace = traceOf(causes);
    assert.equal(await findStep(trace, 0, 'nextSameCause'), 30_001);
    assert.equal(await findStep(trace, 30_001, 'previousSameCause'), 0);
    assert.ok(trace.largestRange <= 8192, `read ${trace.largestRange} points at once`);
  });

  it('reads few points where the next of a cause is near', async () => {
    const trace = traceOf(Array<Cause>(1000).fill('net-tx'));
    assert.equal(await findStep(trace, 500, 'nextSameCause'), 501);
    assert.ok(trace.largestRange <= 64, `read ${trace.largestRange} points at once`);
  });

  it('rejects a point that the trace does not have', async () => {
    for (const from of [-1, 6, 0.5, NaN]) {
      await assert.rejects(findStep(short, from, 'first'), RangeError);
    }
  });
});
