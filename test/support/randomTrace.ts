import type { DeviceSchema, DeviceState } from '../../src/core/deviceState';
import { PAGE_SIZE } from '../../src/core/gfn';
import type { PageWriter, PageWriters } from '../../src/core/pageWriter';
import { OUTPUT_KINDS, PHASES, type PhaseTimes } from '../../src/core/syncPoint';
import type { RecordedPoint } from '../../src/trace/trace';
import { MemoryTrace } from './memoryTrace';

/** Whole numbers in [0, below), the same for the same seed (mulberry32). */
export function seededNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const CPU: DeviceSchema = { device: 'cpu.0', fields: ['regs.eip', 'halted', 'tsc'] };
const NIC: DeviceSchema = { device: 'nic.0', fields: ['mac', 'memory'] };

/**
 * A trace of few pages with few different contents, so that pages are often written with what they
 * held, come back to it, or become zero.
 */
export function randomTrace(seed: number, points: number): MemoryTrace {
  return new MemoryTrace(randomPoints(seed, points));
}

/** The points of {@link randomTrace}. */
export function randomPoints(seed: number, points: number): RecordedPoint[] {
  const random = seededNumbers(seed);
  const randomWriter = seededNumbers(~seed);
  let timeUs = 0;
  let devices: readonly DeviceState[] = [
    { schema: CPU, values: [0, false, 0n] },
    { schema: NIC, values: [Uint8Array.of(2, 0, 0, 0, 0, 1), new Uint8Array(256)] },
  ];
  return Array.from({ length: points }, (_, point) => {
    const kind = OUTPUT_KINDS[random(OUTPUT_KINDS.length)];
    const gfns = Uint32Array.from([
      ...new Set(Array.from({ length: random(6) }, () => [0, 256][random(2)] + random(12))),
    ]).sort();
    const pages = new Uint8Array(gfns.length * PAGE_SIZE);
    for (let i = 0; i < gfns.length; i++) pages[i * PAGE_SIZE + random(2)] = random(3);
    const phases = Object.fromEntries(PHASES.map((phase) => [phase, 1 + random(500)]));
    const epochStartUs = timeUs;
    timeUs += 100 + random(5000);
    if (point > 0) devices = stepDevices(devices, random);
    const cause = point === 0 ? 'manual' : random(4) === 0 ? 'timer' : kind;
    return {
      epochStartUs,
      timeUs,
      cause,
      outputs: cause === kind ? [{ kind, data: new Uint8Array(1 + random(60)).fill(0x41) }] : [],
      phasesUs: phases as PhaseTimes,
      sentBytes: gfns.length * PAGE_SIZE + random(900),
      gfns,
      pages,
      devices,
      writers: randomWriters(gfns.length, randomWriter),
    };
  });
}

/** None at some points, and none known of some pages. */
function randomWriters(pages: number, random: (below: number) => number): PageWriters | undefined {
  if (random(4) === 0) return undefined;
  const list = Array.from({ length: random(4) }, (): PageWriter => {
    const address = [0x10_0000, 0xffff_0000][random(2)] + random(2 ** 16);
    return random(3) === 0
      ? { kind: 'device', device: NIC.device }
      : { kind: 'instruction', address };
  });
  return { of: Uint32Array.from({ length: pages }, () => random(list.length + 1)), list };
}

function stepDevices(
  [, nic]: readonly DeviceState[],
  random: (below: number) => number,
): readonly DeviceState[] {
  const tsc = BigInt(random(2 ** 31)) << 24n;
  const newCpu = { schema: CPU, values: [random(2 ** 32), random(2) === 0, tsc] };
  if (random(3) > 0) return [newCpu, nic];
  const memory = (nic.values[1] as Uint8Array).slice();
  for (let i = random(6); i >= 0; i--) memory[random(memory.length)] = random(256);
  return [newCpu, { schema: NIC, values: [nic.values[0], memory] }];
}
