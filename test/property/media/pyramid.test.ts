import assert from 'node:assert/strict';
import { placeOfPage, type PageRun } from '../../../media/map/pageNumbers';
import { planPyramid, Pyramid } from '../../../media/map/pyramid';
import {
  dirtyPagesOf,
  firstDirtyPage,
  firstDirtyPlace,
  hottestPage,
  neighbouringRun,
} from '../../../media/map/pyramidSearch';
import { seededNumbers } from '../../support/randomTrace';

type Random = (below: number) => number;

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed + 1);

/** A guest of a few regions, with holes between some of them. */
function randomRegions(random: Random): PageRun[] {
  let next = random(5);
  return Array.from({ length: 1 + random(4) }, () => {
    const region = { firstGfn: next, pages: 1 + random(150) };
    next += region.pages + random(3) * random(40);
    return region;
  });
}

/** Pages with codes, some of which are in no region. */
function randomPages(random: Random, regions: readonly PageRun[]): Map<number, number> {
  const { firstGfn, pages } = regions.at(-1)!;
  const share = [2, 5, 40, 400][random(4)];
  const codes = new Map<number, number>();
  for (let gfn = 0; gfn < firstGfn + pages + 5; gfn++) {
    if (random(share) === 0) codes.set(gfn, 1 + random(254));
  }
  return codes;
}

const gfnsOf = (codes: ReadonlyMap<number, number>) => Uint32Array.from(codes.keys());
const codesOf = (codes: ReadonlyMap<number, number>) => Uint8Array.from(codes.values());

/** The code of a cell, by looking at each of its pages. */
function naiveCode(
  pages: ReadonlyMap<number, number>,
  { firstGfn, pages: length }: PageRun,
  cell: number,
  pagesPerCell: number,
): number {
  let highest = 0;
  for (let page = cell * pagesPerCell; page < (cell + 1) * pagesPerCell; page++) {
    if (page < length) highest = Math.max(highest, pages.get(firstGfn + page) ?? 0);
  }
  return highest;
}

function assertSame(
  pyramid: Pyramid,
  pages: ReadonlyMap<number, number>,
  regions: readonly PageRun[],
): void {
  regions.forEach((region, number) => {
    for (let pagesPerCell = 1; pagesPerCell <= 256; pagesPerCell *= 2) {
      const level = pyramid.level(number, pagesPerCell);
      const cells = Math.ceil(region.pages / pagesPerCell);
      assert.equal(level.length, cells, `cells of ${pagesPerCell} pages`);
      const expected = Array.from(level, (_, c) => naiveCode(pages, region, c, pagesPerCell));
      assert.deepEqual([...level], expected, `region ${number}, cells of ${pagesPerCell} pages`);
    }
  });
}

describe('the pyramid against looking at every page', () => {
  for (const seed of SEEDS) {
    it(`shows the highest code of each cell, however it came there (seed ${seed})`, () => {
      const random = seededNumbers(seed);
      const regions = randomRegions(random);
      const pyramid = new Pyramid(planPyramid(regions));
      let before = new Map<number, number>();
      for (let step = 0; step < 8; step++) {
        const pages = randomPages(random, regions);
        pyramid.replace(gfnsOf(before), gfnsOf(pages), codesOf(pages));
        assertSame(pyramid, pages, regions);
        before = pages;
      }
    });

    it(`finds the pages that its cells show (seed ${seed})`, () => {
      const random = seededNumbers(seed);
      const regions = randomRegions(random);
      const pages = randomPages(random, regions);
      const pyramid = new Pyramid(planPyramid(regions));
      pyramid.replace(new Uint32Array(), gfnsOf(pages), codesOf(pages));
      regions.forEach((region, number) => {
        const codeOf = (page: number): number => pages.get(region.firstGfn + page) ?? 0;
        for (const pagesPerCell of [1, 2, 16, 128]) {
          const cells = Math.ceil(region.pages / pagesPerCell);
          for (let cell = 0; cell < cells; cell++) {
            const first = cell * pagesPerCell;
            const length = Math.min(pagesPerCell, region.pages - first);
            const inCell = Array.from({ length }, (_, i) => first + i);
            const dirty = inCell.filter((page) => codeOf(page) > 0);
            const highest = Math.max(...inCell.map(codeOf));
            const at = [pyramid, number, cell, pagesPerCell] as const;
            assert.equal(
              hottestPage(...at),
              inCell.find((page) => codeOf(page) === highest),
            );
            assert.equal(firstDirtyPage(...at), dirty[0] ?? first);
            assert.equal(dirtyPagesOf(...at), dirty.length);
          }
        }
      });
    });

    it(`goes from run to run as a walk over the cells does (seed ${seed})`, () => {
      const random = seededNumbers(seed);
      const regions = randomRegions(random);
      const pages = randomPages(random, regions);
      const pyramid = new Pyramid(planPyramid(regions));
      pyramid.replace(new Uint32Array(), gfnsOf(pages), codesOf(pages));
      for (const pagesPerCell of [1, 4, 32]) {
        const starts = naiveRunStarts(pages, regions, pagesPerCell);
        for (let look = 0; look < 60; look++) {
          const region = random(regions.length);
          const page = random(regions[region].pages);
          const gfn = regions[region].firstGfn + page;
          const gfnOf = (to: ReturnType<typeof neighbouringRun>) =>
            to && regions[to.region].firstGfn + to.page;
          const regionEnd = regions[region].firstGfn + regions[region].pages;
          const cellEnd = Math.min(regionEnd, gfn - (page % pagesPerCell) + pagesPerCell);
          assert.equal(
            gfnOf(neighbouringRun(pyramid, { region, page }, 1, pagesPerCell)),
            starts.find((start) => start >= cellEnd),
            `after ${gfn}`,
          );
          assert.equal(
            gfnOf(neighbouringRun(pyramid, { region, page }, -1, pagesPerCell)),
            starts.findLast((start) => start < gfn),
            `before ${gfn}`,
          );
        }
      }
      const first = [...pages.keys()].find((gfn) => placeOfPage(regions, gfn) !== undefined);
      assert.deepEqual(firstDirtyPlace(pyramid), first && placeOfPage(regions, first));
    });

    it(`keeps a guest that is too large for it in cells of several pages (seed ${seed})`, () => {
      const random = seededNumbers(seed);
      const regions = randomRegions(random);
      const plan = planPyramid(regions, 20 * regions.length);
      assert.ok(plan.regions.every(({ levels }) => levels[0].cells <= 20 * regions.length + 1));
      const pyramid = new Pyramid(plan);
      let before = new Map<number, number>();
      for (let step = 0; step < 4; step++) {
        const pages = randomPages(random, regions);
        pyramid.replace(gfnsOf(before), gfnsOf(pages), codesOf(pages));
        regions.forEach((region, number) => {
          const level = pyramid.level(number, plan.finest * 2);
          const expected = Array.from(level, (_, c) =>
            naiveCode(pages, region, c, plan.finest * 2),
          );
          assert.deepEqual([...level], expected);
        });
        before = pages;
      }
    });
  }

  it('does not take codes of another guest', () => {
    const plan = planPyramid([{ firstGfn: 0, pages: 100 }]);
    assert.throws(() => new Pyramid(plan, new Uint8Array(plan.length - 1)), RangeError);
  });
});

/** First dirtied page of each run of cells that show something, region by region. */
function naiveRunStarts(
  pages: ReadonlyMap<number, number>,
  regions: readonly PageRun[],
  pagesPerCell: number,
): number[] {
  return regions.flatMap((region) => {
    const cells = Math.ceil(region.pages / pagesPerCell);
    const shows = (cell: number): boolean => naiveCode(pages, region, cell, pagesPerCell) > 0;
    return Array.from({ length: cells }, (_, cell) => cell)
      .filter((cell) => shows(cell) && (cell === 0 || !shows(cell - 1)))
      .map((cell) => {
        let gfn = region.firstGfn + cell * pagesPerCell;
        while ((pages.get(gfn) ?? 0) === 0) gfn++;
        return gfn;
      });
  });
}
