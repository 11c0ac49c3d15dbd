import type { RangeCounts } from '../../../src/protocol/inspector';
import { GIB, make, random, syncPoint, type SyntheticTrace } from './syntheticTrace';

const HUGE_POINTS = 10_000;

const HUGE_LISTS = Array.from({ length: 97 }, (_, i) => ({
  gfns: new Uint32Array(400 + ((i * 37) % 200)),
  zero: new Uint8Array(1),
}));

/** A guest of 16 GiB in two regions: 4,194,304 pages, two fifths of which a range dirtied. */
export function makeHuge(): SyntheticTrace {
  const below = 3 * GIB;
  const regions = [
    { name: 'ram below 4 GiB', start: 0, bytes: below },
    { name: 'ram above 4 GiB', start: 4 * GIB, bytes: 16 * GIB - below },
  ];
  const base = make({ points: HUGE_POINTS, memory: 0, regions: 'many', workload: 'database' });
  const trace = { ...base.trace, fileName: 'database-16g.kemari', regions };
  const gfnOf = (page: number): number =>
    page + (page < below / 4096 ? 0 : (4 * GIB - below) / 4096);
  const pages = (16 * GIB) / 4096;
  const cache = new Map<number, { gfns: Uint32Array; zero: Uint8Array }>();
  const dirty = (point: number): { gfns: Uint32Array; zero: Uint8Array } => {
    let made = cache.get(point);
    if (made === undefined) cache.set(point, (made = hugePoint(point, pages, gfnOf)));
    return made;
  };
  let kept: { from: number; to: number; counts: RangeCounts } | undefined;
  return {
    ...base,
    trace,
    start: { point: 8123, from: 8000, to: 8299, page: undefined },
    dirty,
    // Their lists are made when they are asked for: the timeline needs no more than their lengths.
    point: (point) => syncPoint(point, HUGE_LISTS[point % HUGE_LISTS.length], true),
    counts: (from, to) => {
      if (kept?.from !== from || kept.to !== to) {
        kept = { from, to, counts: hugeCounts(from, to, pages, gfnOf) };
      }
      return kept.counts;
    },
  };
}

/** About 500 pages, in runs and scattered. */
function hugePoint(
  point: number,
  pages: number,
  gfnOf: (page: number) => number,
): { gfns: Uint32Array; zero: Uint8Array } {
  const next = random(point * 3 + 1);
  const picked = new Map<number, number>();
  for (let run = 0; run < 24; run++) {
    const start = Math.floor(next() * (pages - 64));
    const zero = next() < 0.15 ? 1 : 0;
    for (let i = 0; i < 1 + next() * 30; i++) picked.set(gfnOf(start + i), zero);
  }
  while (picked.size < 500) picked.set(gfnOf(Math.floor(next() * pages)), 0);
  const gfns = Uint32Array.from(picked.keys()).sort();
  return { gfns, zero: Uint8Array.from(gfns, (gfn) => picked.get(gfn) ?? 0) };
}

/** Long runs of all heats: caches, heaps, a sweep, and zeroed memory. */
function hugeCounts(
  from: number,
  to: number,
  pages: number,
  gfnOf: (page: number) => number,
): RangeCounts {
  const counts = new Uint32Array(pages);
  const last = new Uint32Array(pages);
  const zero = new Uint8Array(pages);
  const next = random(from * 31 + (to - from));
  for (let run = 0; run < 1500; run++) {
    const start = Math.floor(next() * pages);
    const end = Math.min(pages, start + Math.floor(next() ** 3 * 9000));
    const heat = 1 + Math.floor(next() ** 6 * Math.min(9000, to - from));
    const density = 0.2 + 0.8 * next();
    const newest = from + Math.floor(next() ** 0.3 * (to - from));
    const isZero = next() < 0.12 ? 1 : 0;
    for (let page = start; page < end; page++) {
      if (next() > density) continue;
      counts[page] = Math.max(1, Math.floor(heat * (0.5 + next() / 2)));
      last[page] = Math.max(from, newest - Math.floor(next() * 40));
      zero[page] = isZero;
    }
  }
  const dirtied = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const made = {
    gfns: new Uint32Array(dirtied),
    counts: new Uint32Array(dirtied),
    lastPoints: new Uint32Array(dirtied),
    zero: new Uint8Array(dirtied),
  };
  for (let page = 0, at = 0; page < pages; page++) {
    if (counts[page] === 0) continue;
    made.gfns[at] = gfnOf(page);
    made.counts[at] = counts[page];
    made.lastPoints[at] = last[page];
    made.zero[at++] = zero[page];
  }
  return made;
}
