import type { DeviceSchema, DeviceState, LeafValue } from '../../src/core/deviceState';
import { asGuestAddress, PAGE_SIZE } from '../../src/core/gfn';
import { PageSpace } from '../../src/core/guestMemory';
import { CAUSES, OUTPUT_KINDS, type Output } from '../../src/core/syncPoint';
import type { RecordedPoint } from '../../src/trace/trace';
import type { NewTraceHeader } from '../../src/trace/traceWriter';
import { seededNumbers } from './randomTrace';

/** What a generated guest does. */
export interface GuestOptions {
  readonly seed: number;
  /** Sync points, counting point 0. */
  readonly points: number;
  readonly space?: PageSpace;
  /** Most dirty pages of a point. */
  readonly dirtyPages?: number;
}

/** 1 MiB of low memory, and 1 MiB behind a hole. */
export const SMALL_SPACE = new PageSpace([
  { name: 'low', start: asGuestAddress(0), bytes: 1 << 20 },
  { name: 'high', start: asGuestAddress(0x1000000), bytes: 1 << 20 },
]);

/** The header of a generated trace. */
export function traceHeader(options: Partial<NewTraceHeader> = {}): NewTraceHeader {
  return {
    writer: 'kemari test',
    uuid: '01234567-89ab-4cde-8f01-23456789abcd',
    pages: SMALL_SPACE,
    machine: 'generated',
    workload: 'random',
    mode: 'stop-and-copy',
    startedAtMs: 1_700_000_000_000,
    ...options,
  };
}

/**
 * Sync points of a guest that does a bit of everything: counters in a hot set, sparse and dense
 * rewrites, pages cleared and pages written with what they held. The same for the same seed.
 */
export function* generatePoints(options: GuestOptions): Generator<RecordedPoint, void, void> {
  const { seed, points, space = SMALL_SPACE, dirtyPages = 20 } = options;
  const random = seededNumbers(seed);
  const memory = new Map<number, Uint8Array>();
  let devices = firstDevices(random);
  // A trace keeps whole nanoseconds.
  let timeNs = 0;
  for (let point = 0; point < points; point++) {
    const count = point === 0 ? Math.floor(space.pageCount / 3) : random(dirtyPages + 1);
    const indexes = new Set<number>();
    // The product of two random numbers falls on low pages most of the time.
    const spread = Math.ceil(Math.sqrt(space.pageCount));
    for (let i = 0; i < count; i++) {
      indexes.add(Math.min(space.pageCount - 1, random(spread) * random(spread)));
    }
    const gfns = Uint32Array.from(indexes, (index) => space.gfnAt(index)).sort();
    const pages = new Uint8Array(gfns.length * PAGE_SIZE);
    gfns.forEach((gfn, i) => {
      const page = changedPage(memory.get(gfn) ?? new Uint8Array(PAGE_SIZE), random);
      memory.set(gfn, page);
      pages.set(page, i * PAGE_SIZE);
    });
    if (point > 0) devices = changedDevices(devices, random);
    const epochStartUs = timeNs / 1000;
    timeNs += 1 + random(10_000_000);
    const phase = (): number => random(1_000_000) / 1000;
    yield {
      epochStartUs,
      timeUs: timeNs / 1000,
      cause: point === 0 ? 'manual' : CAUSES[random(CAUSES.length)],
      outputs: Array.from({ length: random(3) }, () => output(random)),
      phasesUs: {
        stop: phase(),
        collect: phase(),
        devices: phase(),
        copy: phase(),
        send: phase(),
        ack: phase(),
        resume: phase(),
      },
      sentBytes: random(1 << 20),
      gfns,
      pages,
      devices,
    };
  }
}

type Random = (below: number) => number;

function changedPage(before: Uint8Array, random: Random): Uint8Array {
  const page = before.slice();
  switch (random(8)) {
    case 0:
      return page;
    case 1:
      return page.fill(0);
    case 2: {
      for (let i = 0; i < PAGE_SIZE; i++) page[i] = random(256);
      return page;
    }
    case 3: {
      for (let i = random(300); i > 0; i--) page[random(PAGE_SIZE)] = random(256);
      return page;
    }
    default: {
      page[random(64) * 64] += 1 + random(255);
      return page;
    }
  }
}

function output(random: Random): Output {
  const kind = OUTPUT_KINDS[random(OUTPUT_KINDS.length)];
  const data = Uint8Array.from({ length: random(300) }, () => random(256));
  return kind === 'disk-write' ? { kind, data, diskOffset: random(2 ** 31) * 512 } : { kind, data };
}

const CPU: DeviceSchema = {
  device: 'cpu.0',
  fields: ['regs.eax', 'regs.eip', 'tsc', 'halted', 'fpu.st0', 'mode', 'pending'],
};
const NIC: DeviceSchema = { device: 'nic.0', fields: ['mac', 'memory', 'irq'] };
const IDLE: DeviceSchema = { device: 'rtc.0', fields: ['cmos'] };
const USB: DeviceSchema = { device: 'usb.0', fields: ['port'] };

/** Values that a careless encoding would lose. */
const AWKWARD: readonly LeafValue[] = [
  null,
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  0.1,
  5e-324,
  -1,
  2 ** 53 - 1,
  -(2 ** 53 - 1),
  2 ** 53,
  0n,
  -1n,
  2n ** 64n - 1n,
  -(2n ** 200n),
  '',
  'protected',
  '\u{1f4a1} \ufeff',
  '\ud800 alone',
  true,
  false,
  new Uint8Array(0),
  Uint8Array.of(1, 2, 3),
];

function firstDevices(random: Random): readonly DeviceState[] {
  return [
    { schema: CPU, values: [0, 0x7c00, 0n, false, 0.5, 'real', null] },
    { schema: NIC, values: [Uint8Array.of(2, 0, 0, 0, 0, 1), new Uint8Array(2048), 11] },
    { schema: IDLE, values: [Uint8Array.from({ length: 128 }, () => random(256))] },
  ];
}

function changedDevices(before: readonly DeviceState[], random: Random): readonly DeviceState[] {
  const after = before.map((device): DeviceState => {
    if (device.schema === IDLE || random(3) === 0) return device;
    const values = [...device.values];
    if (device.schema === NIC) {
      const memory = (values[1] as Uint8Array).slice();
      for (let i = random(40); i > 0; i--) memory[random(memory.length)] = random(256);
      values[1] = memory;
    } else values[random(values.length)] = AWKWARD[random(AWKWARD.length)];
    return { schema: device.schema, values };
  });
  // A device is plugged in or out now and then.
  if (random(40) > 0) return after;
  const plugged = after.find(({ schema }) => schema.device === 'usb.0');
  if (plugged) return after.filter((device) => device !== plugged);
  return [after[0], { schema: USB, values: [random(4)] }, ...after.slice(1)];
}
