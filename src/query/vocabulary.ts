import { CAUSES, PHASES } from '../core/syncPoint';
import type { PointColumns } from '../trace/pointColumns';
import type { RangeFigures, Spread } from '../trace/rangeFigures';

/** A number of a sync point that a query can ask for. */
export interface NumberField {
  readonly name: string;
  /** For completions: what it is, with its unit. */
  readonly about: string;
  /** Its value at the i-th of the points. */
  of(points: PointColumns, i: number): number;
  /** What it lies between at all points of a range. */
  within(range: RangeFigures): Bounds;
}

/** The least and the most that a number may be. */
export type Bounds = readonly [number, number];

/** A function that a query can call. */
export interface QueryFunction {
  readonly name: string;
  /** How it is called, such as `touches(0x100, 0x1ff)`. */
  readonly example: string;
  readonly about: string;
}

/** The name of the field that is no number. */
export const CAUSE_FIELD = 'cause';

/** What {@link CAUSE_FIELD} is. */
export const CAUSE_ABOUT = `what asked for the sync point: ${CAUSES.join(', ')}`;

/** All fields that are numbers. Times are microseconds, as everywhere. */
export const NUMBER_FIELDS: readonly NumberField[] = [
  {
    name: 'dirtyPages',
    about: 'pages written since the sync point before',
    of: ({ columns }, i) => columns.dirtyPages[i],
    within: ({ dirtyPages }) => between(dirtyPages),
  },
  {
    name: 'zeroPages',
    about: 'dirty pages that held nothing but zeros',
    of: ({ columns }, i) => columns.zeroPages[i],
    within: ({ zeroPages }) => upTo(zeroPages),
  },
  {
    name: 'sentBytes',
    about: 'bytes that crossed the link',
    of: ({ columns }, i) => columns.sentBytes[i],
    within: ({ sentBytes }) => between(sentBytes),
  },
  {
    name: 'pauseUs',
    about: 'how long the guest stood still, in µs',
    // Of whole nanoseconds, like all times; a sum of µs is not exactly that without rounding.
    of: (points, i) => Math.round(points.pauseUs(i) * 1000) / 1000,
    within: ({ pauseUs }) => between(pauseUs),
  },
  {
    name: 'epochUs',
    about: 'how long the guest ran before, in µs',
    of: ({ columns }, i) => Math.round((columns.timeUs[i] - columns.epochStartUs[i]) * 1000) / 1000,
    within: ({ startUs, endUs }) => [0, endUs - startUs],
  },
  {
    name: 'timeUs',
    about: 'when the guest stopped, in µs since the recording began',
    of: ({ columns }, i) => columns.timeUs[i],
    within: ({ startUs, endUs }) => [startUs, endUs],
  },
  {
    name: 'point',
    about: 'number of the sync point',
    of: ({ firstPoint }, i) => firstPoint + i,
    within: ({ firstPoint, points }) => [firstPoint, firstPoint + points - 1],
  },
  {
    name: 'outputs',
    about: 'how many outputs were held',
    of: ({ columns: { outputs } }, i) => outputs.from[i + 1] - outputs.from[i],
    within: ({ outputs }) => upTo(outputs),
  },
  {
    name: 'outputBytes',
    about: 'bytes of all outputs together',
    of: ({ columns: { outputs } }, i) => {
      let bytes = 0;
      for (let k = outputs.from[i]; k < outputs.from[i + 1]; k++) bytes += outputs.bytes[k];
      return bytes;
    },
    within: ({ outputBytes }) => upTo(outputBytes),
  },
  ...PHASES.map((phase, k) => ({
    name: `${phase}Us`,
    about: `phase ${phase} of the pause, in µs`,
    of: ({ columns }: PointColumns, i: number) => columns.phasesUs[i * PHASES.length + k],
    within: ({ phasesUs }: RangeFigures) => upTo(phasesUs[phase]),
  })),
];

function between({ min, max }: Spread): Bounds {
  return [min, max];
}

/** One of numbers that add up to a sum, which stays where it is when it gets too large. */
function upTo(sum: number): Bounds {
  return [0, sum >= Number.MAX_SAFE_INTEGER / 1000 ? Infinity : sum];
}

/** All functions. */
export const FUNCTIONS = [
  {
    name: 'touches',
    example: 'touches(0x100, 0x1ff)',
    about: 'a page from one GFN to another was dirty; with one GFN, that page',
  },
  {
    name: 'changed',
    example: 'changed("cpu.0.regs.eip")',
    about: 'a device or a field of one changed; * stands for any characters',
  },
  {
    name: 'output',
    example: 'output("net-tx")',
    about: 'an output of this kind was held',
  },
  {
    name: 'device',
    example: 'device("cpu.0.regs.eip")',
    about: "value of a device's field as of the sync point, to compare",
  },
] as const satisfies readonly QueryFunction[];

/** Name of one of {@link FUNCTIONS}. */
export type FunctionName = (typeof FUNCTIONS)[number]['name'];

/** The names of all fields, as a query writes them. */
export const FIELD_NAMES: readonly string[] = [
  CAUSE_FIELD,
  ...NUMBER_FIELDS.map(({ name }) => name),
];
