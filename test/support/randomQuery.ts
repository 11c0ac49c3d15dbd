import type { LeafValue } from '../../src/core/deviceState';
import { CAUSES, OUTPUT_KINDS, PHASES, type SyncPoint } from '../../src/core/syncPoint';
import { diffDevices } from '../../src/replay/deviceDiff';
import type { Trace } from '../../src/trace/trace';

type Random = (below: number) => number;

/** All that a trace tells of one sync point. */
export interface WholePoint {
  readonly facts: SyncPoint;
  readonly gfns: Uint32Array;
  /** By `device.field`. */
  readonly fields: ReadonlyMap<string, LeafValue>;
  /** Names of the devices, and `device.field` of the fields, that changed. */
  readonly changed: readonly string[];
}

/** A query, and what it means, by other means than the query's own. */
export interface RandomQuery {
  readonly text: string;
  holds(point: WholePoint): boolean;
}

/** Reads all of every sync point. */
export async function wholePoints(trace: Trace): Promise<WholePoint[]> {
  const all: WholePoint[] = [];
  let before = await trace.devices(0);
  for (let point = 0; point < trace.pointCount; point++) {
    const facts = await trace.point(point);
    const devices = await trace.devices(point);
    const changes = diffDevices(before, devices).map(
      ({ device, field }) => `${device}.${field.replace(/\[.*/, '')}`,
    );
    all.push({
      facts,
      gfns: (await trace.dirtyPages(point)).gfns,
      fields: new Map(
        devices.flatMap(({ schema, values }) =>
          schema.fields.map((field, i) => [`${schema.device}.${field}`, values[i]]),
        ),
      ),
      changed: [...facts.changedDevices, ...changes],
    });
    before = devices;
  }
  return all;
}

/** A query about guests that `randomPoints` makes; what it holds for lies in what `all` holds. */
export function randomQuery(random: Random, all: readonly WholePoint[], depth = 3): RandomQuery {
  if (depth === 0 || random(4) === 0) return randomLeaf(random, all);
  const shape = random(5);
  if (shape === 0) {
    const operand = randomQuery(random, all, depth - 1);
    return { text: `!(${operand.text})`, holds: (point) => !operand.holds(point) };
  }
  const parts = Array.from({ length: 2 + random(2) }, () => randomQuery(random, all, depth - 1));
  const symbol = shape < 3 ? '&&' : '||';
  return {
    text: parts.map(({ text }) => `(${text})`).join([symbol, ` ${symbol} `][random(2)]),
    holds: (point) =>
      symbol === '&&'
        ? parts.every((part) => part.holds(point))
        : parts.some((part) => part.holds(point)),
  };
}

function randomLeaf(random: Random, all: readonly WholePoint[]): RandomQuery {
  const model = all[random(all.length)];
  switch (random(8)) {
    case 0: {
      const cause = CAUSES[random(CAUSES.length)];
      return random(3) > 0
        ? { text: `cause == "${cause}"`, holds: ({ facts }) => facts.cause === cause }
        : { text: `"${cause}" != cause`, holds: ({ facts }) => facts.cause !== cause };
    }
    case 1: {
      const kind = OUTPUT_KINDS[random(OUTPUT_KINDS.length)];
      const holds = ({ facts }: WholePoint): boolean =>
        facts.outputs.some((output) => output.kind === kind);
      return { text: `output('${kind}')`, holds };
    }
    case 2: {
      const first = [0, 256][random(2)] + random(12);
      const last = first + random(3);
      return {
        text: first === last ? `touches(${first})` : `touches(0x${first.toString(16)}, ${last})`,
        holds: ({ gfns }) => gfns.some((gfn) => gfn >= first && gfn <= last),
      };
    }
    case 3: {
      const [pattern, regExp] = PATTERNS[random(PATTERNS.length)];
      const holds = ({ changed }: WholePoint): boolean => changed.some((name) => regExp.test(name));
      return { text: `changed("${pattern}")`, holds };
    }
    case 4:
      return randomDeviceLeaf(random, model);
    default:
      return randomNumberLeaf(random, model);
  }
}

const PATTERNS: readonly (readonly [string, RegExp])[] = [
  ['cpu.0', /^cpu\.0$/],
  ['nic.0', /^nic\.0$/],
  ['nic.*', /^nic\..*$/],
  ['*.mac', /^.*\.mac$/],
  ['nic.0.memory', /^nic\.0\.memory$/],
  ['cpu.0.halted', /^cpu\.0\.halted$/],
  ['*ed', /^.*ed$/],
  ['*.r*.eip', /^.*\.r.*\.eip$/],
];

const COMPARE = {
  '==': (a: number | bigint, b: number | bigint) => Number(a) === Number(b),
  '!=': (a: number | bigint, b: number | bigint) => Number(a) !== Number(b),
  '<': (a: number | bigint, b: number | bigint) => a < b,
  '<=': (a: number | bigint, b: number | bigint) => a <= b,
  '>': (a: number | bigint, b: number | bigint) => a > b,
  '>=': (a: number | bigint, b: number | bigint) => a >= b,
} as const;

function randomComparison(random: Random): readonly [string, (a: number, b: number) => boolean] {
  const all = Object.entries(COMPARE);
  return all[random(all.length)];
}

function randomDeviceLeaf(random: Random, model: WholePoint): RandomQuery {
  const [operator, compare] = randomComparison(random);
  const number = (point: WholePoint, path: string): number => Number(point.fields.get(path));
  const path = ['cpu.0.regs.eip', 'cpu.0.halted', 'cpu.0.tsc'][random(3)];
  if (random(4) === 0) {
    const text = `device("${path}") ${operator} dirtyPages`;
    return { text, holds: (point) => compare(number(point, path), point.facts.dirtyPages) };
  }
  if (random(4) === 0) {
    const bytes = model.fields.get('nic.0.memory') as Uint8Array;
    const hex = Buffer.from(bytes).toString('hex');
    return {
      text: `device("nic.0.memory") == "${hex}"`,
      holds: (point) => Buffer.from(point.fields.get('nic.0.memory') as Uint8Array).equals(bytes),
    };
  }
  if (random(8) === 0) return { text: `device("cpu.9.x") ${operator} 1`, holds: () => false };
  const value = number(model, path);
  return {
    text: `device("${path}") ${operator} 0x${value.toString(16)}`,
    holds: (point) => compare(number(point, path), value),
  };
}

const NUMBERS: Readonly<Record<string, (point: SyncPoint) => number>> = {
  point: ({ point }) => point,
  dirtyPages: ({ dirtyPages }) => dirtyPages,
  zeroPages: ({ zeroPages }) => zeroPages,
  sentBytes: ({ sentBytes }) => sentBytes,
  pauseUs: ({ pauseUs }) => pauseUs,
  timeUs: ({ timeUs }) => timeUs,
  epochUs: ({ timeUs, epochStartUs }) => timeUs - epochStartUs,
  outputs: ({ outputs }) => outputs.length,
  outputBytes: ({ outputs }) => outputs.reduce((sum, { bytes }) => sum + bytes, 0),
  ...Object.fromEntries(
    PHASES.map((phase) => [`${phase}Us`, ({ phasesUs }: SyncPoint) => phasesUs[phase]]),
  ),
};

function randomNumberLeaf(random: Random, { facts }: WholePoint): RandomQuery {
  const names = Object.keys(NUMBERS);
  const name = names[random(names.length)];
  const value = NUMBERS[name];
  const limit = value(facts);
  const [operator, compare] = randomComparison(random);
  return random(2) === 0
    ? { text: `${name}${operator}${limit}`, holds: (point) => compare(value(point.facts), limit) }
    : {
        text: `${limit} ${operator} ${name}`,
        holds: (point) => compare(limit, value(point.facts)),
      };
}
