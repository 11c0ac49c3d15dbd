import assert from 'node:assert/strict';
import { timelineLayout } from '../../../media/timeline/geometry';
import { markerAt, markersOf } from '../../../media/timeline/markers';
import { moveOf } from '../../../media/timeline/rangeMoves';
import { pointScale } from '../../../media/timeline/scales';
import { timelineText, valueText } from '../../../media/timeline/timelineText';
import { sidewaysOf, WheelZoom } from '../../../media/timeline/wheelZoom';
import { columnsOfPoints, somePoints } from '../../support/timelineColumns';

const position = { point: 250, from: 200, to: 299, page: undefined };

describe('the keys of the timeline', () => {
  it('extend the range by a step, and stop at the ends of the trace', () => {
    assert.deepEqual(moveOf('extend', { ...position, point: 299 }, 999), {
      ...{ point: 300, from: 200, to: 300 },
    });
    const first = { point: 0, from: 0, to: 9, page: undefined };
    assert.deepEqual(moveOf('extendBack', first, 999), { point: 0, from: 0, to: 9 });
  });

  it('begin and end the range at the current point', () => {
    assert.deepEqual(moveOf('begin', position, 999), { from: 250, to: 299 });
    assert.deepEqual(moveOf('end', position, 999), { from: 200, to: 250 });
    assert.deepEqual(moveOf('end', { ...position, point: 100 }, 999), { from: 100, to: 100 });
  });

  it('narrow and widen the range around the current point, and show all', () => {
    assert.deepEqual(moveOf('narrow', position, 999), { from: 225, to: 274 });
    assert.deepEqual(moveOf('widen', position, 999), { from: 150, to: 349 });
    assert.deepEqual(moveOf('whole', position, 999), { from: 0, to: 999 });
  });

  it('leap by a tenth of the range, at least by a point', () => {
    assert.deepEqual(moveOf('leap', position, 999), { point: 260 });
    assert.deepEqual(moveOf('leapBack', { ...position, point: 3 }, 999), { point: 0 });
    assert.deepEqual(moveOf('leap', { ...position, from: 250, to: 251 }, 999), { point: 251 });
    assert.deepEqual(moveOf('shift', position, 999), { from: 210, to: 309 });
    assert.deepEqual(moveOf('shiftBack', { ...position, from: 5, to: 104 }, 999), {
      ...{ from: 0, to: 99 },
    });
  });
});

describe('the wheel over the timeline', () => {
  const turn = (deltaY: number, more: object = {}) => ({
    ...{ deltaX: 0, deltaY, deltaMode: 0, shiftKey: false, ...more },
  });

  it('halves what is seen by a notch, whatever it counts in, and doubles it back', () => {
    const zoom = new WheelZoom();
    assert.equal(zoom.factorFor(turn(-100), 1000), 0.5);
    assert.equal(zoom.factorFor(turn(100), 500), 2);
    assert.ok(Math.abs(zoom.factorFor(turn(-3, { deltaMode: 1 }), 1000) - 0.5) < 0.01);
    assert.equal(zoom.factorFor(turn(-5000), 1000), 0.5);
  });

  it('keeps movements that are too small for a range of few points until they are enough', () => {
    const zoom = new WheelZoom();
    const factors = Array.from({ length: 40 }, () => zoom.factorFor(turn(-5), 4));
    const first = factors.findIndex((factor) => factor !== 1);
    assert.ok(first > 0 && Math.round(4 * (factors[first] ?? 1)) === 3, `${first}`);
  });

  it('moves sideways with Shift, or where it is turned that way', () => {
    assert.equal(sidewaysOf(turn(100)), 0);
    assert.equal(sidewaysOf(turn(100, { shiftKey: true })), 100);
    assert.equal(sidewaysOf(turn(3, { deltaX: -40 })), -40);
  });
});

describe('the marks below the overview', () => {
  const points = somePoints(0, 99, (point) => ({ pauseUs: point === 44 ? 19_000 : 400 }));
  const overview = columnsOfPoints(points, { pointsPerColumn: 5 });

  it('stand at the very point with the pause, also where points share a column', () => {
    assert.deepEqual(markersOf(overview, []), [
      { kind: 'stall', point: 44, text: 'stall 19.0 ms' },
    ]);
  });

  it('of bookmarks stand among them, with a note that is cut short but told in full', () => {
    const note = 'the first stall after the link came back';
    const bookmarks = [
      { point: 7, note: '' },
      { point: 60, note },
    ];
    assert.deepEqual(markersOf(overview, bookmarks), [
      { kind: 'bookmark', point: 7, text: '', about: 'bookmark' },
      { kind: 'stall', point: 44, text: 'stall 19.0 ms' },
      {
        kind: 'bookmark',
        point: 60,
        text: 'the first stall after the link…',
        about: `bookmark: ${note}`,
      },
    ]);
  });

  it('are hit from nearby', () => {
    const markers = markersOf(overview, []);
    const scale = pointScale(0, 99, 0, 1000);
    assert.equal(markerAt(markers, scale, 449)?.point, 44);
    assert.equal(markerAt(markers, scale, 470), undefined);
  });
});

describe('the timeline’s lanes', () => {
  it('leave the height of the timeline as designed unless some are added', () => {
    const { height, bottom, lanes } = timelineLayout([], 4);
    assert.deepEqual({ height, bottom }, { height: 138, bottom: 119 });
    assert.deepEqual(
      [...lanes],
      [
        ['pages', { top: 52, height: 28 }],
        ['pause', { top: 85, height: 34 }],
      ],
    );
  });

  it('stand below each other, each cause in a row of its own', () => {
    const { height, lanes } = timelineLayout(['sent', 'held', 'causes'], 4);
    let bottom = 47;
    for (const lane of lanes.values()) {
      assert.equal(lane.top, bottom + 5);
      bottom = lane.top + lane.height;
    }
    assert.equal(lanes.get('causes')?.height, 44);
    assert.equal(height, bottom + 19);
  });
});

describe('the timeline in words', () => {
  const points = somePoints(0, 99, (point) => ({
    ...{ pauseUs: point === 44 ? 19_000 : 400, dirtyPages: point === 7 ? 31 : 1 },
    cause: point % 4 === 0 ? 'net-tx' : 'timer',
    outputs: point % 4 === 0 ? [{ kind: 'net-tx', bytes: 60 }] : [],
  }));

  it('tells the extremes of the whole trace and what is marked', () => {
    const overview = columnsOfPoints(points, { pointsPerColumn: 5 });
    assert.equal(
      timelineText(overview, columnsOfPoints(points), markersOf(overview, []), false),
      'Whole trace: 100 sync points in 100 ms; dirty pages at most 31, 1.3 on average; ' +
        'pause at most 19.0 ms at sync point 44, 0.59 ms on average; 400 KiB sent; ' +
        '25 outputs held, 1.46 KiB; causes timer 75, net-tx 25. ' +
        'Marked: stall 19.0 ms at 44.',
    );
  });

  it('tells of the range, where that is a part, and of a recording that broke off', () => {
    const overview = columnsOfPoints(points);
    const range = columnsOfPoints(points.slice(0, 10));
    const text = timelineText(overview, range, [], true);
    assert.match(
      text,
      /Range 0–9: 10 sync points in 10\.0 ms; dirty pages at most 31, 4 on average/,
    );
    assert.match(text, /The recording is cut off\.$/);
    assert.equal(timelineText(undefined, undefined, [], false), '');
  });

  it('tells the value of the slider', () => {
    assert.equal(valueText(position, 9400, []), 'Sync point 250 of 9,400, range 200–299');
    assert.equal(
      valueText(position, 9400, [{ point: 250, note: 'here' }]),
      'Sync point 250 of 9,400, range 200–299, bookmarked: here',
    );
  });
});
