import { placeOfPage } from './pageNumbers';
import type { Pyramid } from './pyramid';
import { hottestPage, neighbouringRun } from './pyramidSearch';
import { cellAtPlace, cellOfPage, cornerOfCell, type MapLayout, type RegionBox } from './mapLayout';

/** Where a key takes the cursor. */
export type CursorMove =
  'left' | 'right' | 'up' | 'down' | 'nextRun' | 'previousRun' | 'start' | 'end';

/** Furthest that `up` and `down` look for a cell across what lies between two regions, in cells. */
const FURTHEST = 64;

/**
 * The page that the cursor is on after a move; the same where there is nothing further. In a cell of
 * several pages it goes to the one that the cell shows.
 */
export function moveCursor(
  layout: MapLayout,
  pyramid: Pyramid | undefined,
  gfn: number,
  move: CursorMove,
): number {
  const at = cellOfPage(layout, gfn);
  if (at === undefined) return gfn;
  const { boxes } = layout;
  switch (move) {
    case 'nextRun':
      return runBeside(layout, pyramid, gfn, 1) ?? gfn;
    case 'previousRun':
      return runBeside(layout, pyramid, gfn, -1) ?? gfn;
    case 'start':
      return pageOfCell(layout, pyramid, boxes[0], 0);
    case 'end': {
      const { region } = boxes[boxes.length - 1];
      const lastPage = region.firstGfn + region.pages - 1;
      const last = cellOfPage(layout, lastPage);
      return last === undefined ? gfn : pageOfCell(layout, pyramid, last.box, last.cell);
    }
    case 'left':
    case 'right': {
      if (layout.arrangement === 'hilbert') break;
      const to = inMemoryOrder(layout, at.box, at.cell, move === 'left' ? -1 : 1);
      return to === undefined ? gfn : pageOfCell(layout, pyramid, to.box, to.cell);
    }
    case 'up':
    case 'down':
      break;
  }
  const to = inDirection(layout, at.box, at.cell, move);
  return to === undefined ? gfn : pageOfCell(layout, pyramid, to.box, to.cell);
}

/** The page that stands for a cell; its first while nothing is known. */
export function pageOfCell(
  layout: MapLayout,
  pyramid: Pyramid | undefined,
  box: RegionBox,
  cell: number,
): number {
  const { pagesPerCell } = layout.scale;
  const { firstGfn } = box.region;
  if (pyramid === undefined) return firstGfn + cell * pagesPerCell;
  return firstGfn + hottestPage(pyramid, layout.boxes.indexOf(box), cell, pagesPerCell);
}

function runBeside(
  { boxes, scale }: MapLayout,
  pyramid: Pyramid | undefined,
  gfn: number,
  direction: 1 | -1,
): number | undefined {
  const regions = boxes.map(({ region }) => region);
  const from = placeOfPage(regions, gfn);
  if (pyramid === undefined || from === undefined) return undefined;
  const to = neighbouringRun(pyramid, from, direction, scale.pagesPerCell);
  return to && regions[to.region].firstGfn + to.page;
}

function inMemoryOrder(
  { boxes, scale }: MapLayout,
  box: RegionBox,
  cell: number,
  by: 1 | -1,
): { readonly box: RegionBox; readonly cell: number } | undefined {
  const cells = (of: RegionBox): number => Math.ceil(of.region.pages / scale.pagesPerCell);
  const to = cell + by;
  if (to >= 0 && to < cells(box)) return { box, cell: to };
  const neighbour = boxes[boxes.indexOf(box) + by];
  if (neighbour === undefined) return undefined;
  return { box: neighbour, cell: by > 0 ? 0 : cells(neighbour) - 1 };
}

/** The next cell on the screen, across the space between regions. */
function inDirection(
  layout: MapLayout,
  box: RegionBox,
  cell: number,
  direction: 'left' | 'right' | 'up' | 'down',
): { readonly box: RegionBox; readonly cell: number } | undefined {
  const side = layout.scale.cell;
  const corner = cornerOfCell(layout, box, cell);
  const dx = direction === 'left' ? -1 : direction === 'right' ? 1 : 0;
  const dy = direction === 'up' ? -1 : direction === 'down' ? 1 : 0;
  for (let step = 1; step <= FURTHEST; step++) {
    const found = cellAtPlace(
      layout,
      corner.x + side / 2 + dx * step * side,
      corner.y + side / 2 + dy * step * side,
    );
    if (found !== undefined && (found.box !== box || found.cell !== cell)) return found;
  }
  return undefined;
}
