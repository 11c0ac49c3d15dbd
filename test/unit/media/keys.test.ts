import assert from 'node:assert/strict';
import { keyLabel, keyNameOf, type KeyPress } from '../../../media/keys/keyName';
import {
  BYTES_KEYS,
  KEY_TABLES,
  MAP_KEYS,
  PAGE_KEYS,
  TIMELINE_KEYS,
} from '../../../media/keys/keys';
import { KeyTable } from '../../../media/keys/keyTable';

type Held = Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'altGraph', true>>;

function press(key: string, { altGraph, ...held }: Held = {}): KeyPress {
  return {
    ...{ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held },
    getModifierState: (modifier) => modifier === 'AltGraph' && altGraph === true,
  };
}

describe('keys of the page', () => {
  it('are named by what is held with them', () => {
    assert.equal(keyNameOf(press('ArrowLeft')), 'ArrowLeft');
    assert.equal(keyNameOf(press('F7', { shiftKey: true })), 'Shift+F7');
    assert.equal(keyNameOf(press('ArrowUp', { ctrlKey: true, altKey: true })), 'Ctrl+Alt+ArrowUp');
    assert.equal(keyNameOf(press('ArrowUp', { metaKey: true })), 'Ctrl+ArrowUp');
  });

  it('are the characters that were typed, whatever a keyboard needs for them', () => {
    assert.equal(keyNameOf(press('?', { shiftKey: true })), '?');
    assert.equal(keyNameOf(press('G', { shiftKey: true })), 'g');
    // German keyboards have brackets on AltGr, which Windows tells as Ctrl and Alt.
    const altGr = { ctrlKey: true, altKey: true, altGraph: true } as const;
    assert.equal(keyNameOf(press('[', altGr)), '[');
    assert.equal(TIMELINE_KEYS.actionOf(press('[', altGr)), 'begin');
    assert.equal(keyNameOf(press('g', { ctrlKey: true })), 'Ctrl+g');
  });

  it('do nothing where another key is held that the table does not name', () => {
    assert.equal(PAGE_KEYS.actionOf(press('g')), 'goTo');
    assert.equal(PAGE_KEYS.actionOf(press('g', { ctrlKey: true })), undefined);
    assert.equal(PAGE_KEYS.actionOf(press('ArrowLeft', { shiftKey: true })), undefined);
    assert.equal(PAGE_KEYS.actionOf(press(' ', { shiftKey: true })), undefined);
    assert.equal(BYTES_KEYS.actionOf(press('ArrowLeft', { altKey: true })), 'previousVersion');
  });

  it('move the map’s cursor by a cell, to the ends, and with Ctrl or Cmd by a run', () => {
    assert.equal(MAP_KEYS.actionOf(press('ArrowLeft')), 'left');
    assert.equal(MAP_KEYS.actionOf(press('Home')), 'start');
    assert.equal(MAP_KEYS.actionOf(press('ArrowLeft', { ctrlKey: true })), 'previousRun');
    assert.equal(MAP_KEYS.actionOf(press('ArrowDown', { metaKey: true })), 'nextRun');
    assert.equal(MAP_KEYS.actionOf(press('x')), undefined);
    for (const key of ['Home', 'End', 'ArrowLeft', 'ArrowRight']) {
      // These are VS Code's own.
      assert.equal(MAP_KEYS.actionOf(press(key, { altKey: true })), undefined, key);
      assert.equal(MAP_KEYS.actionOf(press(key, { altKey: true, ctrlKey: true })), undefined, key);
    }
  });

  it('may have others beside them that are not listed', () => {
    assert.equal(TIMELINE_KEYS.actionOf(press('=')), TIMELINE_KEYS.actionOf(press('+')));
  });

  it('are written as on the keyboard, and stand in titles', () => {
    assert.deepEqual(['Ctrl+ArrowLeft', 'g', 'Shift+PageUp', '+', ' '].map(keyLabel), [
      'Ctrl+←',
      'G',
      'Shift+Page Up',
      '+',
      'Space',
    ]);
    assert.equal(PAGE_KEYS.title('Play', 'play'), 'Play (Space)');
  });

  it('have each one meaning in each part', () => {
    assert.throws(
      () =>
        new KeyTable('Somewhere', [
          {
            does: 'two things',
            keys: [
              ['x', 'one'],
              ['x', 'two'],
            ],
          },
        ]),
      /twice/,
    );
    for (const { where, rows } of KEY_TABLES) {
      assert.notEqual(where, '');
      assert.ok(rows.every(({ does, keys }) => does !== '' && keys.length > 0));
    }
  });

  it('never take a combination that begins with Ctrl and a dot', () => {
    const keys = KEY_TABLES.flatMap(({ rows }) => rows.flatMap((row) => row.keys));
    assert.deepEqual(
      keys.filter(([key]) => key === 'Ctrl+.'),
      [],
    );
  });
});
