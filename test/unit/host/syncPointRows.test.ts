import assert from 'node:assert/strict';
import { parsePointInput } from '../../../src/host/pointInput';
import {
  childRanges,
  pathTo,
  rootRanges,
  type SyncPointRange,
} from '../../../src/host/syncPointRanges';
import {
  bar,
  columnsOf,
  formatBytes,
  formatDuration,
  padFigures,
  pointDescription,
} from '../../../src/host/syncPointRow';

/** All points of a trace with so many. */
const all = (pointCount: number) => ({ from: 0, to: pointCount - 1 });

const text = ({ from, to }: SyncPointRange) => (from === to ? `${from}` : `${from}-${to}`);

describe('the ranges of the tree', () => {
  it('are the points themselves in a short trace', () => {
    assert.deepEqual(rootRanges(all(1)).map(text), ['0']);
    assert.equal(rootRanges(all(100)).length, 100);
    assert.deepEqual(rootRanges(all(3)).map(text), ['0', '1', '2']);
  });

  it('are hundreds, then thousands, in a longer one', () => {
    assert.deepEqual(rootRanges(all(101)).map(text), ['0-99', '100']);
    assert.deepEqual(rootRanges(all(400)).map(text), ['0-99', '100-199', '200-299', '300-399']);
    const roots = rootRanges(all(9400));
    assert.deepEqual([roots.length, text(roots[0]!), text(roots[9]!)], [10, '0-999', '9000-9399']);
    assert.deepEqual(childRanges(roots[9]!).map(text), [
      '9000-9099',
      '9100-9199',
      '9200-9299',
      '9300-9399',
    ]);
    assert.equal(childRanges({ from: 9300, to: 9399, size: 100 }).length, 100);
  });

  it('are of a part of the trace as of the whole, cut at its ends', () => {
    assert.deepEqual(rootRanges({ from: 250, to: 420 }).map(text), [
      '250-299',
      '300-399',
      '400-420',
    ]);
    assert.equal(rootRanges({ from: 250, to: 349 }).length, 100);
    assert.deepEqual(
      childRanges(rootRanges({ from: 250, to: 420 })[0]!)
        .map(text)
        .at(0),
      '250',
    );
    assert.deepEqual(pathTo(260, { from: 250, to: 420 }).map(text), ['250-299', '260']);
    assert.deepEqual(pathTo(200, { from: 250, to: 420 }), []);
  });

  it('lead to every point on a path of nested ranges, none with more than 100 below it', () => {
    for (const pointCount of [1, 99, 101, 1000, 1001, 9400, 100_000, 100_001, 1_000_000, 2 ** 32]) {
      for (const share of [0, 0.1, 0.5, 0.999999, 1]) {
        const point = Math.round((pointCount - 1) * share);
        let level = rootRanges(all(pointCount));
        const path = pathTo(point, all(pointCount));
        for (const range of path) {
          assert.ok(level.length <= 100, `${level.length} children of ${pointCount}`);
          assert.ok(level.some(({ from, to }) => from === range.from && to === range.to));
          level = childRanges(range);
        }
        assert.deepEqual(path.at(-1), { from: point, to: point, size: 1 });
        assert.deepEqual(level, []);
      }
    }
  });

  it('cover all points of their parent once', () => {
    for (const parent of [
      { from: 0, to: 99_999, size: 100_000 },
      { from: 9000, to: 9399, size: 1000 },
      { from: 300, to: 350, size: 100 },
      { from: 1000, to: 1000, size: 1000 },
    ]) {
      let next = parent.from;
      for (const { from, to } of childRanges(parent)) {
        assert.equal(from, next);
        next = to + 1;
      }
      assert.equal(next, parent.to + 1);
    }
  });
});

describe('a row of the tree', () => {
  it('writes numbers under each other', () => {
    const siblings = [
      { dirtyPages: 7, pauseUs: 900 },
      { dirtyPages: 1234, pauseUs: 12_300 },
    ];
    const rows = siblings.map((row) => pointDescription(row, columnsOf(siblings)));
    assert.equal(rows[0], '\u2007\u2007\u2007\u20077  \u20070.9\u00a0ms  ╸');
    assert.equal(rows[1], '1,234  12.3\u00a0ms  ━━━━━━');
  });

  it('does not let one long pause flatten the bars of all others', () => {
    const siblings = Array.from({ length: 100 }, (_, i) => ({
      dirtyPages: 1,
      pauseUs: i === 40 ? 1_000_000 : i % 2 === 0 ? 1000 : 2000,
    }));
    const bars = siblings.map((row) => pointDescription(row, columnsOf(siblings)).split('  ')[2]);
    assert.deepEqual([bars[0], bars[1], bars[40]], ['━━━', '━━━━━━', '━━━━━━']);
  });

  it('draws a bar as long as the share of the maximum', () => {
    assert.deepEqual(
      [0, 1, 25, 50, 100, 500].map((value) => bar(value, 100)),
      ['', '╸', '━╸', '━━━', '━━━━━━', '━━━━━━'],
    );
    assert.equal(bar(0, 0), '');
  });

  it('writes sizes with a unit that fits', () => {
    assert.deepEqual([0, 1023, 1024, 1536, 32 * 2 ** 20, 3 * 2 ** 50].map(formatBytes), [
      '0\u00a0B',
      '1,023\u00a0B',
      '1\u00a0KiB',
      '1.5\u00a0KiB',
      '32\u00a0MiB',
      '3,072\u00a0TiB',
    ]);
  });

  it('writes durations with a unit that fits', () => {
    assert.deepEqual([0, 999, 1000, 5349, 999_949, 1_250_000].map(formatDuration), [
      '0\u00a0µs',
      '999\u00a0µs',
      '1.0\u00a0ms',
      '5.3\u00a0ms',
      '999.9\u00a0ms',
      '1.25\u00a0s',
    ]);
    assert.equal(padFigures('12', 4), '\u2007\u200712');
  });
});

describe('the number of a sync point, as typed', () => {
  const parse = (typed: string) => parsePointInput(typed, 50, 9399);

  it('is taken with and without separators', () => {
    for (const typed of ['1234', ' 1,234 ', '1.234', '1 234', '1_234', '1\u202f234']) {
      assert.equal(parse(typed), 1234, typed);
    }
    assert.equal(parse('0'), 0);
    assert.equal(parse('9399'), 9399);
  });

  it('may be a distance from the current one', () => {
    assert.equal(parse('+10'), 60);
    assert.equal(parse('-50'), 0);
    assert.equal(parse('+ 1,000'), 1050);
  });

  it('is refused if it is no number, or the trace has no such point', () => {
    for (const typed of ['', ' ', 'x', '1x', '0x10', '9400', '-51', '+9350', '1e3', '--1', '∞']) {
      assert.equal(parse(typed), undefined, typed);
    }
  });
});
