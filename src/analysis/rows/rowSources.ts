import { PAGE_SIZE, type Gfn } from '../../core/gfn';
import type { Cause, SyncPoint } from '../../core/syncPoint';
import { diffDevices } from '../../replay/deviceDiff';
import type { PageVersion, Trace } from '../../trace/trace';
import { changeToJson, pointToJson, type JsonChange } from './jsonShapes';

/** Sync points that are read at once. */
const POINT_BATCH = 1024;

/** Rows for which pages or states are compared before they are handed over. */
const COMPARED_BATCH = 256;

/** Sync points with both ends of the range. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** How rows are read. */
export interface RowOptions {
  /** Told now and then: how much is done, from 0 to 1. */
  readonly progress?: ((share: number) => void) | undefined;
  /** Rows end, by its reason, once it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** One sync point of a page's history. */
export interface HistoryRow {
  readonly point: number;
  readonly timeUs: number;
  readonly cause: Cause;
  /** Whether the page held nothing but zeros from there on. */
  readonly zero: boolean;
  /** Bytes that differ from the version before; 0 if it was written with what it held. */
  readonly changedBytes: number;
}

/** One field that one sync point changed. */
export interface ChangeRow extends JsonChange {
  readonly point: number;
  readonly timeUs: number;
}

/**
 * The sync points of a range, in batches.
 * @param accepts which of them; all unless told.
 */
export async function* pointRows(
  trace: Trace,
  { from, to }: RowRange,
  { progress, signal }: RowOptions = {},
  accepts?: (point: SyncPoint) => boolean,
): AsyncGenerator<readonly SyncPoint[], void, void> {
  for (let first = from; first <= to; first += POINT_BATCH) {
    signal?.throwIfAborted();
    const last = Math.min(to, first + POINT_BATCH - 1);
    const points = await trace.points(first, last);
    yield (accepts === undefined ? points : points.filter(accepts)).map(pointToJson);
    progress?.((last + 1 - from) / (to + 1 - from));
  }
}

/** Sync points that are given by their numbers, ascending; neighbours are read together. */
export async function* chosenPointRows(
  trace: Trace,
  points: Uint32Array,
  { progress, signal }: RowOptions = {},
): AsyncGenerator<readonly SyncPoint[], void, void> {
  for (let i = 0; i < points.length;) {
    signal?.throwIfAborted();
    const from = i;
    while (i + 1 < points.length && points[i + 1] === points[i] + 1 && i + 1 - from < POINT_BATCH) {
      i++;
    }
    yield (await trace.points(points[from], points[i++])).map(pointToJson);
    progress?.(i / points.length);
  }
}

/** The history of a page over points at which it was dirty, ascending, in batches. */
export async function* historyRows(
  trace: Trace,
  gfn: Gfn,
  points: Uint32Array,
  { progress, signal }: RowOptions = {},
): AsyncGenerator<readonly HistoryRow[], void, void> {
  let before: PageVersion | undefined;
  for (let first = 0; first < points.length; first += COMPARED_BATCH) {
    const batch: HistoryRow[] = [];
    for (const number of points.subarray(first, first + COMPARED_BATCH)) {
      signal?.throwIfAborted();
      // Between two of the points the page does not change.
      before ??= await trace.page(gfn, Math.max(0, number - 1));
      const version = await trace.page(gfn, number);
      const { timeUs, cause } = await trace.point(number);
      const changedBytes = countDifferences(before.bytes, version.bytes);
      batch.push({ point: number, timeUs, cause, zero: version.zero, changedBytes });
      before = version;
      progress?.((first + batch.length) / points.length);
    }
    yield batch;
  }
}

/** Every field that a point of the range changed against the point before it, in batches. */
export async function* changeRows(
  trace: Trace,
  { from, to }: RowRange,
  { progress, signal }: RowOptions = {},
): AsyncGenerator<readonly ChangeRow[], void, void> {
  let batch: ChangeRow[] = [];
  for await (const points of pointRows(trace, { from, to }, { signal })) {
    for (const { point, timeUs, changedDevices } of points) {
      if (point === 0 || changedDevices.length === 0) continue;
      signal?.throwIfAborted();
      const changes = diffDevices(await trace.devices(point - 1), await trace.devices(point));
      for (const change of changes) batch.push({ point, timeUs, ...changeToJson(change) });
      progress?.((point + 1 - from) / (to + 1 - from));
      if (batch.length < COMPARED_BATCH) continue;
      yield batch;
      batch = [];
    }
  }
  yield batch;
}

function countDifferences(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < PAGE_SIZE; i++) if (a[i] !== b[i]) count++;
  return count;
}
