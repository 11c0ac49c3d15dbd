import assert from 'node:assert/strict';
import { CountsSum } from '../../../src/trace/countsSum';
import { emptyCounts, type PageCounts } from '../../../src/trace/pageCounts';
import { seededNumbers } from '../../support/randomTrace';

type Row = readonly [gfn: number, count: number, lastPoint: number, zero: number];

function tableOf(rows: readonly Row[]): PageCounts {
  const table = emptyCounts(rows.length);
  rows.forEach(([gfn, count, lastPoint, zero], row) => {
    table.gfns[row] = gfn;
    table.counts[row] = count;
    table.lastPoints[row] = lastPoint;
    table.zero[row] = zero;
  });
  return table;
}

/** Adds tables up the plain way. */
function naiveSum(tables: readonly (readonly Row[])[]): PageCounts {
  const sum = new Map<number, Row>();
  for (const [gfn, count, lastPoint, zero] of tables.flat()) {
    sum.set(gfn, [gfn, (sum.get(gfn)?.[1] ?? 0) + count, lastPoint, zero]);
  }
  return tableOf([...sum.values()].sort(([a], [b]) => a - b));
}

describe('A sum of counts', () => {
  for (const [name, seed, pages, span] of [
    ['few pages that lie together', 1, 5, 64],
    ['few pages of many', 2, 40, 2 ** 32],
    ['many pages that lie together', 3, 900, 5000],
    ['pages of each kind of blocks', 4, 300, 30_000],
    ['single pages again and again', 5, 1, 6000],
  ] as const) {
    it(`is what its tables add up to: ${name}`, () => {
      const random = seededNumbers(seed);
      const tables = Array.from({ length: 300 }, (_, point) => {
        const gfns = new Set(Array.from({ length: 1 + random(pages) }, () => random(span)));
        return [...gfns]
          .sort((a, b) => a - b)
          .map((gfn): Row => [gfn, 1 + random(9), point, random(2)]);
      });
      const sum = new CountsSum();
      for (const rows of tables) sum.add(tableOf(rows));
      assert.deepEqual(sum.table(), naiveSum(tables));
    });
  }

  it('takes no more room than it needs for its table, or for pages far from all others', () => {
    const gfns = Uint32Array.from({ length: 50_000 }, (_, i) => i * 4096 + 7);
    const table = { ...emptyCounts(gfns.length), gfns, counts: gfns.map(() => 1) };
    const before = process.memoryUsage().arrayBuffers;
    const sum = new CountsSum();
    sum.add(table);
    sum.add(table);
    assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 24);
    for (const column of Object.values(sum.table()) as Uint32Array[]) {
      assert.equal(column.buffer.byteLength, 50_000 * column.BYTES_PER_ELEMENT);
    }
  });
});
