import {
  layOutHilbert,
  layOutLinear,
  type LayoutRoom,
  type MapArrangement,
  type MapLayout,
  type MapRegion,
  type MapScale,
} from './mapLayout';

/** Cells of the map as a whole never get smaller than this, in CSS pixels: they would read as noise. */
const SMALLEST_CELL = 4;

/** Cells of the map as a whole grow up to this where there is room. */
const LARGEST_FITTING_CELL = 8;

/** Zoomed in, cells grow up to this. */
const LARGEST_CELL = 32;

const MOST_COLUMNS = 128;
const FEWEST_COLUMNS = 16;

/**
 * Lays the map out at a zoom. At zoom 0 all of it fits, with as few pages a cell as that allows; each
 * step then shows fewer pages a cell, down to one, and after that larger cells.
 *
 * @param finest fewest pages that a cell shows, a power of two: 1, but for the largest guests.
 * @returns also the zoom that was used, which is at most the one where cells are as large as they get.
 */
export function layOutMap(
  arrangement: MapArrangement,
  regions: readonly MapRegion[],
  room: LayoutRoom,
  zoom: number,
  finest = 1,
): { readonly layout: MapLayout; readonly zoom: number } {
  const layOut = arrangement === 'linear' ? layOutLinear : layOutHilbert;
  const zoomIn = arrangement === 'linear' ? zoomLinear : zoomHilbert;
  let scale = fittingScale(layOut, regions, room, finest);
  let used = 0;
  while (used < zoom) {
    const closer = zoomIn(scale, room, finest);
    if (closer === undefined) break;
    scale = closer;
    used++;
  }
  return { layout: layOut(regions, scale, room), zoom: used };
}

type LayOut = typeof layOutLinear;

function fittingScale(
  layOut: LayOut,
  regions: readonly MapRegion[],
  room: LayoutRoom,
  finest: number,
): MapScale {
  const smallest = Math.max(1, Math.round(SMALLEST_CELL * room.ratio));
  let columns = MOST_COLUMNS;
  while (columns > FEWEST_COLUMNS && columns * smallest > room.width) columns /= 2;

  const fits = (scale: MapScale): boolean => {
    const { width, height } = layOut(regions, scale, room);
    return height <= room.height && width <= room.left + room.width;
  };
  const mostPages = Math.max(...regions.map(({ pages }) => pages));
  let scale: MapScale = { pagesPerCell: finest, cell: smallest, columns };
  while (!fits(scale) && scale.pagesPerCell < mostPages) {
    scale = { ...scale, pagesPerCell: scale.pagesPerCell * 2 };
  }
  const largest = Math.round(LARGEST_FITTING_CELL * room.ratio);
  while (scale.cell < largest) {
    const larger = { ...scale, cell: scale.cell + 1 };
    if (!fits(larger)) break;
    scale = larger;
  }
  return scale;
}

/** Rows stay as wide as they are, so that the map is only ever moved up and down. */
function zoomLinear(scale: MapScale, room: LayoutRoom, finest: number): MapScale | undefined {
  if (scale.pagesPerCell > finest) return { ...scale, pagesPerCell: scale.pagesPerCell / 2 };
  const columns = scale.columns / 2;
  const cell = Math.floor(
    Math.min(scale.cell * 2, room.width / columns, LARGEST_CELL * room.ratio),
  );
  return columns < FEWEST_COLUMNS || cell <= scale.cell ? undefined : { ...scale, columns, cell };
}

/** A quarter of the pages a cell keeps the curve's shape and doubles its size. */
function zoomHilbert(scale: MapScale, room: LayoutRoom, finest: number): MapScale | undefined {
  if (scale.pagesPerCell > finest) {
    return { ...scale, pagesPerCell: Math.max(finest, scale.pagesPerCell / 4) };
  }
  const cell = scale.cell * 2;
  return cell > LARGEST_CELL * room.ratio ? undefined : { ...scale, cell };
}
