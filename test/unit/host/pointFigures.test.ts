import assert from 'node:assert/strict';
import { CAUSES, OUTPUT_KINDS, PHASES, type Cause } from '../../../src/core/syncPoint';
import { PointFigures } from '../../../src/host/pointFigures';
import { seededNumbers } from '../../support/randomTrace';
import { columnsOfPoints } from '../../support/timelineColumns';
import { traceOf } from './traces';

/** 2,501 points; point 1,234 has the longest pause, and 1,777 the most dirty pages. */
function manyPoints() {
  const causes = new Array<Cause>(2500).fill('timer');
  return traceOf(causes, {
    dirty: { 1: [5, 1777], 2: [1777, 2500], 3: [1777] },
    phasesUs: (point) => (point === 1234 ? { copy: 900, ack: 100 } : { stop: point % 10 }),
  });
}

/** 2,501 points of all causes, with outputs, pauses of whole microseconds and some dirty pages. */
function mixedPoints() {
  const random = seededNumbers(11);
  const causes = Array.from({ length: 2500 }, () => CAUSES[random(CAUSES.length)]);
  const written = (gfn: number) => causes.flatMap((_, i) => (random(gfn + 1) === 0 ? [i + 1] : []));
  return traceOf(causes, {
    dirty: Object.fromEntries([1, 2, 3, 9].map((gfn) => [gfn, written(gfn)])),
    outputs: (point) =>
      Array.from({ length: point % 3 }, (_, i) => ({
        kind: OUTPUT_KINDS[(point + i) % OUTPUT_KINDS.length],
        data: new Uint8Array(point % 71),
      })),
    phasesUs: (point) => ({ stop: (point * 7) % 13, copy: (point * 31) % 97, ack: point % 5 }),
  });
}

describe('the figures of points', () => {
  it('give each point a column of its own where there is room', async () => {
    const timeline = await new PointFigures(manyPoints()).timeline(1230, 1239, 600);
    assert.equal(timeline.pointsPerColumn, 1);
    assert.deepEqual([timeline.from, timeline.to], [1230, 1239]);
    assert.equal(timeline.dirtyPages.length, 10);
    assert.equal(timeline.phasesUs.length, 70);
    assert.equal(timeline.phasesUs[4 * 7 + PHASES.indexOf('copy')], 900);
    assert.equal(timeline.phasesUs[4 * 7 + PHASES.indexOf('ack')], 100);
    assert.equal(timeline.phasesUs[5 * 7 + PHASES.indexOf('stop')], 5);
  });

  it('keep every peak when many points share a column', async () => {
    const figures = new PointFigures(manyPoints());
    for (const columns of [1, 2, 7, 100, 999]) {
      const timeline = await figures.timeline(0, 2500, columns);
      const { pointsPerColumn, dirtyPages, phasesUs } = timeline;
      assert.ok(dirtyPages.length <= columns, `${dirtyPages.length} columns of ${columns}`);
      assert.ok(pointsPerColumn * dirtyPages.length >= 2501, 'columns cover all points');
      const peak = Math.floor(1777 / pointsPerColumn);
      assert.equal(dirtyPages[peak], 3);
      assert.equal(Math.max(...dirtyPages), 3);
      const longest = Math.floor(1234 / pointsPerColumn);
      assert.deepEqual(
        Array.from(phasesUs.subarray(longest * 7, longest * 7 + 7)),
        [0, 0, 0, 900, 0, 100, 0],
      );
    }
  });

  it('are what all points of a column have, however the columns lie', async () => {
    const trace = mixedPoints();
    const points = await trace.points(0, 2500);
    for (const [from, to, columns] of [
      [0, 2500, 9],
      [0, 2500, 900],
      [1, 2500, 5],
      [700, 2400, 3],
      [255, 2305, 10],
      [300, 900, 600],
      [511, 512, 1],
    ] as const) {
      const timeline = await new PointFigures(trace).timeline(from, to, columns);
      assert.ok(timeline.dirtyPages.length <= columns);
      assert.deepEqual(timeline, columnsOfPoints(points.slice(from, to + 1), timeline));
    }
  });

  it('are kept, since points do not change, but not for ever', async () => {
    const trace = mixedPoints();
    const figures = new PointFigures(trace);
    const first = await figures.timeline(0, 2500, 9);
    assert.equal(await figures.timeline(0, 2500, 9), first);
    for (let to = 100; to < 200; to++) await figures.timeline(0, to, 9);
    assert.notEqual(await figures.timeline(0, 2500, 9), first);
  });

  it('know the maximum of a range', async () => {
    const figures = new PointFigures(manyPoints());
    assert.deepEqual(await figures.maximum(0, 2500), { dirtyPages: 3, pauseUs: 1000 });
    assert.deepEqual(await figures.maximum(1235, 1776), { dirtyPages: 0, pauseUs: 9 });
    assert.deepEqual(await figures.maximum(0, 0), { dirtyPages: 0, pauseUs: 0 });
  });

  it('do not look at each point of a long range', async () => {
    const trace = manyPoints();
    trace.columns = () => assert.fail('points were read');
    await new PointFigures(trace).timeline(0, 2500, 4);
  });

  it('stop when nobody waits any more', async () => {
    const figures = new PointFigures(manyPoints());
    await assert.rejects(figures.timeline(0, 2500, 10, AbortSignal.abort()), {
      name: 'AbortError',
    });
  });

  it('refuse a range that the trace does not have', async () => {
    const figures = new PointFigures(manyPoints());
    await assert.rejects(figures.timeline(0, 2501, 10), RangeError);
    await assert.rejects(figures.timeline(5, 4, 10), RangeError);
    await assert.rejects(figures.maximum(-1, 4), RangeError);
  });
});
