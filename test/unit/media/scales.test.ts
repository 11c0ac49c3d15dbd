import assert from 'node:assert/strict';
import {
  axisTicks,
  laneTop,
  niceCeiling,
  pointAt,
  pointScale,
  slotLeft,
  slotMiddle,
  squareRootHeight,
} from '../../../media/timeline/scales';

describe('the timeline’s scales', () => {
  it('give each point of the range a slot of the same width', () => {
    const scale = pointScale(700, 999, 68, 900);
    assert.equal(slotLeft(scale, 700), 68);
    assert.equal(slotLeft(scale, 1000), 968);
    assert.equal(slotMiddle(scale, 700), 69.5);
  });

  it('find the point under every place of its slot', () => {
    const scale = pointScale(700, 999, 68, 896);
    for (let point = 700; point <= 999; point++) {
      assert.equal(pointAt(scale, slotMiddle(scale, point)), point);
    }
  });

  it('give the nearest point for places beside the plot', () => {
    const scale = pointScale(700, 999, 68, 896);
    assert.equal(pointAt(scale, 0), 700);
    assert.equal(pointAt(scale, 2000), 999);
  });

  it('show a range of a single point', () => {
    const scale = pointScale(0, 0, 68, 896);
    assert.equal(pointAt(scale, 68), 0);
    assert.equal(pointAt(scale, 964), 0);
  });

  it('round up to numbers that read well', () => {
    const rounded = [0, 0.9, 1, 1.1, 7, 11, 96, 101, 2600, 0.3].map(niceCeiling);
    assert.deepEqual(rounded, [1, 1, 1, 1.2, 8, 12, 100, 120, 3000, 0.3]);
  });

  it('end a lane at the highest bar where none stands out', () => {
    assert.equal(laneTop([3, 4, 5, 4, 3, 4, 5, 4, 3, 10]), 10);
  });

  it('do not let one bar far above all others flatten them', () => {
    const bars = Array.from({ length: 100 }, (_, i) => 40 + (i % 10));
    assert.ok(laneTop([...bars, 100_000]) < 100);
  });

  it('show a lane without any bar', () => {
    assert.equal(laneTop([]), 1);
    assert.equal(laneTop([0, 0, 0]), 1);
  });

  it('keep a hair of the smallest bar in the overview', () => {
    assert.equal(squareRootHeight(0, 1000, 24), 0);
    assert.equal(squareRootHeight(1, 1_000_000, 24), 1);
    assert.equal(squareRootHeight(250, 1000, 24), 12);
    assert.equal(squareRootHeight(2000, 1000, 24), 24);
  });

  it('label round points, no more than there is room for', () => {
    assert.deepEqual(
      axisTicks(700, 999, 6),
      [700, 750, 800, 850, 900, 950].filter((p) => p % 50 === 0),
    );
    assert.deepEqual(axisTicks(0, 3, 10), [0, 1, 2, 3]);
    assert.deepEqual(axisTicks(0, 0, 10), [0]);
    for (const [from, to, room] of [
      [0, 9399, 11],
      [13, 57, 5],
      [1, 1_000_000, 3],
    ] as const) {
      const ticks = axisTicks(from, to, room);
      assert.ok(ticks.length <= room + 1, `${ticks.length} labels in room for ${room}`);
      assert.ok(ticks.every((tick) => tick >= from && tick <= to));
    }
  });
});
