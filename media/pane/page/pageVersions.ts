/** The point that lies nearest to another, of ascending ones; undefined if there are none. */
export function nearestPoint(points: Uint32Array, to: number): number | undefined {
  const at = firstAtOrAfter(points, to);
  const [before, after] = [points.at(at - 1), points.at(at)];
  if (at === 0) return after;
  if (before === undefined || after === undefined) return before;
  return to - before <= after - to ? before : after;
}

/** Which of ascending points this is, counted from 1; 0 if it is none of them. */
export function versionAt(points: Uint32Array, point: number): number {
  const at = firstAtOrAfter(points, point);
  return points[at] === point ? at + 1 : 0;
}

/** Index of the first point that is not before another; the number of points if all are. */
function firstAtOrAfter(points: Uint32Array, wanted: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
