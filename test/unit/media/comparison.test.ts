import assert from 'node:assert/strict';
import { addressLine } from '../../../media/compare/addressLine';
import { nearestRow, shownList } from '../../../media/compare/comparedList';
import { freshView, readCompareView } from '../../../media/compare/compareView';
import { deviceRows } from '../../../media/compare/deviceRows';
import { differenceText, figureText } from '../../../media/compare/figureText';
import { rowForKey } from '../../../media/compare/listKeys';
import { neighbour, rangeWith } from '../../../media/compare/rangeSteps';
import { PAGE_SIDES, type FigureKind } from '../../../src/protocol/comparison';

function listOf(pages: readonly (readonly [gfn: number, side: (typeof PAGE_SIDES)[number]])[]) {
  return {
    gfns: Uint32Array.from(pages, ([gfn]) => gfn),
    sides: Uint8Array.from(pages, ([, side]) => PAGE_SIDES.indexOf(side)),
  };
}

describe('the sync points of a side', () => {
  it('move as a whole where they are a single one', () => {
    assert.deepEqual(rangeWith({ from: 7, to: 7 }, 'from', 3), { from: 3, to: 3 });
    assert.deepEqual(rangeWith({ from: 7, to: 7 }, 'from', 9), { from: 9, to: 9 });
  });

  it('become a range by their last one', () => {
    assert.deepEqual(rangeWith({ from: 7, to: 7 }, 'to', 9), { from: 7, to: 9 });
  });

  it('never end before they begin', () => {
    assert.deepEqual(rangeWith({ from: 3, to: 7 }, 'from', 9), { from: 9, to: 9 });
    assert.deepEqual(rangeWith({ from: 3, to: 7 }, 'to', 1), { from: 1, to: 1 });
    assert.deepEqual(rangeWith({ from: 3, to: 7 }, 'from', 5), { from: 5, to: 7 });
  });

  it('are stepped by their own length, and not beyond the trace', () => {
    assert.deepEqual(neighbour({ from: 4, to: 4 }, 1, 9), { from: 5, to: 5 });
    assert.deepEqual(neighbour({ from: 4, to: 6 }, -1, 9), { from: 1, to: 3 });
    assert.equal(neighbour({ from: 4, to: 7 }, 1, 9), undefined);
    assert.equal(neighbour({ from: 0, to: 0 }, -1, 9), undefined);
  });
});

describe('the list of pages that differ', () => {
  const list = listOf([
    [3, 'both'],
    [7, 'left'],
    [8, 'right'],
    [20, 'left'],
  ]);

  it('is of all, or of one kind, and counts each', () => {
    assert.deepEqual([...shownList(list, undefined).rows], [0, 1, 2, 3]);
    assert.deepEqual([...shownList(list, 'left').rows], [1, 3]);
    assert.deepEqual(shownList(list, 'left').counts, [1, 2, 1]);
  });

  it('finds the page nearest to any other', () => {
    const rows = shownList(list, undefined).rows;
    for (let gfn = 0; gfn < 30; gfn++) {
      const distances = Array.from(list.gfns, (each) => Math.abs(each - gfn));
      assert.equal(distances[nearestRow(list, rows, gfn)], Math.min(...distances));
    }
    assert.equal(nearestRow(list, new Uint32Array(), 3), -1);
  });

  it('is walked through by keys, from its first row on', () => {
    assert.equal(rowForKey('ArrowDown', -1, 4, 2), 0);
    assert.equal(rowForKey('ArrowUp', -1, 4, 2), 0);
    assert.equal(rowForKey('ArrowDown', 3, 4, 2), 3);
    assert.equal(rowForKey('PageDown', 0, 4, 2), 2);
    assert.equal(rowForKey('End', 0, 4, 2), 3);
    assert.equal(rowForKey('Home', 3, 4, 2), 0);
    assert.equal(rowForKey('toString', 0, 4, 2), undefined);
    assert.equal(rowForKey('ArrowDown', -1, 0, 2), undefined);
  });
});

describe('the line of addresses', () => {
  it('leads from every page to its place and back, over holes', () => {
    const line = addressLine([
      { from: 100, to: 120 },
      { from: 0, to: 10 },
      { from: 5, to: 12 },
    ]);
    const pages = [...Array.from({ length: 12 }, (_, i) => i), ...range(100, 120)];
    pages.forEach((gfn, i) => {
      assert.equal(line.shareOf(gfn), i / 32);
      assert.equal(line.gfnAt((i + 0.5) / 32), gfn);
    });
  });

  it('has a place also for pages that no region has', () => {
    const line = addressLine([
      { from: 2, to: 4 },
      { from: 8, to: 10 },
    ]);
    assert.equal(line.shareOf(0), 0);
    assert.equal(line.shareOf(6), 0.5);
    assert.equal(line.shareOf(99), 1);
    assert.equal(line.gfnAt(-1), 2);
    assert.equal(line.gfnAt(2), 9);
    assert.equal(addressLine([]).shareOf(3), 0);
    assert.equal(addressLine([]).gfnAt(0.5), 0);
  });
});

describe('the figures of a comparison', () => {
  const difference = (kind: FigureKind, left?: number | string, right?: number | string): string =>
    differenceText({ group: '', name: '', kind, left, right });

  it('are written in their units', () => {
    assert.equal(figureText('count', 12345), '12,345');
    assert.equal(figureText('bytes', 1536), '1.5 KiB');
    assert.equal(figureText('duration', 3410), '3.41 ms');
    assert.equal(figureText('decimal', 2), '2.0');
    assert.equal(figureText('text', 'mixed'), 'mixed');
    assert.equal(figureText('count', undefined), '–');
  });

  it('say by how much the right side is more or less', () => {
    assert.equal(difference('count', 100, 112), '+12 · +12 %');
    assert.equal(difference('count', 200, 199), '−1 · −0.5 %');
    assert.equal(difference('bytes', 0, 1024), '+1 KiB');
    assert.equal(difference('count', 1, 20), '+19 · ×20');
    assert.equal(difference('text', 'timer', 'net-tx'), 'differs');
  });

  it('say nothing where nothing differs, or a side has no such figure', () => {
    assert.equal(difference('count', 5, 5), '');
    assert.equal(difference('count', undefined, 5), '');
    assert.equal(difference('text', 'a', 'a'), '');
  });
});

describe('the devices of a comparison', () => {
  const field = (name: string) => ({ field: name, left: '0', right: '1' });
  const devices = [
    { device: 'cpu.0', changeCount: 2, changes: [field('eax'), field('ebx')] },
    { device: 'pit', changeCount: 1, changes: [field('count')] },
  ];

  it('are rows of devices with their fields, unless they are closed or filtered away', () => {
    const text = (closed: string[], filter: (path: string) => boolean): string[] =>
      deviceRows(devices, new Set(closed), filter).map((row) =>
        row.kind === 'device' ? `${row.device.device} ${row.shown}` : row.field.field,
      );
    assert.deepEqual(
      text([], () => true),
      ['cpu.0 2', 'eax', 'ebx', 'pit 1', 'count'],
    );
    assert.deepEqual(
      text(['cpu.0'], () => true),
      ['cpu.0 2', 'pit 1', 'count'],
    );
    assert.deepEqual(
      text([], (path) => path === 'cpu.0.ebx'),
      ['cpu.0 1', 'ebx'],
    );
  });
});

describe('what a comparison keeps', () => {
  const fresh = { tab: 'pages', list: 'contents' } as const;

  it('comes back as it was saved', () => {
    const view = {
      tab: 'devices',
      list: 'written',
      side: 'left',
      page: 7,
      byteOrder: 'big',
      integers: 'hex',
    };
    assert.deepEqual(readCompareView({ ...view, leftUri: 'file:///a' }, fresh), view);
  });

  it('is at its defaults where nothing fits', () => {
    const defaults = {
      ...fresh,
      side: undefined,
      page: undefined,
      byteOrder: 'little',
      integers: 'unsigned',
    };
    for (const saved of [undefined, null, 7, { tab: 'x', page: -1, side: 3, list: {} }]) {
      assert.deepEqual(readCompareView(saved, fresh), defaults);
    }
  });
});

describe('what is shown first of a comparison', () => {
  const side = { fileName: '', place: '', uri: '', pointCount: 9, regions: [] };
  const of = (sameRecording: boolean, to: number) => {
    const [left, right] = [
      { from: 1, to: 1 },
      { from: 3, to },
    ];
    return freshView({ left: side, right: side, sameRecording, ranges: { left, right } });
  };

  it('are the pages of two points, and the figures of ranges', () => {
    assert.deepEqual(of(true, 3), { tab: 'pages', list: 'written' });
    assert.deepEqual(of(true, 4), { tab: 'figures', list: 'written' });
  });

  it('are never pages of two recordings, for which all of both memories is read', () => {
    assert.deepEqual(of(false, 3), { tab: 'figures', list: 'contents' });
    assert.deepEqual(of(false, 4), { tab: 'figures', list: 'contents' });
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
