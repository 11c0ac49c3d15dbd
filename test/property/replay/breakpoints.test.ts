import assert from 'node:assert/strict';
import type { LeafValue } from '../../../src/core/deviceState';
import { asGfn, asGuestAddress, PAGE_SIZE } from '../../../src/core/gfn';
import { CAUSES, type Cause, type PhaseTimes } from '../../../src/core/syncPoint';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { Breakpoint, findHit, type Hit } from '../../../src/replay/breakpoints';
import { parseHitCondition } from '../../../src/replay/hitCondition';
import {
  both,
  ofCause,
  ofChangedBytes,
  ofChangedField,
  ofDirtyPages,
  ofPauseAbove,
  type PointMatcher,
} from '../../../src/replay/pointMatcher';
import type { Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import type { MemoryTrace } from '../../support/memoryTrace';
import { randomPoints, randomTrace, seededNumbers } from '../../support/randomTrace';
import { traceHeader, writeTrace } from '../../support/traces';

const SEEDS = Array.from({ length: 12 }, (_, seed) => seed + 1);
/** More than one segment of the file, and runs of a search backward. */
const POINTS = 600;
/** More than are looked at together, and than hits are counted at once. */
const MANY_POINTS = 20_000;

const NO_TIME: PhaseTimes = {
  ...{ stop: 0, collect: 0, devices: 0, copy: 0, send: 0, ack: 0, resume: 0 },
};

type Random = (below: number) => number;

/** Whether something is so at a point, found by looking at the point alone. */
type Oracle = (trace: MemoryTrace, point: number) => Promise<boolean>;

interface Case {
  readonly matcher: PointMatcher;
  readonly isSo: Oracle;
}

describe('breakpoints against a walk point by point', () => {
  for (const seed of SEEDS) {
    it(`stop where the walk does, in both directions (seed ${seed})`, async () => {
      const { trace, oracle } = await recorded(seed);
      const random = seededNumbers(seed);
      for (let round = 0; round < 6; round++) {
        const cases = Array.from({ length: 1 + random(4) }, () => {
          const one = randomCase(random);
          return {
            ...(random(3) === 0 ? joined(one, randomCase(random)) : one),
            hits: random(2) === 0 ? randomHits(random) : undefined,
          };
        });
        const breakpoints = cases.map(
          ({ matcher, hits }, id) =>
            new Breakpoint(id, matcher, hits === undefined ? undefined : parseHitCondition(hits)),
        );
        const hit = await hitsOf(oracle, cases);
        for (const from of [0, random(POINTS), random(POINTS), POINTS - 1]) {
          for (const direction of ['forward', 'backward'] as const) {
            const reached: number[] = [];
            const found = await findHit(trace, breakpoints, from, direction, {
              onReached: (point) => reached.push(point),
            });
            const way = direction === 'forward' ? 1 : -1;
            const expected = walk(hit, from, way);
            assert.deepEqual(found, expected, `${direction} from ${from}`);
            const end = expected?.point ?? (way === 1 ? POINTS : -1);
            assert.ok(reached.every((point) => (end - point) * way > 0));
          }
        }
      }
    });
  }
});

describe('breakpoints in a long trace', () => {
  it('stop where a look at all points says, also where a hit is rare or counted', async () => {
    const random = seededNumbers(7);
    const causes = Array.from({ length: MANY_POINTS }, (_, point): Cause => {
      if (point === 11_111 || point === 17_000) return 'timer';
      return random(3) === 0 ? 'net-tx' : 'serial-tx';
    });
    const stallAt = 12_345;
    const points = causes.map((cause, point) => ({
      ...{ epochStartUs: point * 10, timeUs: point * 10 + 5, cause, outputs: [], sentBytes: 0 },
      phasesUs: { ...NO_TIME, copy: point === stallAt ? 900 : 1 },
      ...{ gfns: new Uint32Array(), pages: new Uint8Array(), devices: [] },
    }));
    const file = await writeTrace(points);
    const trace = await openTrace(file, await loadTracePlatform());
    const pointsOf = (cause: Cause) => causes.flatMap((each, i) => (each === cause ? [i] : []));
    for (const [matcher, hits, expected] of [
      [ofCause('timer'), undefined, [11_111, 17_000]],
      [ofPauseAbove(100), undefined, [stallAt]],
      [ofPauseAbove(900), undefined, []],
      [ofCause('irqchip'), undefined, []],
      [ofCause('net-tx'), '% 1500', pointsOf('net-tx').filter((_, i) => i % 1500 === 1499)],
      [ofCause('net-tx'), '4000', [pointsOf('net-tx')[3999]!]],
    ] as const) {
      const breakpoint = new Breakpoint(
        1,
        matcher,
        hits === undefined ? undefined : parseHitCondition(hits),
      );
      for (const direction of ['backward', 'forward'] as const) {
        const found: number[] = [];
        let at = direction === 'forward' ? 0 : MANY_POINTS - 1;
        for (;;) {
          const hit = await findHit(trace, [breakpoint], at, direction);
          if (hit === undefined) break;
          found.push((at = hit.point));
        }
        assert.deepEqual(direction === 'forward' ? found : found.reverse(), expected, direction);
      }
    }
  });
});

async function recorded(seed: number): Promise<{ trace: Trace; oracle: MemoryTrace }> {
  const oracle = randomTrace(seed, POINTS);
  const header = traceHeader({ pages: oracle.header.pages });
  const file = await writeTrace(randomPoints(seed, POINTS), { header });
  return { trace: await openTrace(file, await loadTracePlatform()), oracle };
}

/** For each point, which of the cases are hit there. */
async function hitsOf(
  oracle: MemoryTrace,
  cases: readonly (Case & { readonly hits: string | undefined })[],
): Promise<number[][]> {
  const counts = cases.map(() => 0);
  const hit: number[][] = [];
  for (let point = 0; point < POINTS; point++) {
    const ids: number[] = [];
    for (const [id, { isSo, hits }] of cases.entries()) {
      if (!(await isSo(oracle, point))) continue;
      counts[id]!++;
      if (hits === undefined || countsAs(hits, counts[id]!)) ids.push(id);
    }
    hit.push(ids);
  }
  return hit;
}

/** The same as a hit condition, said anew. */
function countsAs(text: string, hit: number): boolean {
  const [operator, value] = text.split(' ') as [string, string | undefined];
  switch (operator) {
    case '%':
      return hit % Number(value) === 0;
    case '>=':
      return hit >= Number(value);
    case '<':
      return hit < Number(value);
    default:
      return hit === Number(operator);
  }
}

function walk(hit: readonly number[][], from: number, way: number): Hit | undefined {
  for (let point = from + way; point >= 0 && point < POINTS; point += way) {
    if (hit[point]!.length > 0) return { point, ids: hit[point]! };
  }
  return undefined;
}

function randomHits(random: Random): string {
  const value = 1 + random(40);
  return [`${value}`, `>= ${value}`, `% ${value}`, `< ${value}`][random(4)]!;
}

function joined(one: Case, other: Case): Case {
  return {
    matcher: both(one.matcher, other.matcher),
    isSo: async (trace, point) =>
      (await one.isSo(trace, point)) && (await other.isSo(trace, point)),
  };
}

function randomCase(random: Random): Case {
  switch (random(6)) {
    case 0: {
      const cause = CAUSES[random(CAUSES.length)]!;
      return {
        matcher: ofCause(cause),
        isSo: async (trace, point) => (await trace.point(point)).cause === cause,
      };
    }
    case 1: {
      const us = 800 + random(2500);
      return {
        matcher: ofPauseAbove(us),
        isSo: async (trace, point) => (await trace.point(point)).pauseUs > us,
      };
    }
    case 2: {
      const first = [0, 256][random(2)]! + random(12);
      const last = first + random(6);
      return {
        matcher: ofDirtyPages(asGfn(first), asGfn(last)),
        isSo: async (trace, point) =>
          (await trace.dirtyPages(point)).gfns.some((gfn) => gfn >= first && gfn <= last),
      };
    }
    case 3: {
      const start = ([0, 256][random(2)]! + random(12)) * PAGE_SIZE + random(3);
      const bytes = 1 + random(random(2) === 0 ? 4 : 3 * PAGE_SIZE);
      return {
        matcher: ofChangedBytes(asGuestAddress(start), bytes),
        isSo: async (trace, point) =>
          point > 0 &&
          Buffer.compare(
            await memoryOf(trace, point - 1, start, bytes),
            await memoryOf(trace, point, start, bytes),
          ) !== 0,
      };
    }
    default: {
      const [device, path] = (
        [
          ['cpu.0', 'halted'],
          ['cpu.0', 'regs'],
          ['cpu.0', ''],
          ['nic.0', 'memory'],
          ['nic.0', 'mac'],
          ['nic.1', 'mac'],
        ] as const
      )[random(6)]!;
      return {
        matcher: ofChangedField(device, path),
        isSo: async (trace, point) =>
          point > 0 &&
          JSON.stringify(await leavesOf(trace, point - 1, device, path), bigints) !==
            JSON.stringify(await leavesOf(trace, point, device, path), bigints),
      };
    }
  }
}

async function memoryOf(
  trace: MemoryTrace,
  at: number,
  start: number,
  bytes: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let gfn = Math.floor(start / PAGE_SIZE); gfn * PAGE_SIZE < start + bytes; gfn++) {
    const page = await trace.page(asGfn(gfn), at);
    parts.push(
      page.bytes.subarray(
        Math.max(0, start - gfn * PAGE_SIZE),
        Math.min(PAGE_SIZE, start + bytes - gfn * PAGE_SIZE),
      ),
    );
  }
  return Buffer.concat(parts);
}

async function leavesOf(
  trace: MemoryTrace,
  at: number,
  device: string,
  path: string,
): Promise<LeafValue[]> {
  const state = (await trace.devices(at)).find(({ schema }) => schema.device === device);
  return (state?.values ?? []).filter((_, i) => {
    const field = state!.schema.fields[i]!;
    return path === '' || field === path || field.startsWith(`${path}.`);
  });
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
