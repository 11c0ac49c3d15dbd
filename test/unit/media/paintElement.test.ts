import assert from 'node:assert/strict';
import { gradientStops } from '../../../media/dom/paintElement';

describe('the colours of a gradient', () => {
  it('are found in what a browser says of a background', () => {
    assert.deepEqual(
      gradientStops('linear-gradient(90deg, rgb(1, 2, 3), rgba(4, 5, 6, 0.5), #aabbcc)'),
      ['rgb(1, 2, 3)', 'rgba(4, 5, 6, 0.5)', '#aabbcc'],
    );
  });

  it('are none where there is another background', () => {
    for (const other of [
      'none',
      'url("x.png")',
      'conic-gradient(red, blue), linear-gradient(#fff, #000)',
    ]) {
      assert.deepEqual(gradientStops(other), []);
    }
  });
});
