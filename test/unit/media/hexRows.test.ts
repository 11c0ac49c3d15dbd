import assert from 'node:assert/strict';
import { foldOver, hexRows, rowOf, type HexRow } from '../../../media/pane/page/hexRows';
import { bytesIn, differingRuns, nextRun, runAt } from '../../../media/pane/page/pageDifference';

/** A page of zeros with some bytes changed. */
function page(changes: Readonly<Record<number, number>> = {}): Uint8Array {
  const bytes = new Uint8Array(4096);
  for (const [offset, byte] of Object.entries(changes)) bytes[Number(offset)] = byte;
  return bytes;
}

const NOTHING = new Set<number>();

/** Every byte that the rows stand for, each once. */
function covered(rows: readonly HexRow[], bytesPerRow: number): number {
  return rows.reduce((sum, row) => {
    if (row.kind === 'fold') return sum + row.end - row.offset;
    return row.kind === 'before' ? sum : sum + bytesPerRow;
  }, 0);
}

describe('the rows of a page', () => {
  it('show a changed row as it was and as it is, with its surroundings, and fold the rest', () => {
    const rows = hexRows(page({ 0xc9: 1 }), page(), 8, NOTHING);
    assert.deepEqual(rows, [
      { kind: 'fold', offset: 0, end: 0xb8, holds: 'unchanged' },
      { kind: 'same', offset: 0xb8 },
      { kind: 'same', offset: 0xc0 },
      { kind: 'before', offset: 0xc8 },
      { kind: 'after', offset: 0xc8 },
      { kind: 'same', offset: 0xd0 },
      { kind: 'same', offset: 0xd8 },
      { kind: 'fold', offset: 0xe0, end: 0x1000, holds: 'unchanged' },
    ]);
  });

  it('open a fold that the user chose, and only that', () => {
    const rows = hexRows(page({ 0xc9: 1 }), page(), 8, new Set([0]));
    assert.deepEqual(rows[0], { kind: 'same', offset: 0 });
    assert.equal(rows.filter(({ kind }) => kind === 'fold').length, 1);
  });

  it('fold zeros where there is nothing to compare with', () => {
    const rows = hexRows(page({ 0: 1, 0x800: 2 }), undefined, 16, NOTHING);
    assert.deepEqual(rows, [
      { kind: 'same', offset: 0 },
      { kind: 'fold', offset: 0x10, end: 0x800, holds: 'zero' },
      { kind: 'same', offset: 0x800 },
      { kind: 'fold', offset: 0x810, end: 0x1000, holds: 'zero' },
    ]);
  });

  it('fold a page that was written with what it held into one line', () => {
    assert.deepEqual(hexRows(page(), page(), 8, NOTHING), [
      { kind: 'fold', offset: 0, end: 0x1000, holds: 'unchanged' },
    ]);
  });

  it('do not fold what is hardly longer than its fold', () => {
    const rows = hexRows(page({ 0x10: 1, 0x40: 1 }), page(), 8, NOTHING);
    assert.ok(rows.every((row) => row.kind !== 'fold' || row.offset >= 0x40));
  });

  it('stand for every byte of the page once, whatever changed', () => {
    let state = 3;
    const next = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 100; round++) {
      const changes = Object.fromEntries(
        Array.from({ length: next(30) }, () => [next(4096), 1 + next(255)]),
      );
      for (const bytesPerRow of [8, 16]) {
        const before = round % 3 === 0 ? undefined : page();
        const rows = hexRows(page(changes), before, bytesPerRow, NOTHING);
        assert.equal(covered(rows, bytesPerRow), 4096);
        for (const offset of Object.keys(changes).map(Number)) {
          assert.ok(rowOf(rows, offset, bytesPerRow) >= 0, `offset ${offset} is folded away`);
        }
      }
    }
  });

  it('tell which fold hides an offset', () => {
    const rows = hexRows(page({ 0xc9: 1 }), page(), 8, NOTHING);
    assert.equal(foldOver(rows, 0x10)?.offset, 0);
    assert.equal(foldOver(rows, 0xc9), undefined);
    assert.equal(rowOf(rows, 0xc9, 8), 4);
    assert.equal(rowOf(rows, 0x10, 8), -1);
  });
});

describe('the difference of two versions', () => {
  const runs = differingRuns(page(), page({ 0: 1, 10: 1, 11: 1, 4095: 1 }));

  it('is the runs of bytes that differ, at both ends of the page too', () => {
    assert.deepEqual(runs, [
      { start: 0, end: 1 },
      { start: 10, end: 12 },
      { start: 4095, end: 4096 },
    ]);
    assert.equal(bytesIn(runs), 4);
    assert.deepEqual(differingRuns(page(), page()), []);
  });

  it('is stepped through in both directions and around the ends', () => {
    assert.equal(nextRun(runs, 0, 1), 1);
    assert.equal(nextRun(runs, 4095, 1), 0);
    assert.equal(nextRun(runs, 4095, -1), 1);
    assert.equal(nextRun(runs, 0, -1), 2);
    assert.equal(nextRun([], 0, 1), -1);
    assert.equal(runAt(runs, 11), 1);
    assert.equal(runAt(runs, 12), -1);
  });
});
