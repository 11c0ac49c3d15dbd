import assert from 'node:assert/strict';
import { bookmarkText } from '../../../../src/analysis/rows/bookmarkText';
import { BookmarkMemory } from '../../../../src/host/bookmarks/bookmarkMemory';
import { randomTrace } from '../../../support/randomTrace';

function newStore(kept = new Map<string, unknown>()) {
  return {
    kept,
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, structuredClone(value)),
  };
}

describe('bookmarks', () => {
  it('stand in the order of their points, one at each', () => {
    const memory = new BookmarkMemory(newStore());
    memory.put('a', { point: 9, note: 'late' });
    memory.put('a', { point: 3, note: 'early' });
    memory.put('a', { point: 9, note: 'later' });
    assert.deepEqual(memory.of('a'), [
      { point: 3, note: 'early' },
      { point: 9, note: 'later' },
    ]);
  });

  it('lead to the next and the previous one', () => {
    const memory = new BookmarkMemory(newStore());
    for (const point of [3, 9, 20]) memory.put('a', { point, note: '' });
    assert.equal(memory.beside('a', 3, 'next')?.point, 9);
    assert.equal(memory.beside('a', 4, 'previous')?.point, 3);
    assert.equal(memory.beside('a', 20, 'next'), undefined);
    assert.equal(memory.beside('a', 3, 'previous'), undefined);
  });

  it('are kept for their recording, and for no other', () => {
    const store = newStore();
    const memory = new BookmarkMemory(store);
    memory.put('a', { point: 3, note: 'here' });
    memory.put('b', { point: 4, note: '' });
    memory.remove('b', 4);
    const again = new BookmarkMemory(store);
    assert.deepEqual(again.of('a'), [{ point: 3, note: 'here' }]);
    assert.deepEqual(again.of('b'), []);
  });

  it('tell whose have changed, and only then', () => {
    const memory = new BookmarkMemory(newStore());
    const told: string[] = [];
    memory.onChanged((uuid) => told.push(uuid));
    memory.put('a', { point: 1, note: '' });
    assert.equal(memory.remove('a', 2), false);
    assert.equal(memory.remove('a', 1), true);
    assert.deepEqual(told, ['a', 'a']);
  });

  it('are read as far as they can be from what another version kept', () => {
    const kept = {
      a: [
        { point: 5, note: 'x' },
        { point: -1, note: '' },
        { point: 2.5, note: '' },
        7,
        null,
        { point: 1 },
      ],
      b: 'none',
      c: [{ point: 8, note: 'y'.repeat(5000) }],
    };
    const memory = new BookmarkMemory(newStore(new Map([['kemari.bookmarks', kept]])));
    assert.deepEqual(memory.of('a'), [{ point: 5, note: 'x' }]);
    assert.deepEqual(memory.of('b'), []);
    assert.equal(memory.of('c')[0].note.length, 2000);
    for (const nothing of [undefined, null, 3, 'x', []]) {
      const store = newStore(new Map([['kemari.bookmarks', nothing]]));
      assert.deepEqual(new BookmarkMemory(store).of('a'), []);
    }
  });
});

describe('exported bookmarks', () => {
  const trace = randomTrace(7, 20);
  const bookmarks = [
    { point: 3, note: 'a, "quoted" | note' },
    { point: 4, note: '' },
    { point: 99, note: 'of a longer trace' },
  ];
  const textOf = async (format: 'csv' | 'json' | 'md'): Promise<string> => {
    let text = '';
    for await (const piece of bookmarkText(trace, bookmarks, format, 'a_trace.kemari'))
      text += piece;
    return text;
  };

  it('are CSV with time and cause of their points', async () => {
    const [three, four] = await trace.points(3, 4);
    assert.equal(
      await textOf('csv'),
      'point,timeUs,cause,note\r\n' +
        `3,${three.timeUs},${three.cause},"a, ""quoted"" | note"\r\n` +
        `4,${four.timeUs},${four.cause},\r\n`,
    );
  });

  it('are JSON', async () => {
    const [three, four] = await trace.points(3, 4);
    assert.deepEqual(JSON.parse(await textOf('json')), [
      { point: 3, timeUs: three.timeUs, cause: three.cause, note: bookmarks[0].note },
      { point: 4, timeUs: four.timeUs, cause: four.cause, note: '' },
    ]);
  });

  it('are a table in Markdown, in which notes are no markup', async () => {
    const lines = (await textOf('md')).trimEnd().split('\n');
    assert.equal(lines[0], '# a\\_trace.kemari');
    assert.equal(lines.length, 6);
    assert.match(lines[4], /^\| 3 \| \d+\.\d{6} \| [\w-]+ \| a, "quoted" \\\| note \|$/);
  });
});
