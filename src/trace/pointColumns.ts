import { CAUSES, OUTPUT_KINDS, PHASES, phaseTimes, type SyncPoint } from '../core/syncPoint';

/** Some of these for each sync point: those of point i are `from[i]` up to, not including, `from[i + 1]`. */
interface Lists {
  readonly from: Uint32Array;
}

/** The outputs of sync points. */
export interface OutputLists extends Lists {
  /** Indexes in OUTPUT_KINDS. */
  readonly kinds: Uint8Array;
  readonly bytes: Float64Array;
}

/** The devices that changed at sync points. */
export interface DeviceLists extends Lists {
  /** Indexes in `names`. */
  readonly devices: Uint32Array;
  readonly names: readonly string[];
}

/** The columns of {@link PointColumns}; one value a sync point in each, unless told. */
export interface Columns {
  /** Microseconds, as all times here. */
  readonly epochStartUs: Float64Array;
  readonly timeUs: Float64Array;
  /** Indexes in CAUSES. */
  readonly causes: Uint8Array;
  readonly dirtyPages: Uint32Array;
  readonly zeroPages: Uint32Array;
  readonly sentBytes: Float64Array;
  /** Seven a sync point, in the order of PHASES. */
  readonly phasesUs: Float64Array;
  readonly outputs: OutputLists;
  readonly changed: DeviceLists;
}

/** Consecutive sync points in columns: what a {@link SyncPoint} tells, without an object for each. */
export class PointColumns {
  /** Sync points in each column. */
  readonly length: number;

  /** Keeps the columns, which nobody may change from here on. */
  constructor(
    readonly firstPoint: number,
    readonly columns: Columns,
  ) {
    this.length = columns.timeUs.length;
  }

  /** How long the guest stood still at the i-th point. */
  pauseUs(i: number): number {
    const { phasesUs } = this.columns;
    let pause = 0;
    for (let k = i * PHASES.length; k < (i + 1) * PHASES.length; k++) pause += phasesUs[k];
    return pause;
  }

  /** The i-th point. */
  at(i: number): SyncPoint {
    const { columns } = this;
    const { outputs, changed } = columns;
    return {
      point: this.firstPoint + i,
      epochStartUs: columns.epochStartUs[i],
      timeUs: columns.timeUs[i],
      cause: CAUSES[columns.causes[i]],
      outputs: listOf(outputs, i, (k) => ({
        kind: OUTPUT_KINDS[outputs.kinds[k]],
        bytes: outputs.bytes[k],
      })),
      dirtyPages: columns.dirtyPages[i],
      zeroPages: columns.zeroPages[i],
      sentBytes: columns.sentBytes[i],
      phasesUs: phaseTimes(columns.phasesUs.subarray(i * PHASES.length)),
      pauseUs: this.pauseUs(i),
      changedDevices: listOf(changed, i, (k) => changed.names[changed.devices[k]]),
    };
  }

  /** The points from the i-th up to, not including, the `end`-th; borrowed from these. */
  slice(i: number, end: number): PointColumns {
    if (i === 0 && end === this.length) return this;
    const { columns } = this;
    return new PointColumns(this.firstPoint + i, {
      epochStartUs: columns.epochStartUs.subarray(i, end),
      timeUs: columns.timeUs.subarray(i, end),
      causes: columns.causes.subarray(i, end),
      dirtyPages: columns.dirtyPages.subarray(i, end),
      zeroPages: columns.zeroPages.subarray(i, end),
      sentBytes: columns.sentBytes.subarray(i, end),
      phasesUs: columns.phasesUs.subarray(i * PHASES.length, end * PHASES.length),
      outputs: { ...columns.outputs, from: columns.outputs.from.subarray(i, end + 1) },
      changed: { ...columns.changed, from: columns.changed.from.subarray(i, end + 1) },
    });
  }

  /** About how many bytes these take. */
  get bytes(): number {
    const { outputs, changed } = this.columns;
    const names = changed.names.reduce((sum, name) => sum + 40 + 2 * name.length, 0);
    return 1500 + 105 * this.length + 9 * outputs.kinds.length + 4 * changed.devices.length + names;
  }
}

/** Puts consecutive sync points into columns. */
export function columnsOf(points: readonly SyncPoint[], firstPoint: number): PointColumns {
  const names = [...new Set(points.flatMap(({ changedDevices }) => changedDevices))];
  const numbers = new Map(names.map((name, number) => [name, number]));
  const outputs = points.flatMap((point) => point.outputs);
  return new PointColumns(firstPoint, {
    epochStartUs: Float64Array.from(points, (point) => point.epochStartUs),
    timeUs: Float64Array.from(points, (point) => point.timeUs),
    causes: Uint8Array.from(points, ({ cause }) => CAUSES.indexOf(cause)),
    dirtyPages: Uint32Array.from(points, (point) => point.dirtyPages),
    zeroPages: Uint32Array.from(points, (point) => point.zeroPages),
    sentBytes: Float64Array.from(points, (point) => point.sentBytes),
    phasesUs: Float64Array.from(
      points.flatMap(({ phasesUs }) => PHASES.map((phase) => phasesUs[phase])),
    ),
    outputs: {
      from: listStarts(points.map((point) => point.outputs.length)),
      kinds: Uint8Array.from(outputs, ({ kind }) => OUTPUT_KINDS.indexOf(kind)),
      bytes: Float64Array.from(outputs, ({ bytes }) => bytes),
    },
    changed: {
      from: listStarts(points.map(({ changedDevices }) => changedDevices.length)),
      devices: Uint32Array.from(
        points.flatMap(({ changedDevices }) =>
          changedDevices.map((name) => numbers.get(name) ?? 0),
        ),
      ),
      names,
    },
  });
}

/** Where lists of these lengths begin if they stand one behind the other, and where the last ends. */
function listStarts(lengths: readonly number[]): Uint32Array {
  const from = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, i) => (from[i + 1] = from[i] + length));
  return from;
}

function listOf<T>({ from }: Lists, i: number, item: (k: number) => T): T[] {
  const items: T[] = [];
  for (let k = from[i]; k < from[i + 1]; k++) items.push(item(k));
  return items;
}
