import assert from 'node:assert/strict';
import { Samples } from '../../../src/analysis/distribution';
import { summarize, summarizeRange } from '../../../src/analysis/summary';
import { PAGE_SIZE } from '../../../src/core/gfn';
import { PHASES, type Cause, type PhaseTimes } from '../../../src/core/syncPoint';
import { MemoryTrace } from '../../support/memoryTrace';
import { randomPoints } from '../../support/randomTrace';

/** A trace of points with the given cause, dirty pages and pause. */
function traceOf(...points: [cause: Cause, dirty: number, pauseUs: number][]): MemoryTrace {
  const [template] = randomPoints(1, 1);
  return new MemoryTrace(
    points.map(([cause, dirty, pauseUs], i) => ({
      ...template,
      cause,
      epochStartUs: Math.max(0, i * 1000 - 400),
      timeUs: i * 1000,
      sentBytes: 100 * (i + 1),
      phasesUs: Object.fromEntries(
        PHASES.map((phase) => [phase, phase === 'copy' ? pauseUs : 0]),
      ) as PhaseTimes,
      gfns: Uint32Array.from({ length: dirty }, (_, gfn) => gfn),
      pages: new Uint8Array(dirty * PAGE_SIZE),
    })),
  );
}

describe('summarize', () => {
  it('leaves point 0 out of all statistics but the totals', async () => {
    const trace = traceOf(['manual', 9, 9999], ['net-tx', 2, 10], ['timer', 4, 30]);
    assert.deepEqual(await summarize(trace), {
      pointCount: 3,
      durationUs: 2030,
      dirtyPages: { total: 6, mean: 3, p50: 2, p95: 4, p99: 4, max: 4 },
      pauseUs: { p50: 10, p95: 30, p99: 30, max: 30 },
      sentBytes: 600,
      maxSentBytes: 300,
      maxPauseUs: 9999,
      causes: [
        { cause: 'net-tx', points: 1, dirtyPages: 2, pauseUs: 10 },
        { cause: 'timer', points: 1, dirtyPages: 4, pauseUs: 30 },
      ],
    });
  });

  it('gives zeros where there is no point but the first', async () => {
    const summary = await summarize(traceOf(['manual', 0, 500]));
    assert.equal(summary.durationUs, 500);
    assert.deepEqual(summary.dirtyPages, { total: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 });
    assert.deepEqual(summary.pauseUs, { p50: 0, p95: 0, p99: 0, max: 0 });
    assert.deepEqual(summary.causes, []);
  });

  it('reads a long trace in ranges and tells how far it is', async () => {
    const trace = traceOf(
      ...Array.from({ length: 10_000 }, (): [Cause, number, number] => ['timer', 0, 1]),
    );
    const told: number[] = [];
    const summary = await summarize(trace, (points, total) => {
      assert.equal(total, 10_000);
      told.push(points);
    });
    assert.equal(summary.causes[0].points, 9_999);
    assert.ok(trace.largestRange <= 4096, `read ${trace.largestRange} points at once`);
    assert.equal(told.at(-1), 10_000);
    assert.ok(told.length > 1);
  });
});

describe('summarizeRange', () => {
  it('tells of the points of the range only', async () => {
    const trace = traceOf(
      ['manual', 9, 9999],
      ['net-tx', 2, 10],
      ['timer', 4, 30],
      ['timer', 1, 1],
    );
    assert.deepEqual(await summarizeRange(trace, 1, 2), {
      pointCount: 2,
      durationUs: 2030 - 600,
      dirtyPages: { total: 6, mean: 3, p50: 2, p95: 4, p99: 4, max: 4 },
      pauseUs: { p50: 10, p95: 30, p99: 30, max: 30 },
      sentBytes: 500,
      maxSentBytes: 300,
      maxPauseUs: 30,
      causes: [
        { cause: 'net-tx', points: 1, dirtyPages: 2, pauseUs: 10 },
        { cause: 'timer', points: 1, dirtyPages: 4, pauseUs: 30 },
      ],
    });
  });

  it('ends with what it is told to end with', async () => {
    const stop = (): never => {
      throw new Error('enough');
    };
    await assert.rejects(summarizeRange(traceOf(['timer', 1, 1]), 0, 0, stop), /enough/);
  });
});

describe('Samples', () => {
  it('gives percentiles by nearest rank, whatever the order of the samples', () => {
    const samples = new Samples();
    for (let i = 0; i < 2000; i++) samples.add(((i * 7919) % 2000) + 1);
    assert.deepEqual(samples.distribution(), { p50: 1000, p95: 1900, p99: 1980, max: 2000 });
    assert.equal(samples.mean, 1000.5);
    assert.equal(samples.count, 2000);
  });

  it('keeps fractions and orders them as numbers', () => {
    const samples = new Samples();
    for (const value of [10, 9.5, 100]) samples.add(value);
    assert.deepEqual(samples.distribution(), { p50: 10, p95: 100, p99: 100, max: 100 });
  });
});
