import { setImmediate as nextTurn } from 'node:timers/promises';
import type { UnprotectedRun } from '../analysis/report/unprotectedRun';
import { KemariError } from '../core/errors';
import { GuestRun } from '../engine/guestRun';
import { UnprotectedGuest } from '../engine/unprotectedGuest';
import type { V86Machine } from '../machine/v86/embeddedMachine';
import kernel from '../machine/v86/guest/kemari-guest.elf';
import {
  GUEST_DISK_BYTES,
  GUEST_MEMORY_BYTES,
  guestCommandLine,
  isWorkload,
  trafficFor,
  type WorkloadName,
} from '../machine/v86/guest/workloads';
import { createV86Machine } from '../machine/v86/v86Machine';
import { loadV86Image } from './v86Image';

/** Which guest to run, and what of its run to take the time of. */
export interface UnprotectedRequest {
  readonly workload: string;
  readonly seed: number;
  /** Instructions before the time is taken, and while it is. */
  readonly fromInstructions: number;
  readonly instructions: number;
  /** Folder with `v86.wasm`: the program's `dist/`. */
  readonly distribution: URL;
}

/** Who watches a run, and may end it. */
export interface UnprotectedWatch {
  /** Told how much is done, from 0 to 1. */
  readonly progress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** Instructions that one of the two guests runs before it is the other's turn. */
const TURN = 1_000_000;

/** A guest that did what was asked for in less time goes on, since so little cannot be measured. */
const LEAST_US = 400_000;

/**
 * Runs a guest without a passive, as it is and with log-dirty, in turns: so that whatever else the
 * computer does slows both down alike.
 *
 * @throws KemariError of kind `usage` if there is no such workload; `cancelled` after the signal.
 */
export async function runUnprotected(
  request: UnprotectedRequest,
  watch: UnprotectedWatch = {},
): Promise<UnprotectedRun> {
  const { workload, seed, fromInstructions } = request;
  if (!isWorkload(workload)) throw new KemariError('usage', `there is no workload "${workload}"`);
  const wasm = await loadV86Image(request.distribution);
  const plain = await TimedGuest.start(wasm, workload, seed, 'none');
  try {
    const logging = await TimedGuest.start(wasm, workload, seed, 'log-dirty');
    try {
      const turns = new Turns([plain, logging], request, watch);
      await turns.run(() => plain.timed >= fromInstructions);
      for (const guest of [plain, logging]) guest.beginTiming();
      await turns.run(() => plain.timed >= request.instructions && plain.us >= LEAST_US);
      return {
        workload,
        seed,
        fromInstructions,
        instructions: plain.timed,
        unprotectedUs: plain.us,
        // Both end behind the same instruction, but for the rest of a slice.
        logDirtyUs: logging.us * (plain.timed / logging.timed),
        epochs: logging.epochs,
      };
    } finally {
      logging.dispose();
    }
  } finally {
    plain.dispose();
  }
}

/** Lets guests run in turns. */
class Turns {
  #target = 0;

  constructor(
    private readonly guests: readonly TimedGuest[],
    private readonly request: UnprotectedRequest,
    private readonly watch: UnprotectedWatch,
  ) {}

  /** Gives every guest its turn until it is enough. */
  async run(enough: () => boolean): Promise<void> {
    const { signal, progress } = this.watch;
    const all = this.request.fromInstructions + this.request.instructions;
    while (!enough()) {
      this.#target += TURN;
      for (const guest of this.guests) await guest.runTo(this.#target);
      progress?.(Math.min(1, this.#target / all));
      await nextTurn();
      if (signal?.aborted) throw new KemariError('cancelled', 'the run was cancelled');
    }
  }
}

/** An unprotected guest whose runs are timed. */
class TimedGuest {
  readonly #machine: V86Machine;
  readonly #guest: UnprotectedGuest;
  readonly #logsDirty: boolean;
  #outputs = 0;
  #collectedAt = 0;
  #from = 0;
  #us = 0;
  #epochs = 0;

  private constructor(machine: V86Machine, workload: WorkloadName, seed: number, logs: boolean) {
    this.#machine = machine;
    this.#logsDirty = logs;
    const sink = { release: (): void => void this.#outputs++ };
    this.#guest = new UnprotectedGuest(new GuestRun(machine, trafficFor(workload, seed)), sink);
  }

  static async start(
    wasm: Uint8Array,
    workload: WorkloadName,
    seed: number,
    dirtyTracking: 'none' | 'log-dirty',
  ): Promise<TimedGuest> {
    const machine = await createV86Machine({
      wasm,
      kernel,
      commandLine: guestCommandLine({ workload, seed, memoryBytes: GUEST_MEMORY_BYTES }),
      memoryBytes: GUEST_MEMORY_BYTES,
      diskBytes: GUEST_DISK_BYTES,
      jit: true,
      // A machine that compares costs nothing until it is asked for its dirty pages.
      dirtyTracking: dirtyTracking === 'none' ? 'compare' : dirtyTracking,
    });
    const { method } = machine.dirtyTracking;
    if (dirtyTracking === 'log-dirty' && method !== 'log-dirty') {
      machine.dispose();
      throw new Error(`the machine finds dirty pages by ${method}, not by log-dirty`);
    }
    return new TimedGuest(machine, workload, seed, dirtyTracking === 'log-dirty');
  }

  /** Microseconds that it ran since then. */
  get us(): number {
    return this.#us;
  }

  /** Instructions since {@link beginTiming}, or since its start. */
  get timed(): number {
    return this.#machine.instructions - this.#from;
  }

  get epochs(): number {
    return this.#epochs;
  }

  beginTiming(): void {
    this.#from = this.#machine.instructions;
    this.#us = 0;
    this.#epochs = 0;
  }

  /** Runs up to this instruction, or some behind it. */
  async runTo(instructions: number): Promise<void> {
    const startMs = performance.now();
    await this.#guest.run(() => {
      this.#beginEpoch();
      return this.#machine.instructions >= instructions;
    });
    this.#us += (performance.now() - startMs) * 1000;
  }

  dispose(): void {
    this.#guest.dispose();
  }

  /** Where the guest has output something, a protected one would have a sync point. */
  #beginEpoch(): void {
    if (!this.#logsDirty || this.#outputs === this.#collectedAt) return;
    this.#collectedAt = this.#outputs;
    this.#machine.collectDirtyPages();
    this.#epochs++;
  }
}
