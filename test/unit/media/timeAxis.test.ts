import assert from 'node:assert/strict';
import { formatMoment, timeAt, timeTicks } from '../../../media/timeline/timeAxis';
import { columnsOfPoints, somePoints } from '../../support/timelineColumns';

const SECOND = 1e6;

/** Points 1 ms apart up to 100, and 10 ms apart behind it. */
const startUs = (point: number): number => (point <= 100 ? point : 100 + (point - 100) * 10) * 1000;
const points = somePoints(0, 199, (point) => ({
  epochStartUs: startUs(point),
  timeUs: startUs(point) + 600,
}));

describe('the timeline’s axis of guest time', () => {
  it('knows when the guest began to run towards a point', () => {
    const columns = columnsOfPoints(points);
    assert.equal(timeAt(columns, 7), 7000);
    assert.equal(timeAt(columns, 150), 600_000);
    assert.equal(timeAt(columns, 200), columns.endUs);
  });

  it('estimates it where several points share a column', () => {
    const columns = columnsOfPoints(points, { pointsPerColumn: 10 });
    assert.equal(timeAt(columns, 7), 7000);
    assert.equal(timeAt(columns, 155), 650_000);
  });

  it('has round moments where they are among the points', () => {
    const { ticks, stepUs } = timeTicks(columnsOfPoints(points), 0, 199, 12);
    assert.equal(stepUs, 100_000);
    assert.deepEqual(
      ticks.slice(0, 4).map(({ us, point }) => [us, Math.round(point)]),
      [
        [0, 0],
        [100_000, 100],
        [200_000, 110],
        [300_000, 120],
      ],
    );
  });

  it('has none where no time passes', () => {
    const still = somePoints(0, 3, () => ({ epochStartUs: 5, timeUs: 5, pauseUs: 0 }));
    assert.deepEqual(timeTicks(columnsOfPoints(still), 0, 3, 10).ticks, []);
  });

  it('never has many more than there is room for', () => {
    for (let room = 1; room < 40; room += 3) {
      for (const to of [0, 1, 17, 199]) {
        const { ticks } = timeTicks(columnsOfPoints(points), 0, to, room);
        assert.ok(ticks.length <= room + 1, `${ticks.length} for ${room}`);
      }
    }
  });

  it('is written as exactly as its steps need', () => {
    assert.equal(formatMoment(1.25 * SECOND, 50_000, 3 * SECOND), '1.25 s');
    assert.equal(formatMoment(12 * SECOND, 2 * SECOND, 59 * SECOND), '12 s');
    assert.equal(formatMoment(65 * SECOND, 5 * SECOND, 600 * SECOND), '1:05');
    assert.equal(formatMoment(65.5 * SECOND, SECOND / 2, 600 * SECOND), '1:05.5');
    assert.equal(formatMoment(7265 * SECOND, 5 * SECOND, 9000 * SECOND), '2:01:05');
  });
});
