import assert from 'node:assert/strict';
import { cursorMoveOf } from '../../../media/map/mapMoves';

const pressed = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', true>> = {}) =>
  cursorMoveOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe('keys of the map’s cursor', () => {
  it('move by a cell, to the ends, and with Ctrl or Cmd by a run', () => {
    assert.equal(pressed('ArrowLeft'), 'left');
    assert.equal(pressed('Home'), 'start');
    assert.equal(pressed('ArrowLeft', { ctrlKey: true }), 'previousRun');
    assert.equal(pressed('ArrowDown', { metaKey: true }), 'nextRun');
    assert.equal(pressed('x'), undefined);
  });

  it('are none with Alt, so that VS Code gets its own', () => {
    for (const key of ['Home', 'End', 'ArrowLeft', 'ArrowRight']) {
      assert.equal(pressed(key, { altKey: true }), undefined, key);
      assert.equal(pressed(key, { altKey: true, ctrlKey: true }), undefined, key);
    }
  });
});
