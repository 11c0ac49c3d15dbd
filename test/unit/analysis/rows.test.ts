import assert from 'node:assert/strict';
import { exportRows, type ExportedRows } from '../../../src/analysis/rows/exportRows';
import { csvText, jsonText, type Cell } from '../../../src/analysis/rows/rowText';
import { asGfn } from '../../../src/core/gfn';
import { randomTrace } from '../../support/randomTrace';

const trace = randomTrace(7, 60);
const range = { from: 0, to: 59 };

async function textOf(rows: ExportedRows, format: 'csv' | 'json'): Promise<string> {
  let text = '';
  for await (const piece of exportRows(trace, rows, format)) text += piece;
  return text;
}

async function jsonOf<T>(rows: ExportedRows): Promise<T[]> {
  return JSON.parse(await textOf(rows, 'json')) as T[];
}

async function* batches<T>(...lists: T[][]): AsyncGenerator<readonly T[]> {
  yield* lists;
}

describe('rows as CSV', () => {
  it('are quoted by RFC 4180', async () => {
    const values: Cell[] = [
      'a,b',
      'say "hi"',
      'two\nlines',
      '',
      ' x ',
      1.5,
      false,
      null,
      undefined,
    ];
    const columns = [
      { name: 'n', cell: () => 7 },
      { name: 'a "name"', cell: (value: Cell) => value },
    ];
    let text = '';
    for await (const piece of csvText(columns, batches(values.slice(0, 4), [], values.slice(4)))) {
      text += piece;
    }
    assert.equal(
      text,
      [
        'n,"a ""name"""',
        '7,"a,b"',
        '7,"say ""hi"""',
        '7,"two\nlines"',
        '7,',
        '7, x ',
        '7,1.5',
        '7,false',
        '7,',
        '7,',
        '',
      ].join('\r\n'),
    );
  });

  it('come in pieces, however many they are', async () => {
    async function* many(): AsyncGenerator<readonly number[]> {
      for (let i = 0; i < 100; i++) yield Array.from({ length: 1000 }, (_, k) => 1000 * i + k);
    }
    let rows = 0;
    let longest = 0;
    for await (const piece of csvText([{ name: 'n', cell: (n: number) => n }], many())) {
      rows += piece.split('\r\n').length - 1;
      longest = Math.max(longest, piece.length);
    }
    assert.equal(rows, 100_001);
    assert.ok(longest < 1 << 17);
  });
});

describe('rows as JSON', () => {
  it('are one array, whatever the batches', async () => {
    let text = '';
    for await (const piece of jsonText(batches([{ a: 1 }], [], [{ a: 2 }, { a: 3 }])))
      text += piece;
    assert.equal(text, '[\n{"a":1},\n{"a":2},\n{"a":3}\n]\n');
    let none = '';
    for await (const piece of jsonText(batches<object>([]))) none += piece;
    assert.deepEqual(JSON.parse(none), []);
  });
});

describe('exported rows', () => {
  it('are the sync points of a range, in both formats the same', async () => {
    const rows = { kind: 'points', range: { from: 3, to: 40 } } as const;
    const points = await jsonOf<Record<string, unknown>>(rows);
    assert.deepEqual(points, JSON.parse(JSON.stringify(await trace.points(3, 40))));
    const [header, ...lines] = (await textOf(rows, 'csv')).trimEnd().split('\r\n');
    const names = header.split(',');
    assert.equal(lines.length, 38);
    for (const [i, line] of lines.entries()) {
      const cells = Object.fromEntries(line.split(',').map((cell, k) => [names[k], cell]));
      const point = points[i];
      for (const name of ['point', 'timeUs', 'cause', 'dirtyPages', 'sentBytes', 'pauseUs']) {
        assert.equal(cells[name], String(point[name]), name);
      }
      assert.equal(cells['ackUs'], String((point['phasesUs'] as { ack: number }).ack));
      assert.equal(cells['changedDevices'], (point['changedDevices'] as string[]).join('; '));
    }
  });

  it('are only the points that were chosen or accepted', async () => {
    const chosen = Uint32Array.of(2, 3, 4, 17, 59);
    const some = await jsonOf<{ point: number }>({ kind: 'points', range, chosen });
    assert.deepEqual(
      some.map(({ point }) => point),
      [...chosen],
    );
    const timers = await jsonOf<{ cause: string }>({
      kind: 'points',
      range,
      accepts: ({ cause }) => cause === 'timer',
    });
    assert.ok(timers.length > 0);
    assert.ok(timers.every(({ cause }) => cause === 'timer'));
  });

  it('are the history of a page', async () => {
    const gfn = asGfn(0x105);
    const rows = await jsonOf<{ point: number; changedBytes: number }>({
      kind: 'page',
      range,
      gfn,
    });
    assert.deepEqual(
      rows.map(({ point }) => point),
      [...(await trace.pageHistory(gfn, 0, 59))],
    );
    const later = await jsonOf({ kind: 'page', range: { from: 20, to: 59 }, gfn });
    assert.deepEqual(
      later,
      rows.filter(({ point }) => point >= 20),
    );
  });

  it('are what each sync point changed in its devices', async () => {
    const rows = await jsonOf<{ point: number; device: string; field: string }>({
      kind: 'devices',
      range: { from: 5, to: 30 },
    });
    const changed = (await trace.points(5, 30)).flatMap(({ point, changedDevices }) =>
      changedDevices.map((device) => `${point} ${device}`),
    );
    assert.deepEqual([...new Set(rows.map(({ point, device }) => `${point} ${device}`))], changed);
    const text = await textOf({ kind: 'devices', range: { from: 5, to: 30 } }, 'csv');
    assert.ok(text.startsWith('point,timeUs,device,field,before,after\r\n'));
    assert.equal(text.split('\r\n').length - 2, rows.length);
  });

  it('end when nobody wants them any more', async () => {
    const abort = new AbortController();
    const shares: number[] = [];
    const rows = exportRows(trace, { kind: 'devices', range }, 'csv', {
      signal: abort.signal,
      progress: (share) => {
        shares.push(share);
        if (shares.length === 3) abort.abort(new Error('enough'));
      },
    });
    await assert.rejects(async () => {
      for await (const piece of rows) assert.equal(piece, '');
    }, /enough/);
    assert.equal(shares.length, 3);
  });
});
