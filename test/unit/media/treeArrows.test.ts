import assert from 'node:assert/strict';
import { rowForArrow } from '../../../media/pane/devices/treeArrows';

describe('the arrows in a tree', () => {
  const levels = [1, 2, 2, 1, 2, 3];

  it('lead right to the first child, if there is one', () => {
    const to = levels.map((_, at) => rowForArrow(levels, at, 'ArrowRight'));
    assert.deepEqual(to, [1, 1, 2, 4, 5, 5]);
  });

  it('lead left to the parent, if there is one', () => {
    const to = levels.map((_, at) => rowForArrow(levels, at, 'ArrowLeft'));
    assert.deepEqual(to, [0, 0, 0, 3, 3, 4]);
  });
});
