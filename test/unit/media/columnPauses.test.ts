import assert from 'node:assert/strict';
import {
  columnOf,
  columnPoints,
  longestPauses,
  stalls,
} from '../../../media/timeline/columnPauses';
import type { TimelineColumns } from '../../../src/protocol/inspector';
import { columnsOfPoints, somePoints } from '../../support/timelineColumns';

function columns(
  from: number,
  pointsPerColumn: number,
  pauses: readonly number[],
): TimelineColumns {
  const to = from + pauses.length * pointsPerColumn - 1;
  const pauseOf = (point: number) => pauses[Math.floor((point - from) / pointsPerColumn)];
  const points = somePoints(from, to, (point) => ({ pauseUs: pauseOf(point) }));
  return columnsOfPoints(points, { pointsPerColumn });
}

describe('the timeline’s columns', () => {
  it('cover consecutive points, the last one perhaps fewer', () => {
    const some = { ...columns(100, 10, [1, 1, 1]), to: 124 };
    assert.deepEqual(columnPoints(some, 0), { from: 100, to: 109 });
    assert.deepEqual(columnPoints(some, 2), { from: 120, to: 124 });
    assert.equal(columnOf(some, 119), 1);
    assert.equal(columnOf(some, 99), -1);
    assert.equal(columnOf(some, 125), -1);
  });

  it('begin where the first of them would, though what is shown begins later', () => {
    const some = { ...columns(128, 64, [1, 1]), from: 150, to: 200 };
    assert.deepEqual(columnPoints(some, 0), { from: 150, to: 191 });
    assert.deepEqual(columnPoints(some, 1), { from: 192, to: 200 });
    assert.deepEqual([columnOf(some, 191), columnOf(some, 192)], [0, 1]);
  });

  it('add the seven phases up to a pause', () => {
    assert.deepEqual([...longestPauses(columns(0, 1, [10, 30]))], [10, 30]);
  });

  it('mark the longest pauses far above the middle one as stalls', () => {
    const pauses = new Array<number>(100).fill(1000);
    for (const [point, pause] of [
      [40, 9000],
      [50, 20_000],
      [60, 12_000],
      [70, 8500],
    ] as const) {
      pauses[point] = pause;
    }
    const some = columns(0, 1, pauses);
    assert.deepEqual(stalls(some, longestPauses(some)), [50, 60, 40]);
  });

  it('call neither the first image nor an even trace a stall', () => {
    const some = columns(0, 1, [900_000, ...new Array<number>(99).fill(1000)]);
    assert.deepEqual(stalls(some, longestPauses(some)), []);
  });
});
