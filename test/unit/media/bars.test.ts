import assert from 'node:assert/strict';
import { barsOf } from '../../../media/timeline/bars';
import { pointScale } from '../../../media/timeline/scales';
import { columnsOfPoints, somePoints } from '../../support/timelineColumns';

const points = somePoints(0, 999);
const overview = columnsOfPoints(points, { pointsPerColumn: 50 });

const part = (from: number, to: number, pointsPerColumn = 1) =>
  columnsOfPoints(points.slice(from, to + 1), { pointsPerColumn });

describe('the bars of the timeline’s lanes', () => {
  it('are the columns of the range, side by side', () => {
    const scale = pointScale(200, 299, 68, 800);
    const bars = barsOf(scale, 1, part(200, 299), overview);
    assert.equal(bars.length, 100);
    assert.deepEqual(
      bars.slice(0, 2).map(({ from, to, left, width }) => [from, to, left, width]),
      [
        [200, 200, 68, 7],
        [201, 201, 76, 7],
      ],
    );
  });

  it('never leave a point out, or show it twice, wherever the range has moved to', () => {
    for (const [from, to] of [
      [0, 999],
      [150, 249],
      [250, 349],
      [220, 260],
      [700, 800],
      [0, 210],
    ] as const) {
      const bars = barsOf(pointScale(from, to, 68, 800), 1, part(200, 299, 7), overview);
      let next = from;
      for (const bar of bars) {
        assert.equal(bar.from, next);
        next = bar.to + 1;
      }
      assert.equal(next, to + 1);
    }
  });

  it('are the overview’s until the range’s own are there', () => {
    const bars = barsOf(pointScale(200, 299, 68, 800), 1, undefined, overview);
    assert.deepEqual(
      bars.map(({ columns, from, to }) => [columns === overview, from, to]),
      [
        [true, 200, 249],
        [true, 250, 299],
      ],
    );
  });

  it('are at least a pixel of the screen wide, and lie on its pixels', () => {
    for (const ratio of [1, 1.25, 2]) {
      for (const { left, width } of barsOf(
        pointScale(0, 999, 68, 320),
        ratio,
        part(0, 999),
        undefined,
      )) {
        assert.ok(width * ratio >= 1 - 1e-9);
        assert.ok(Math.abs(left * ratio - Math.round(left * ratio)) < 1e-9);
      }
    }
  });

  it('are none while nothing is known', () => {
    assert.deepEqual(barsOf(pointScale(0, 9, 68, 800), 1, undefined, undefined), []);
  });
});
