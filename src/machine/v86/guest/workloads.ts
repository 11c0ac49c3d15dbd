import { KemariError } from '../../../core/errors';
import type { InputSchedule } from '../../inputSchedule';
import { arpRequest, echoRequest, experimentalFrame } from './network';

/** What a workload does, and what its page map looks like. */
export interface WorkloadDescription {
  readonly name: string;
  /** One line for a list to pick from. */
  readonly description: string;
}

/**
 * The workloads of the embedded guest. Memory starts with the image, at 1 MiB: a handful of pages,
 * of which the stack and the counters are written at every step. What a workload works on lies from
 * 2 MiB to the end. Each step ends in an output, and so in a sync point.
 *
 * Every byte sent to the serial port is echoed, but for XOFF (0x13) and XON (0x11), which hold and
 * release the workload.
 */
export const WORKLOADS = [
  /** Two or three pages of the image blink once a second; all else stays as it was. */
  { name: 'idle', description: 'a heartbeat on the serial port, once a second' },
  /** The same few pages, at every byte of every line. */
  { name: 'counter', description: 'text lines on the serial port, counting' },
  /** A dot walks round a block of 32 pages at 2 MiB: the ring of receive buffers. */
  { name: 'netecho', description: 'answers ARP, ping, UDP and any other frame' },
  /** A dot that walks round a block of 8 pages: the records kept in memory; disk writes as outputs. */
  { name: 'disklog', description: 'a log on the disk, one sector a record, flushed now and then' },
  /** A band moves through all memory; on every second sweep it leaves zero pages behind. */
  { name: 'memwalk', description: 'a sweep over all memory, filling and clearing in turns' },
  /** Dots all over memory: a few always, some often, most hardly ever. */
  { name: 'hotset', description: 'rewrites scattered pages, a few of them very often (Zipf)' },
  /**
   * A small block (A), then two large ones (B, C) with the teeth of a saw: of every eight pages the
   * first soon stays untouched, the next a little later, and so on, as the matrices are triangular.
   * Combs of every eighth page run down these columns, in one block and then in the other.
   */
  { name: 'matrix', description: 'multiplies matrices tile by tile over a large working set' },
  /** A slow band in the first half, dots in the third quarter, two small rings behind them. */
  { name: 'mixed', description: 'sweep, hot set, disk log and network, all interleaved' },
] as const satisfies readonly WorkloadDescription[];

/** The name of a workload of the embedded guest. */
export type WorkloadName = (typeof WORKLOADS)[number]['name'];

/** Memory that the workloads are made for; they work with 8 MiB and more. */
export const GUEST_MEMORY_BYTES = 32 * 2 ** 20;

/** Disk of 2,048 sectors, around which `disklog` writes. */
export const GUEST_DISK_BYTES = 2 ** 20;

/** Whether the guest knows a workload of this name. */
export function isWorkload(name: string): name is WorkloadName {
  return WORKLOADS.some((workload) => workload.name === name);
}

/** What {@link guestCommandLine} puts into words. */
export interface GuestParameters {
  readonly workload: WorkloadName;
  /** A whole number from 0 to 2^32 - 1. The same seed gives the same run. */
  readonly seed: number;
  /** What the machine has; a whole number of MiB, at least 8. */
  readonly memoryBytes: number;
  /** About how many pages a step of a memory workload writes; 64 if not given. */
  readonly pages?: number;
  /** Steps a second of guest time, up to 1,000; 0 for as many as there can be; else the workload's. */
  readonly rate?: number;
}

/**
 * The multiboot command line that makes the guest run a workload.
 * @throws KemariError of kind `usage` if a number is out of its range.
 */
export function guestCommandLine(parameters: GuestParameters): string {
  const { workload, seed, memoryBytes, pages, rate } = parameters;
  const words = [
    `workload=${workload}`,
    `seed=${inRange('seed', seed, 0, 2 ** 32 - 1)}`,
    `mem=${inRange('guest memory in MiB', memoryBytes / 2 ** 20, 8, 3072)}`,
  ];
  if (pages !== undefined) words.push(`pages=${inRange('pages a step', pages, 1, 2 ** 20)}`);
  if (rate !== undefined) words.push(`rate=${inRange('steps a second', rate, 0, 1000)}`);
  return words.join(' ');
}

function inRange(what: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new KemariError(
      'usage',
      `${what} must be a whole number from ${least} to ${most}, not ${value}`,
    );
  }
  return value;
}

/** By when every workload has set its devices up, in microseconds of guest time. */
const TRAFFIC_START_US = 20_000;

/** Between two frames, in microseconds of guest time. */
const TRAFFIC_PERIOD_US: Partial<Record<WorkloadName, number>> = { netecho: 5_000, mixed: 50_000 };

/**
 * What a client on the network sends to the workload: it asks for the guest's address, then pings it
 * again and again, with an unknown kind of frame in between. A workload that does not listen is sent
 * nothing.
 */
export function trafficFor(workload: WorkloadName, seed: number): InputSchedule {
  const periodUs = TRAFFIC_PERIOD_US[workload];
  if (periodUs === undefined) return { next: () => undefined };
  return {
    next(afterUs) {
      const sequence = Math.max(0, Math.floor((afterUs - TRAFFIC_START_US) / periodUs) + 1);
      return {
        atUs: TRAFFIC_START_US + sequence * periodUs,
        input: { kind: 'net-rx', frame: clientFrame(seed, sequence) },
      };
    },
  };
}

/** Every this many-th frame is of an unknown kind. */
const EXPERIMENTAL_EVERY = 8;

/** As long as what `ping` sends. */
const PING_DATA_BYTES = 56;

function clientFrame(seed: number, sequence: number): Uint8Array {
  if (sequence === 0) return arpRequest();
  const data = pseudorandomBytes(seed ^ Math.imul(sequence, 0x9e3779b1), PING_DATA_BYTES);
  return sequence % EXPERIMENTAL_EVERY === 0
    ? experimentalFrame(data)
    : echoRequest(seed, sequence, data);
}

/** A linear congruential generator's high bytes. */
function pseudorandomBytes(seed: number, length: number): Uint8Array {
  let state = seed >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}
