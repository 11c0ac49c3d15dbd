import assert from 'node:assert/strict';
import {
  brushPartAt,
  dragBrush,
  extendTo,
  shifted,
  zoomRange,
} from '../../../media/timeline/brush';
import { pointScale } from '../../../media/timeline/scales';

// One point a pixel, from pixel 100.
const scale = pointScale(0, 999, 100, 1000);
const brush = { from: 200, to: 299 };

describe('the timeline’s brush', () => {
  it('is taken hold of at its edges, moved from inside, and drawn anew outside', () => {
    assert.equal(brushPartAt(scale, brush, 302), 'from');
    assert.equal(brushPartAt(scale, brush, 398), 'to');
    assert.equal(brushPartAt(scale, brush, 350), 'inside');
    assert.equal(brushPartAt(scale, brush, 600), 'outside');
  });

  it('is drawn anew, not moved, where it covers the whole trace', () => {
    assert.equal(brushPartAt(scale, { from: 0, to: 999 }, 600), 'outside');
  });

  it('follows the edge that is dragged', () => {
    assert.deepEqual(dragBrush(scale, 'to', brush, 400, 450), { from: 200, to: 350 });
    assert.deepEqual(dragBrush(scale, 'from', brush, 300, 250), { from: 150, to: 299 });
  });

  it('turns around when one edge is dragged over the other', () => {
    assert.deepEqual(dragBrush(scale, 'from', brush, 300, 500), { from: 299, to: 400 });
  });

  it('keeps its length when moved, also against an end of the trace', () => {
    assert.deepEqual(dragBrush(scale, 'inside', brush, 350, 380), { from: 230, to: 329 });
    assert.deepEqual(dragBrush(scale, 'inside', brush, 350, 2000), { from: 900, to: 999 });
    assert.deepEqual(shifted(brush, -500, 999), { from: 0, to: 99 });
  });

  it('spans what was drawn, in either direction', () => {
    assert.deepEqual(dragBrush(scale, 'outside', brush, 600, 650), { from: 500, to: 550 });
    assert.deepEqual(dragBrush(scale, 'outside', brush, 650, 600), { from: 500, to: 550 });
  });

  it('zooms around a point that keeps its place', () => {
    assert.deepEqual(zoomRange(brush, 200, 0.5, 999), { from: 200, to: 249 });
    assert.deepEqual(zoomRange(brush, 299, 0.5, 999), { from: 250, to: 299 });
    assert.deepEqual(zoomRange(brush, 250, 2, 999), { from: 150, to: 349 });
  });

  it('zooms no further than one point, and no wider than the trace', () => {
    assert.deepEqual(zoomRange({ from: 7, to: 7 }, 7, 0.5, 999), { from: 7, to: 7 });
    assert.deepEqual(zoomRange({ from: 100, to: 899 }, 500, 2, 999), { from: 0, to: 999 });
  });

  it('always holds the point around which it is zoomed in', () => {
    for (let around = 200; around <= 299; around++) {
      let range: { from: number; to: number } = brush;
      for (let step = 0; step < 8; step++) {
        range = zoomRange(range, around, 0.5, 999);
        assert.ok(range.from <= around && around <= range.to, `${around} left the range`);
      }
      assert.deepEqual(range, { from: around, to: around });
    }
  });

  it('grows to reach a point beside it', () => {
    assert.deepEqual(extendTo(brush, 300), { from: 200, to: 300 });
    assert.deepEqual(extendTo(brush, 250), brush);
  });
});
