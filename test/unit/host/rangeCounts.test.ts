import assert from 'node:assert/strict';
import { RangeCounts } from '../../../src/host/rangeCounts';
import { randomTrace, seededNumbers } from '../../support/randomTrace';

const POINTS = 400;

describe('the counts of a range that grows and shrinks with the current point', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    it(`are those that the trace counts (seed ${seed})`, async () => {
      const trace = randomTrace(seed, POINTS);
      const counts = new RangeCounts(trace);
      const random = seededNumbers(seed);
      let from = random(40);
      let to = from + random(POINTS - from);
      for (let step = 0; step < 120; step++) {
        if (random(20) === 0) from = random(POINTS);
        to = random(9) === 0 ? random(POINTS) : to + random(5) - 2;
        to = Math.max(from, Math.min(POINTS - 1, to));
        const found = await counts.of(from, to);
        assert.deepEqual(found, await trace.dirtyCounts(from, to), `${from} to ${to}`);
      }
    });
  }

  it('are not all counted anew with each step', async () => {
    const trace = randomTrace(7, POINTS);
    const dirtyCounts = trace.dirtyCounts.bind(trace);
    let counted = 0;
    trace.dirtyCounts = (from, to) => {
      counted++;
      return dirtyCounts(from, to);
    };
    const counts = new RangeCounts(trace);
    for (const to of [300, 301, 302, 303, 302, 301, 300, 299]) await counts.of(10, to);
    assert.equal(counted, 2);
  });

  it('are counted anew after they could not be', async () => {
    const trace = randomTrace(7, POINTS);
    const dirtyCounts = trace.dirtyCounts.bind(trace);
    let counted = 0;
    trace.dirtyCounts = (from, to) =>
      ++counted === 2 ? Promise.reject(new Error('damaged')) : dirtyCounts(from, to);
    const counts = new RangeCounts(trace);
    await counts.of(10, 300);
    await assert.rejects(counts.of(10, 301), /damaged/);
    assert.deepEqual(await counts.of(10, 302), await dirtyCounts(10, 302));
  });
});
