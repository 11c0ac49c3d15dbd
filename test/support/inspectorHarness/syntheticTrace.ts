import {
  PHASES,
  type Cause,
  type ChangedBytesModel,
  type InspectorRequests,
  type MapModel,
  type PageHistory,
  type PageModel,
  type PageRequest,
  type PartModel,
  type Phase,
  type Position,
  type RangeCounts,
  type SeriesModel,
  type SyncPoint,
  type TraceGrowth,
  type TraceModel,
} from '../../../src/protocol/inspector';
import { packCounts } from '../../../src/protocol/packedCounts';

/** A trace that was made up from a seed, in as much detail as the inspector can ask for. */
export interface SyntheticTrace {
  readonly trace: TraceModel;
  readonly growth: TraceGrowth;
  readonly start: Position;
  point(point: number): SyncPoint;
  dirty(point: number): { readonly gfns: Uint32Array; readonly zero: Uint8Array };
  /** How often pages were dirtied, where that is made up rather than counted. */
  readonly counts?: (from: number, to: number) => RangeCounts;
}

/** The traces that the harness offers. */
export const TRACES = {
  /** What the embedded guest records. */
  embedded: () => make({ points: 200, memory: 32, regions: 'one', workload: 'mixed' }),
  /** The numbers of the design's pictures. */
  large: () => make({ points: 9400, memory: 12288, regions: 'many', workload: 'nginx' }),
  /** Only the first image. */
  single: () => make({ points: 1, memory: 32, regions: 'one', workload: 'idle' }),
  /** A file that lost its end. */
  cut: () => ({
    ...make({ points: 57, memory: 32, regions: 'one', workload: 'memwalk' }),
  }),
} as const;

export const GIB = 2 ** 30;
const MIB = 2 ** 20;

interface Options {
  readonly points: number;
  /** In MiB. */
  readonly memory: number;
  readonly regions: 'one' | 'many';
  readonly workload: string;
}

/** Makes a trace up. */
export function make({ points, memory, regions, workload }: Options): SyntheticTrace {
  const large = regions === 'many';
  const cut = workload === 'memwalk';
  const trace: TraceModel = {
    fileName: large ? 'nginx-12g.kemari' : `${workload}.kemari`,
    writer: 'kemari 0.1.0',
    formatVersion: 1,
    machine: large ? 'q35' : 'v86',
    workload,
    mode: 'stop-and-copy',
    pageSize: 4096,
    regions: large
      ? [
          { name: 'ram below 4 GiB', start: 0, bytes: 2 * GIB },
          { name: 'vga.vram', start: 0xfd000000, bytes: 16 * MIB },
          { name: 'pc.bios', start: 0xfffc0000, bytes: 256 * 1024 },
          { name: 'ram above 4 GiB', start: 4 * GIB, bytes: 10 * GIB },
        ]
      : [{ name: 'ram', start: 0, bytes: memory * MIB }],
  };
  const cache = new Map<number, { gfns: Uint32Array; zero: Uint8Array }>();
  const dirty = (point: number): { gfns: Uint32Array; zero: Uint8Array } => {
    let made = cache.get(point);
    if (made === undefined) cache.set(point, (made = dirtyPages(trace, point, large)));
    return made;
  };
  const last = points - 1;
  return {
    trace,
    growth: {
      pointCount: points,
      complete: !cut,
      growing: false,
      notices: cut
        ? [
            'The file ends in the middle of a record at offset 1,204,224; sync points 0 to 56 are whole.',
          ]
        : [],
    },
    start: large
      ? { point: 812, from: 700, to: 999, page: undefined }
      : { point: Math.min(12, last), from: 0, to: last, page: undefined },
    dirty,
    point: (point) => syncPoint(point, dirty(point), large),
  };
}

/** A generator that gives the same numbers for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const CAUSES: readonly Cause[] = [
  'net-tx',
  'net-tx',
  'net-tx',
  'disk-write',
  'disk-flush',
  'serial-tx',
  'timer',
  'periodic',
];

/** Makes a sync point up that wrote some pages. */
export function syncPoint(
  point: number,
  dirty: { readonly gfns: Uint32Array; readonly zero: Uint8Array },
  large: boolean,
): SyncPoint {
  const next = random(point * 7 + 3);
  const cause: Cause = point === 0 ? 'manual' : CAUSES[Math.floor(next() * CAUSES.length)];
  const pages = dirty.gfns.length;
  const stalls = point > 0 && next() < 0.004 ? 14_000 : 0;
  const phasesUs: Record<Phase, number> = {
    stop: 60 + next() * 80,
    collect: 40 + next() * 60,
    devices: 90 + next() * 50,
    copy: pages * 2.9 * (0.9 + next() * 0.2),
    send: pages * 2.6 * (0.8 + next() * 0.4),
    ack: 350 + next() * 400 + stalls,
    resume: 20 + next() * 30,
  };
  const pauseUs = PHASES.reduce((sum, phase) => sum + phasesUs[phase], 0);
  const epoch = 11_800;
  const outputs =
    cause === 'net-tx' || cause === 'disk-write' || cause === 'serial-tx'
      ? Array.from({ length: large ? 3 : 1 }, () => ({
          kind: cause,
          bytes: cause === 'net-tx' ? 1514 : cause === 'disk-write' ? 16384 : 1,
        }))
      : [];
  return {
    point,
    epochStartUs: point * (epoch + 3500),
    timeUs: point * (epoch + 3500) + epoch,
    cause,
    outputs,
    dirtyPages: point === 0 ? 0 : pages,
    zeroPages: point === 0 ? 0 : dirty.zero.reduce((sum, zero) => sum + zero, 0),
    sentBytes: pages * 4130,
    phasesUs,
    pauseUs,
    changedDevices: point === 0 ? [] : ['cpu.0', 'pit', 'ne2k', 'uart.0'],
  };
}

function dirtyPages(
  trace: TraceModel,
  point: number,
  large: boolean,
): { gfns: Uint32Array; zero: Uint8Array } {
  const next = random(point + 11);
  const picked = new Map<number, number>();
  const put = (region: number, from: number, to: number, share: number, zero = 0): void => {
    const { start, bytes } = trace.regions[region];
    const first = start / 4096;
    const pages = bytes / 4096;
    const a = Math.floor(from * pages);
    const b = Math.max(a + 1, Math.floor(to * pages));
    const count = Math.min(point === 0 ? 6000 : 4000, Math.ceil((b - a) * share));
    for (let i = 0; i < count; i++) picked.set(first + a + Math.floor(next() * (b - a)), zero);
  };
  if (point === 0) {
    put(0, 0, 0.06, 0.9);
    put(0, 0.2, 0.4, 0.01);
  } else {
    // A zipf-like hot set, a sweep, a stack, and single pages anywhere.
    const ram = large ? 3 : 0;
    const bands = random(5);
    for (let band = 0; band < (large ? 40 : 14); band++) {
      const at = bands();
      const length = bands() * (large ? 0.012 : 0.03);
      const heat = bands() ** 3;
      if (next() < heat + 0.02)
        put(
          band % 4 === 0 ? 0 : ram,
          at * 0.97,
          at * 0.97 + length,
          large ? 0.002 : 0.15 + heat * 0.4,
        );
    }
    put(0, 0.02, 0.035, large ? 0.0005 : 0.5);
    put(0, 0.1, 0.102, large ? 0.003 : 0.9);
    const sweep = (point * 0.011) % 0.5;
    put(ram, 0.4 + sweep, 0.4 + sweep + (large ? 0.0002 : 0.006), large ? 0.05 : 0.9);
    const zeroes = (point * 0.007) % 0.08;
    put(ram, 0.9 + zeroes, 0.9 + zeroes + (large ? 0.0004 : 0.008), large ? 0.05 : 0.8, 1);
    put(ram, 0, 1, large ? 1e-6 : 0.0004);
  }
  const gfns = Uint32Array.from(picked.keys()).sort();
  return { gfns, zero: Uint8Array.from(gfns, (gfn) => picked.get(gfn) ?? 0) };
}

/** What the host would answer with for the map. */
export function mapOf(
  made: SyntheticTrace,
  { from, to }: { readonly from: number; readonly to: number },
): MapModel {
  const counts = (made.counts ?? countDirty.bind(undefined, made))(from, to);
  return { from, to, pages: counts.gfns.length, packed: packCounts(counts, to) };
}

function countDirty(made: SyntheticTrace, from: number, to: number): RangeCounts {
  const pages = new Map<number, { count: number; last: number; zero: number }>();
  for (let at = from; at <= to; at++) {
    const { gfns, zero } = made.dirty(at);
    gfns.forEach((gfn, i) => {
      const count = (pages.get(gfn)?.count ?? 0) + 1;
      pages.set(gfn, { count, last: at, zero: zero[i] });
    });
  }
  const gfns = Uint32Array.from(pages.keys()).sort();
  const column = (
    pick: (entry: { count: number; last: number; zero: number }) => number,
  ): number[] =>
    Array.from(gfns, (gfn) => {
      const entry = pages.get(gfn);
      return entry === undefined ? 0 : pick(entry);
    });
  return {
    gfns,
    counts: Uint32Array.from(column(({ count }) => count)),
    lastPoints: Uint32Array.from(column(({ last }) => last)),
    zero: Uint8Array.from(column(({ zero }) => zero)),
  };
}

/** What the host would answer with for the bytes that a point changed. */
export function changedBytesOf(made: SyntheticTrace, point: number): ChangedBytesModel {
  const { gfns, zero } = made.dirty(point);
  const next = random(point);
  return { point, gfns, zero, bytes: Uint16Array.from(gfns, () => 4096 ** next()) };
}

/** What the host would answer with for a page. */
export function pageOf(made: SyntheticTrace, { point, page, against }: PageRequest): PageModel {
  const versionAt = (at: number): number => {
    let version = at;
    while (version > 0 && !made.dirty(version).gfns.includes(page)) version--;
    return version;
  };
  const shown = versionAt(point);
  const previous = shown === 0 ? undefined : versionAt(shown - 1);
  const before = against === undefined ? previous : versionAt(against);
  return {
    gfn: page,
    point: shown,
    bytes: contents(page, shown),
    previous,
    before: before === undefined ? undefined : { point: before, bytes: contents(page, before) },
  };
}

export function pageHistoryOf(
  made: SyntheticTrace,
  { page, from, to }: { readonly page: number; readonly from: number; readonly to: number },
): PageHistory {
  const points: number[] = [];
  for (let at = from; at <= to; at++) if (made.dirty(at).gfns.includes(page)) points.push(at);
  return { count: points.length, points: Uint32Array.from(points) };
}

function contents(gfn: number, point: number): Uint8Array {
  const bytes = new Uint8Array(4096);
  const clock = `10:${String(41 + (point % 18)).padStart(2, '0')}:${String((point * 7) % 60).padStart(2, '0')}`;
  const text = `HTTP/1.1 200 OK\r\nDate: Sun ${clock} GMT\r\nContent-Length: ${(point * 37) % 10000}\r\nETag: "6f${gfn.toString(16)}"\r\n`;
  bytes.set(new TextEncoder().encode(text), 0xb0);
  const next = random(gfn);
  for (let i = 0x400; i < 0x480; i++) bytes[i] = Math.floor(next() * 256);
  new DataView(bytes.buffer).setUint32(0x7e0, point * 977 + gfn, true);
  return bytes;
}

/** Flags by their names, each with its value before and after. */
function flagsOf(values: Readonly<Record<string, string>>): PartModel[] {
  return Object.entries(values).map(([name, [before, after]]) => ({
    name,
    isFlag: true,
    before,
    after,
  }));
}

/** What the host would answer with for a field over time: a saw, with gaps where it is not there. */
export function seriesOf(
  made: SyntheticTrace,
  { device, field, from, to, columns }: Parameters<InspectorRequests['series']>[0],
): SeriesModel {
  const pointsPerColumn = Math.ceil((to - from + 1) / columns);
  const count = Math.ceil((to - from + 1) / pointsPerColumn);
  const scale = made.trace.regions.length > 1 ? 1e9 : 97;
  const values = Array.from({ length: to - from + 1 }, (_, i) => {
    const next = random(Math.floor((from + i) / 3) + field.length);
    return Math.round((((from + i) % 40) + 8 * next()) * scale);
  });
  const column = (extreme: (...all: number[]) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, k) =>
      extreme(...values.slice(k * pointsPerColumn, (k + 1) * pointsPerColumn)),
    );
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return {
    ...{ device, field, from, to, pointsPerColumn },
    least: column(Math.min),
    greatest: column(Math.max),
    lowest: { value: low, point: from + values.indexOf(low) },
    highest: { value: high, point: from + values.indexOf(high) },
    changes: values.filter((value, i) => i > 0 && value !== values[i - 1]).length,
    stride: made.growth.pointCount > 1000 ? 64 : 1,
    ...(field === 'eflags' && { hexDigits: 8 }),
  };
}

/** The rest of what a host answers, from the same made-up trace. */
export function devicesOf(point: number): ReturnType<InspectorRequests['devices']> {
  const hex = (value: number, digits: number): string =>
    `0x${value.toString(16).padStart(digits, '0')}`;
  const unchanged = [
    ['rtc', 42],
    ['dma', 71],
    ['ps2', 33],
    ['vga', 388],
    ['ide.0', 120],
    ['pci', 512],
    ['pic.0', 14],
    ['pic.1', 14],
  ] as const;
  if (point === 0) {
    return {
      changed: [],
      unchanged: [...unchanged, ['cpu.0', 61] as const].map(([device, fieldCount]) => ({
        device,
        fieldCount,
      })),
    };
  }
  const eip = 0x81a4c3d2 + point * 76;
  return {
    changed: [
      {
        device: 'cpu.0',
        fieldCount: 61,
        changeCount: 4,
        changes: [
          {
            field: 'rip',
            before: `0xffffffff${(eip - 76).toString(16)}`,
            after: `0xffffffff${eip.toString(16)}`,
            numeric: true,
          },
          {
            field: 'eflags',
            before: '0x00000246',
            after: '0x00000002',
            numeric: true,
            parts: flagsOf({ CF: '00', PF: '10', ZF: '10', IF: '10' }),
          },
          {
            field: 'cr2',
            before: '0x00007f3a1c00e000',
            after: '0x00007f3a1c012ff8',
            numeric: true,
          },
          { field: 'tsc', before: '184,220,911,402', after: '184,230,313,520', numeric: true },
        ],
      },
      {
        device: 'pit',
        fieldCount: 24,
        changeCount: 2,
        changes: [
          { field: 'counters.0.value', before: '41,022', after: '8,115', numeric: true },
          {
            field: 'counters.0.start_time',
            before: hex(point * 911, 8),
            after: hex(point * 911 + 533, 8),
            numeric: true,
          },
        ],
      },
      {
        device: 'ne2k',
        fieldCount: 34,
        changeCount: 3,
        changes: [
          {
            field: 'isr',
            before: '0x00',
            after: '0x01',
            numeric: true,
            parts: flagsOf({ PRX: '01', PTX: '11' }),
          },
          { field: 'boundary', before: '0x4c', after: '0x4d', numeric: true },
          { field: 'memory[0x4012]', before: '00 00 00 00', after: '52 54 00 12', numeric: false },
        ],
      },
      {
        device: 'uart.0',
        fieldCount: 12,
        changeCount: 1,
        changes: [
          {
            field: 'lsr',
            before: '0x60',
            after: '0x20',
            numeric: true,
            parts: flagsOf({ THRE: '11', TEMT: '10' }),
          },
        ],
      },
    ],
    unchanged: unchanged.map(([device, fieldCount]) => ({ device, fieldCount })),
  };
}
