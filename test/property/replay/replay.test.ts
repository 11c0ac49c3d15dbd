import assert from 'node:assert/strict';
import type { DeviceState, FieldChange, LeafValue } from '../../../src/core/deviceState';
import { asGfn, type Gfn } from '../../../src/core/gfn';
import { PAGE_SIDES } from '../../../src/core/pageSides';
import { diffDevices } from '../../../src/replay/deviceDiff';
import { comparePages } from '../../../src/replay/pageComparison';
import { differingPages } from '../../../src/replay/pageDiff';
import { findStep, type Step } from '../../../src/replay/stepping';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import type { Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import type { MemoryTrace } from '../../support/memoryTrace';
import { randomPoints, randomTrace, seededNumbers } from '../../support/randomTrace';
import { traceHeader, writeTrace } from '../../support/traces';

const SEEDS = Array.from({ length: 24 }, (_, seed) => seed + 1);

describe('replay against a naive oracle', () => {
  for (const seed of SEEDS) {
    it(`finds the differing pages that comparing all of memory finds (seed ${seed})`, async () => {
      const { trace, oracle } = await recorded(seed, 30);
      const random = seededNumbers(seed);
      for (let i = 0; i < 10; i++) {
        const a = random(30);
        const b = random(30);
        assert.deepEqual(
          await differingPages(trace, a, b),
          await pagesByComparingMemory(oracle, a, b),
          `between ${a} and ${b}`,
        );
      }
    });

    it(`compares two recordings as comparing all of memory does (seed ${seed})`, async () => {
      const [left, right] = [await recorded(seed, 12), await recorded(seed + 1000, 9)];
      const random = seededNumbers(seed);
      for (let i = 0; i < 4; i++) {
        const [a, b] = [random(12), random(9)];
        const found = new Map<number, string>();
        for await (const { gfns, sides } of comparePages(
          { trace: left.trace, point: a },
          { trace: right.trace, point: b },
        )) {
          gfns.forEach((gfn, row) => found.set(gfn, PAGE_SIDES[sides[row]]));
        }
        assert.deepEqual(found, await sidesByComparingMemory(left.oracle, a, right.oracle, b));
      }
    });

    it(`steps to where a walk point by point ends (seed ${seed})`, async () => {
      // More than one segment of the file.
      const { trace, oracle } = await recorded(seed, 300);
      const random = seededNumbers(seed);
      for (let i = 0; i < 20; i++) {
        const from = random(300);
        const page = asGfn([0, 256][random(2)] + random(14));
        for (const step of Object.keys(WALKS) as (keyof typeof WALKS)[]) {
          const found = await findStep(trace, from, step, page);
          assert.equal(found, await walk(oracle, from, step, page), `${step} from ${from}`);
        }
      }
    });

    it(`finds device changes that turn one state into the other (seed ${seed})`, () => {
      const random = seededNumbers(seed);
      for (let i = 0; i < 50; i++) {
        const before = randomDevices(random);
        const after = random(4) === 0 ? randomDevices(random) : mutated(before, random);
        const changes = diffDevices(before, after);
        assert.deepEqual(applied(leavesOf(before), changes), leavesOf(after));
        for (const { device, field, before: from, after: to } of changes) {
          assert.notDeepEqual(from, to, `${device} ${field} did not change`);
        }
      }
    });
  }
});

/** The same points in a real trace and in one that is looked through from end to end. */
async function recorded(
  seed: number,
  points: number,
): Promise<{ trace: Trace; oracle: MemoryTrace }> {
  const oracle = randomTrace(seed, points);
  const uuid = `00000000-0000-4000-8000-${String(seed).padStart(12, '0')}`;
  const header = traceHeader({ pages: oracle.header.pages, uuid });
  const file = await writeTrace(randomPoints(seed, points), { header });
  return { trace: await openTrace(file, await loadTracePlatform()), oracle };
}

async function pagesByComparingMemory(trace: MemoryTrace, a: number, b: number): Promise<Gfn[]> {
  const { pages } = trace.header;
  const differing: Gfn[] = [];
  for (let index = 0; index < pages.pageCount; index++) {
    const gfn = pages.gfnAt(index);
    const before = await trace.page(gfn, a);
    const after = await trace.page(gfn, b);
    if (Buffer.compare(before.bytes, after.bytes) !== 0) differing.push(gfn);
  }
  return differing;
}

async function sidesByComparingMemory(
  left: MemoryTrace,
  a: number,
  right: MemoryTrace,
  b: number,
): Promise<Map<number, string>> {
  const { pages } = left.header;
  const found = new Map<number, string>();
  for (let index = 0; index < pages.pageCount; index++) {
    const gfn = pages.gfnAt(index);
    const [before, after] = [await left.page(gfn, a), await right.page(gfn, b)];
    if (Buffer.compare(before.bytes, after.bytes) === 0) continue;
    found.set(gfn, before.zero ? 'right' : after.zero ? 'left' : 'both');
  }
  return found;
}

const WALKS = {
  next: 1,
  previous: -1,
  nextSameCause: 1,
  previousSameCause: -1,
  nextPageChange: 1,
  previousPageChange: -1,
} satisfies Partial<Record<Step, number>>;

/** Goes point by point until one fits. */
async function walk(
  trace: Trace,
  from: number,
  step: keyof typeof WALKS,
  page: Gfn,
): Promise<number | undefined> {
  const { cause } = await trace.point(from);
  const way = WALKS[step];
  for (let point = from + way; point >= 0 && point < trace.pointCount; point += way) {
    const fits = step.endsWith('SameCause')
      ? (await trace.point(point)).cause === cause
      : step.endsWith('PageChange')
        ? (await trace.dirtyPages(point)).gfns.includes(page)
        : true;
    if (fits) return point;
  }
  return undefined;
}

type Leaves = Map<string, LeafValue>;

function leavesOf(devices: readonly DeviceState[]): Leaves {
  const leaves: Leaves = new Map();
  for (const { schema, values } of devices) {
    schema.fields.forEach((field, i) => leaves.set(`${schema.device}/${field}`, values[i]));
  }
  return new Map([...leaves].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The leaves with the changes made to them, after checking that each change's `before` is there. */
function applied(leaves: Leaves, changes: readonly FieldChange[]): Leaves {
  const result = new Map(leaves);
  for (const { device, field, before, after } of changes) {
    const run = /^(.*)\[0x([0-9a-f]+)\]$/.exec(field);
    const key = `${device}/${run ? run[1] : field}`;
    if (run) {
      const start = parseInt(run[2], 16);
      const leaf = result.get(key) as Uint8Array;
      const end = start + ((before as Uint8Array | undefined)?.length ?? 0);
      assert.deepEqual(leaf.slice(start, end), before ?? new Uint8Array());
      const middle = (after as Uint8Array | undefined) ?? new Uint8Array();
      result.set(key, Uint8Array.from([...leaf.slice(0, start), ...middle, ...leaf.slice(end)]));
    } else {
      assert.deepEqual(result.get(key), before);
      if (after === undefined) result.delete(key);
      else result.set(key, after);
    }
  }
  return new Map([...result].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function randomLeaf(random: (below: number) => number): LeafValue {
  const leaves: LeafValue[] = [
    random(3),
    BigInt(random(3)),
    random(2) === 0,
    ['', 'a', 'b'][random(3)],
    null,
    Uint8Array.from({ length: random(20) }, () => random(2)),
    Uint8Array.from({ length: 17 + random(600) }, () => (random(40) === 0 ? 1 : 0)),
  ];
  return leaves[random(leaves.length)];
}

function randomDevices(random: (below: number) => number): DeviceState[] {
  const names = ['cpu.0', 'uart.0', 'nic.0'].filter(() => random(4) > 0);
  return names.map((device) => {
    const fields = ['a', 'b', 'c.d', 'c.e'].filter(() => random(3) > 0);
    return { schema: { device, fields }, values: fields.map(() => randomLeaf(random)) };
  });
}

/** The same devices with some leaves replaced and some bytes of byte leaves flipped. */
function mutated(
  devices: readonly DeviceState[],
  random: (below: number) => number,
): DeviceState[] {
  return devices.map(({ schema, values }) => ({
    schema,
    values: values.map((value) => {
      if (random(3) === 0) return randomLeaf(random);
      if (!(value instanceof Uint8Array)) return value;
      return value.map((byte) => (random(30) === 0 ? byte ^ 1 : byte));
    }),
  }));
}
