/** The index records of a trace as the second reader sees them, from docs/trace-format.md alone. */
import { CAUSES, Fields, type NaiveTrace } from './naiveReader';

/** What a DIR names. */
export interface NaiveDirectory {
  readonly closed: boolean;
  readonly points: number;
  readonly roots: readonly { readonly level: number; readonly offset: number }[];
  readonly images: readonly { readonly point: number; readonly offset: number }[];
}

/** A sync point as a SEG says. Times are nanoseconds. */
export interface NaiveRow {
  offset: number;
  startNs: number;
  timeNs: number;
  cause: string;
  dirtyPages: number;
  zeroPages: number;
  sentBytes: number;
  phasesNs: number[];
  outputs: { kind: string; bytes: number }[];
  changed: string[];
}

/** A SEG with its PIX records. */
export interface NaiveSegment {
  readonly first: number;
  readonly rows: readonly NaiveRow[];
  readonly table: NaiveLists;
}

/** By GFN, the sync points at which it was dirty, and whether it was all zero there. */
export type NaiveLists = ReadonlyMap<number, readonly (readonly [point: number, zero: boolean])[]>;

/** A NODE's figures of a child. Times are nanoseconds. */
export interface NaiveFigures {
  readonly startNs: number;
  readonly endNs: number;
  readonly dirtyPages: readonly number[];
  readonly zeroPages: number;
  readonly sentBytes: readonly number[];
  readonly outputs: number;
  readonly outputBytes: number;
  readonly phasesNs: readonly number[];
  readonly shortestNs: number;
  readonly longest: number;
  readonly longestNs: readonly number[];
  readonly causes: ReadonlyMap<string, number>;
}

/** A NODE with its PIX records. */
export interface NaiveNode {
  readonly level: number;
  readonly first: number;
  readonly children: readonly number[];
  readonly figures: readonly NaiveFigures[];
  /** By GFN: sync points at which it was dirty, the last of them, whether it was all zero then, children. */
  readonly table: ReadonlyMap<
    number,
    {
      readonly count: number;
      readonly last: number;
      readonly zero: boolean;
      readonly children: number;
    }
  >;
  readonly lists: NaiveLists;
}

/** The last DIR of a file. */
export function lastDirectory(trace: NaiveTrace): NaiveDirectory | undefined {
  const offset = trace.offsetsOf(11).at(-1);
  if (offset === undefined) return undefined;
  const fields = new Fields(trace.record(offset, 11), offset);
  const closed = fields.u8() === 1;
  const points = fields.varint();
  const roots = fields.list(() => ({ level: fields.varint(), offset: fields.distance() }));
  let point = 0;
  const images =
    trace.version === 1
      ? []
      : fields.list(() => ({ point: (point += fields.varint()), offset: fields.distance() }));
  return whole(fields, { closed, points, roots, images });
}

/** A SEG, by its offset. */
export function segmentAt(trace: NaiveTrace, own: number): NaiveSegment {
  const fields = new Fields(trace.record(own, 9), own);
  const first = fields.varint();
  const count = fields.varint();
  const names = fields.list(() => fields.string());
  const rows = Array.from({ length: count }, (): NaiveRow => {
    return { ...ZEROS, phasesNs: [], outputs: [], changed: [] };
  });
  let before = 0;
  for (const row of rows) row.offset = before += fields.varint();
  before = 0;
  for (const row of rows) row.startNs = before += fields.signed();
  for (const row of rows) row.timeNs = row.startNs + fields.signed();
  for (const row of rows) row.cause = CAUSES[fields.u8()];
  for (const row of rows) row.dirtyPages = fields.varint();
  for (const row of rows) row.zeroPages = fields.varint();
  for (const row of rows) row.sentBytes = fields.varint();
  for (let phase = 0; phase < 7; phase++) {
    for (const row of rows) row.phasesNs.push(fields.varint());
  }
  for (const row of rows) {
    row.outputs = fields.list(() => ({ kind: CAUSES[fields.u8()], bytes: fields.varint() }));
  }
  for (const row of rows) row.changed = fields.list(() => names[fields.varint()]);
  return whole(fields, { first, rows, table: readLists(trace, fields, first) });
}

/** A NODE, by its offset. */
export function nodeAt(trace: NaiveTrace, own: number): NaiveNode {
  const fields = new Fields(trace.record(own, 10), own);
  const level = fields.varint();
  const first = fields.varint();
  const children = Array.from({ length: 16 }, () => fields.distance());
  const figures: NaiveFigures[] = [];
  let startNs = 0;
  while (trace.version > 1 && figures.length < 16) {
    startNs += fields.signed();
    const child = first + figures.length * 256 * 16 ** (level - 1);
    figures.push(readFigures(fields, startNs, child));
  }
  const table = new Map<number, { count: number; last: number; zero: boolean; children: number }>();
  for (const slice of slices(fields)) {
    const { pix, gfns, counts } = openSlice(trace, slice, 1);
    gfns.forEach((gfn, i) => {
      const code = pix.varint();
      const last = first + Math.floor(code / 2);
      table.set(gfn, { count: counts[i], last, zero: code % 2 === 1, children: pix.u16() });
    });
    whole(pix, undefined);
  }
  const lists = trace.version === 1 ? new Map() : readLists(trace, fields, first);
  return whole(fields, { level, first, children, figures, table, lists });
}

function readLists(trace: NaiveTrace, fields: Fields, first: number): NaiveLists {
  const lists = new Map<number, [number, boolean][]>();
  for (const slice of slices(fields)) {
    const { pix, gfns, counts } = openSlice(trace, slice, 0);
    gfns.forEach((gfn, i) => {
      let point = first;
      const points = Array.from({ length: counts[i] }, (): [number, boolean] => {
        const code = pix.varint();
        point += Math.floor(code / 2);
        return [point, code % 2 === 1];
      });
      lists.set(gfn, points);
    });
    whole(pix, undefined);
  }
  return lists;
}

function readFigures(fields: Fields, startNs: number, first: number): NaiveFigures {
  const numbers = (count: number): number[] => Array.from({ length: count }, () => fields.varint());
  return {
    startNs,
    endNs: startNs + fields.signed(),
    dirtyPages: numbers(3),
    zeroPages: fields.varint(),
    sentBytes: numbers(3),
    outputs: fields.varint(),
    outputBytes: fields.varint(),
    phasesNs: numbers(7),
    shortestNs: fields.varint(),
    longest: first + fields.varint(),
    longestNs: numbers(7),
    causes: new Map(numbers(8).map((count, i) => [CAUSES[i + 1], count])),
  };
}

interface Slice {
  readonly firstGfn: number;
  readonly lastGfn: number;
  readonly offset: number;
}

function slices(fields: Fields): Slice[] {
  let before = 0;
  return fields.list(() => {
    const firstGfn = before + fields.varint();
    const lastGfn = (before = firstGfn + fields.varint());
    return { firstGfn, lastGfn, offset: fields.distance() };
  });
}

function openSlice(
  trace: NaiveTrace,
  { firstGfn, lastGfn, offset }: Slice,
  kind: number,
): { pix: Fields; gfns: number[]; counts: number[] } {
  const pix = new Fields(trace.record(offset, 8), offset);
  if (pix.u8() !== kind) throw new Error(`a PIX at ${offset} of another kind`);
  const pages = pix.varint();
  let next = 0;
  const gfns = Array.from({ length: pages }, () => {
    const gfn = next + pix.varint();
    next = gfn + 1;
    return gfn;
  });
  if (gfns[0] !== firstGfn || gfns[pages - 1] !== lastGfn) {
    throw new Error(`a PIX at ${offset} of other pages`);
  }
  return { pix, gfns, counts: Array.from({ length: pages }, () => pix.varint()) };
}

const ZEROS = {
  ...{ offset: 0, startNs: 0, timeNs: 0, cause: '' },
  ...{ dirtyPages: 0, zeroPages: 0, sentBytes: 0 },
};

function whole<T>(fields: Fields, value: T): T {
  if (fields.left !== 0) throw new Error(`${fields.left} bytes behind the record at ${fields.own}`);
  return value;
}
