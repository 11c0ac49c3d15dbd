import type { DeviceState, LeafValue } from '../core/deviceState';
import type { Trace } from '../trace/trace';
import { SeriesColumns, type Extreme } from './seriesColumns';

/**
 * Device states that are read for one series at most. A range with more changes than that is sampled,
 * so that a million sync points take no longer than these.
 */
export const MAX_READ_STATES = 4096;

/**
 * Samples are at multiples of this, and of powers of two above it: there the trace has states that
 * are few records away from one that stands alone.
 */
const LEAST_STRIDE = 16;

/** Columns at most; every column then has a sample. */
const MAX_COLUMNS = MAX_READ_STATES / 2;

/** Between two times that progress is told, in states read. */
const TOLD_EVERY = 64;

/** Samples that are read at the same time. Neighbours are not: each is made of the one before it. */
const SAMPLES_TOGETHER = 8;

/** A field whose values are wanted, over a range of sync points with both its ends. */
export interface SeriesRequest {
  readonly device: string;
  readonly field: string;
  readonly from: number;
  readonly to: number;
  /** As many columns as there is room for; the result has no more. */
  readonly columns: number;
}

/** The values of a field over a range of sync points, in columns of consecutive points. */
export interface FieldSeries {
  readonly from: number;
  readonly to: number;
  /** The first column begins at `from`; the last one may cover fewer points. */
  readonly pointsPerColumn: number;
  /** Least and greatest value in each column; NaN where the field is not there or is no number. */
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  /** The least and the greatest of all, and where they are first; undefined where no value is a number. */
  readonly lowest: Extreme | undefined;
  readonly highest: Extreme | undefined;
  /** How often the value differs from the one that was read before it. */
  readonly changes: number;
  /** 1: every change of the device was read. Else only every so many-th point was. */
  readonly stride: number;
}

/** How a series is read. */
export interface SeriesOptions {
  readonly signal?: AbortSignal;
  /** Told now and then: how much is done, from 0 to 1. */
  readonly progress?: (share: number) => void;
  /** States that are read at most; {@link MAX_READ_STATES} unless told. */
  readonly maxReads?: number;
  /** Values that were read before; what is read now is added. */
  readonly known?: Map<number, number>;
}

/**
 * Reads a field's values over a range. Only sync points at which its device changed are read; where
 * there are too many of them, every so many-th point is.
 * @throws what the trace throws; the signal's reason once it is aborted.
 */
export async function readFieldSeries(
  trace: Trace,
  request: SeriesRequest,
  options: SeriesOptions = {},
): Promise<FieldSeries> {
  const { from, to } = request;
  const { signal, progress, maxReads = MAX_READ_STATES } = options;
  const known = options.known ?? new Map<number, number>();
  const columns = Math.max(1, Math.min(request.columns, MAX_COLUMNS, Math.floor(maxReads / 2)));
  const pointsPerColumn = Math.ceil((to - from + 1) / columns);
  const changed = await changedPoints(trace, request, maxReads, signal);
  const stride = changed === undefined ? strideOf(from, to, maxReads) : 1;
  const points = changed ?? sampledPoints(from, to, stride);

  const series = new SeriesColumns(from, to, pointsPerColumn);
  const together = stride === 1 ? 1 : SAMPLES_TOGETHER;
  const read = async (point: number): Promise<void> => {
    if (!known.has(point)) known.set(point, valueOf(await trace.devices(point), request));
  };
  for (let i = 0; i < points.length; i += together) {
    signal?.throwIfAborted();
    const next = points.slice(i, i + together);
    await Promise.all(next.map(read));
    for (const point of next) series.add(point, known.get(point) ?? NaN);
    if ((i + together) % TOLD_EVERY === 0) progress?.(Math.min(1, (i + together) / points.length));
  }
  return { from, to, pointsPerColumn, stride, ...series.finish() };
}

/** A leaf as a number to plot; NaN if it is none. A 64-bit integer may lose its lowest digits. */
export function numberOf(value: LeafValue | undefined): number {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : NaN;
    case 'bigint':
    case 'boolean':
      return Number(value);
    default:
      return NaN;
  }
}

function valueOf(devices: readonly DeviceState[], { device, field }: SeriesRequest): number {
  const state = devices.find(({ schema }) => schema.device === device);
  const at = state?.schema.fields.indexOf(field) ?? -1;
  return state === undefined || at < 0 ? NaN : numberOf(state.values[at]);
}

/** The first point and those at which the device changed; undefined if there are too many. */
async function changedPoints(
  trace: Trace,
  { device, from, to }: SeriesRequest,
  most: number,
  signal: AbortSignal | undefined,
): Promise<number[] | undefined> {
  const points = [from];
  if (from === to) return points;
  for await (const { firstPoint, length, columns } of trace.columns(from + 1, to)) {
    signal?.throwIfAborted();
    const { names, devices, from: starts } = columns.changed;
    const number = names.indexOf(device);
    if (number < 0) continue;
    for (let i = 0; i < length; i++) {
      if (!devices.subarray(starts[i], starts[i + 1]).includes(number)) continue;
      if (points.length === most) return undefined;
      points.push(firstPoint + i);
    }
  }
  return points;
}

/** The least stride that takes no more than so many samples; two go to the ends of the range. */
function strideOf(from: number, to: number, most: number): number {
  let stride = LEAST_STRIDE;
  while ((to - from) / stride > most - 2) stride *= 2;
  return stride;
}

function sampledPoints(from: number, to: number, stride: number): number[] {
  const points = [from];
  for (let at = from - (from % stride) + stride; at < to; at += stride) points.push(at);
  points.push(to);
  return points;
}
