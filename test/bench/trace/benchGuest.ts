import { readFile } from 'node:fs/promises';
import type { DeviceSchema, DeviceState } from '../../../src/core/deviceState';
import { asGuestAddress, PAGE_SIZE } from '../../../src/core/gfn';
import { PageSpace } from '../../../src/core/guestMemory';
import type { RecordedPoint } from '../../../src/trace/trace';
import { seededNumbers } from '../../support/randomTrace';

const GUEST_BYTES = 128 << 20;
const DEVICES = 24;
const FIELDS = 160;
/** Devices that change at each point, beside the card. */
const CHANGING = 6;
const CARD_BYTES = 32 << 10;

/** The memory of the guest that the bench records. */
export const BENCH_SPACE = new PageSpace([
  { name: 'ram', start: asGuestAddress(0), bytes: GUEST_BYTES },
]);

/** What the bench's guest does. */
export interface BenchGuest {
  readonly points: number;
  /** Dirty pages of a point. */
  readonly dirtyPages: number;
  /** How many of them get bytes that cannot be compressed; none unless told. */
  readonly noisyPages?: number;
  /** Whether only one device changes at each point, not seven with a network card's memory. */
  readonly idleDevices?: boolean;
}

/**
 * Sync points of a guest with real bytes in its memory (a quarter zeros, the rest pages of Node's own
 * executable), a zipf-like hot set and 89 KB of device state. Mostly a few words of a page change; one
 * time in forty it gets other contents, one time in a hundred it is cleared.
 *
 * What is handed out is valid until the next is asked for.
 */
export async function* benchPoints({
  points,
  dirtyPages,
  noisyPages = 0,
  idleDevices = false,
}: BenchGuest): AsyncGenerator<RecordedPoint, void, void> {
  const random = seededNumbers(2009);
  const bytes = new Uint8Array(await readFile(process.execPath));
  const contents = Math.floor(bytes.length / PAGE_SIZE);
  const { pageCount } = BENCH_SPACE;
  const memory = new Uint8Array(GUEST_BYTES);
  const pageOf = (index: number): Uint8Array =>
    memory.subarray(index * PAGE_SIZE, (index + 1) * PAGE_SIZE);
  const rewrite = (index: number): void => {
    const from = random(contents) * PAGE_SIZE;
    pageOf(index).set(bytes.subarray(from, from + PAGE_SIZE));
  };
  for (let index = 0; index < pageCount; index++) if (random(4) > 0) rewrite(index);
  const noise = Float64Array.from({ length: noisyPages > 0 ? 1 << 21 : 0 }, () => random(2 ** 30));
  const makeNoise = (index: number): void => {
    const from = random(noise.length - PAGE_SIZE / 8);
    pageOf(index).set(new Uint8Array(noise.buffer, from * 8, PAGE_SIZE));
  };
  let devices = firstDevices();
  for (let point = 0; point < points; point++) {
    const indexes = new Set<number>();
    while (point > 0 && indexes.size < dirtyPages) indexes.add(zipf(random, pageCount));
    let noisy = noisyPages;
    for (const index of indexes) {
      if (noisy-- > 0) makeNoise(index);
      else change(pageOf(index), index, random, rewrite);
    }
    if (point > 0) devices = nextDevices(devices, idleDevices ? 1 : CHANGING, random);
    const gfns =
      point === 0
        ? Uint32Array.from({ length: pageCount }, (_, i) => i)
        : Uint32Array.from(indexes).sort();
    const pages = point === 0 ? memory : new Uint8Array(gfns.length * PAGE_SIZE);
    if (point > 0) gfns.forEach((index, i) => pages.set(pageOf(index), i * PAGE_SIZE));
    yield {
      epochStartUs: point * 5000,
      timeUs: point * 5000 + 4000 + random(900),
      cause: point === 0 ? 'manual' : 'net-tx',
      outputs: point === 0 ? [] : [{ kind: 'net-tx', data: bytes.slice(point, point + 60) }],
      phasesUs: {
        stop: random(5),
        collect: random(80),
        devices: random(300),
        copy: random(500),
        send: random(200),
        ack: random(400),
        resume: random(5),
      },
      sentBytes: pages.length,
      gfns,
      pages,
      devices,
    };
  }
}

type Random = (below: number) => number;

/** Falls on low numbers much more often than on high ones: rank r about once in r. */
function zipf(random: Random, below: number): number {
  const rank = Math.floor(below ** (random(2 ** 30) / 2 ** 30)) - 1;
  // Hot pages lie scattered, as a guest's do.
  return (rank * 7919) % below;
}

function change(
  page: Uint8Array,
  index: number,
  random: Random,
  rewrite: (index: number) => void,
): void {
  const what = random(200);
  if (what < 2) page.fill(0);
  else if (what < 7) rewrite(index);
  else {
    for (let words = 1 + random(6); words > 0; words--) {
      const at = random(PAGE_SIZE / 8) * 8;
      for (let byte = 0; byte < 4; byte++) page[at + byte] = random(256);
    }
  }
}

function firstDevices(): readonly DeviceState[] {
  const numbered = Array.from({ length: DEVICES }, (_, device): DeviceState => {
    const fields = Array.from({ length: FIELDS }, (_, field) => `registers.${field}`);
    const schema: DeviceSchema = { device: `device.${device}`, fields };
    return { schema, values: fields.map((_, field) => field * 1001) };
  });
  const card: DeviceSchema = { device: 'card.0', fields: ['memory', 'ring'] };
  return [
    ...numbered,
    { schema: card, values: [new Uint8Array(CARD_BYTES), new Uint8Array(CARD_BYTES)] },
  ];
}

function nextDevices(
  before: readonly DeviceState[],
  changing: number,
  random: Random,
): readonly DeviceState[] {
  return before.map((device, number): DeviceState => {
    if (number >= changing && (number < DEVICES || changing < CHANGING)) return device;
    const values = [...device.values];
    if (number < DEVICES) {
      for (let i = 0; i < 8; i++) values[random(FIELDS)] = random(2 ** 31);
    } else {
      const memory = (values[0] as Uint8Array).slice();
      const at = random(CARD_BYTES - 64);
      for (let i = 0; i < 64; i++) memory[at + i] = random(256);
      values[0] = memory;
    }
    return { schema: device.schema, values };
  });
}
