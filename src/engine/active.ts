import { KemariError } from '../core/errors';
import type { Crc32, MonotonicClock } from '../core/ports';
import type { Cause, Output, PhaseTimes } from '../core/syncPoint';
import type { InputSchedule } from '../machine/inputSchedule';
import type { Machine } from '../machine/machine';
import { takeCheckpoint } from './checkpoint';
import { FrameReader } from './frames';
import { GuestRun } from './guestRun';
import { HeldOutputs, type OutputSink } from './heldOutputs';
import type { Link } from './link';
import { PhaseStopwatch } from './phaseStopwatch';
import { causeOf, type TapPolicy } from './tapPolicy';
import type { TransactionBuffers } from './transactionBuffers';
import { TransactionEncoder } from './transactionEncoder';

/** A sync point that the passive has acknowledged, as its recorder gets it. */
export interface Commit {
  /** The transaction as it was sent, in one of the active's {@link TransactionBuffers}. */
  readonly transaction: Uint8Array;
  readonly epochStartUs: number;
  readonly timeUs: number;
  readonly phasesUs: PhaseTimes;
  readonly sentBytes: number;
}

/** Takes committed sync points, in order, beside the link. */
export interface CommitLog {
  /**
   * Takes over the buffer that the commit's transaction lies in, and gives it back to the active's
   * buffers when it has no more use for it.
   */
  append(commit: Commit, buffer: Uint8Array): void;
}

/** What an active consists of. */
export interface ActiveParts {
  readonly machine: Machine;
  readonly inputs: InputSchedule;
  readonly link: Link;
  readonly sink: OutputSink;
  readonly tap: TapPolicy;
  readonly buffers: TransactionBuffers;
  readonly log: CommitLog;
  readonly crc32: Crc32;
  readonly clock: MonotonicClock;
  /** Lets whatever else waits for this thread have its turn, such as a request to stop. */
  readonly yieldThread: () => Promise<void>;
}

/** When an active stops by itself; it always stops on a committed sync point or between two. */
export interface StopCondition {
  /** Sync points, counting point 0. */
  readonly points?: number;
  /** Microseconds since the recording began. */
  readonly afterUs?: number;
  /** Asked between sync points and between slices of the guest. */
  readonly requested: () => boolean;
}

/** What an active tells after each sync point. */
export interface ActiveProgress {
  /** Committed sync points. */
  readonly points: number;
  readonly guestTimeUs: number;
  /** Pages in the last one. */
  readonly pages: number;
}

/** The longest that the guest runs before the thread is yielded. */
const YIELD_AFTER_US = 50_000;

/**
 * The active, stop-and-copy: runs the guest until it causes output that is to be synchronized, stops
 * it, sends what changed, and lets the output out and the guest on when the passive has acknowledged.
 */
export class Active {
  readonly #parts: ActiveParts;
  readonly #guest: GuestRun;
  readonly #encoder: TransactionEncoder;
  readonly #answers: FrameReader;
  readonly #held = new HeldOutputs();
  readonly #originUs: number;
  /** Tapped outputs of the current epoch. */
  #tapped: Output[] = [];
  #points = 0;
  /** The last commit, until it is handed to the log. */
  #unlogged: { readonly commit: Commit; readonly buffer: Uint8Array } | undefined;

  /** The recording begins now. */
  constructor(parts: ActiveParts) {
    this.#parts = parts;
    this.#guest = new GuestRun(parts.machine, parts.inputs);
    this.#encoder = new TransactionEncoder(parts.crc32, parts.link);
    this.#answers = new FrameReader(parts.crc32, parts.link);
    this.#originUs = parts.clock();
  }

  /**
   * Sends the first image and protects the guest until it is time to stop. Call once. However it
   * ends, every committed sync point was handed to the log.
   * @throws KemariError of kind `input` if the link broke or the passive refused a transaction.
   */
  async run(stop: StopCondition, onProgress?: (progress: ActiveProgress) => void): Promise<void> {
    try {
      let cause: Cause | undefined = 'manual';
      do {
        const pages = await this.#epoch(cause, stop);
        if (pages !== undefined) {
          onProgress?.({
            points: this.#points,
            guestTimeUs: this.#guest.machine.virtualTimeUs,
            pages,
          });
        }
        cause = undefined;
      } while (!this.#isTime(stop));
    } finally {
      this.#handOver();
    }
  }

  /**
   * One epoch and its sync point.
   * @param cause of a sync point to be taken at once; undefined: run until one is asked for.
   * @returns pages sent, or undefined if it was time to stop before a sync point.
   */
  async #epoch(cause: Cause | undefined, stop: StopCondition): Promise<number | undefined> {
    const { link, clock, buffers, sink } = this.#parts;
    const buffer = await this.#buffer();
    const epochStartUs = this.#now();
    const syncCause = cause ?? (await this.#runGuest(stop));
    const timeUs = this.#now();
    if (!syncCause) {
      buffers.release(buffer);
      return undefined;
    }

    const transaction = this.#points;
    const stopwatch = new PhaseStopwatch(clock);
    const outputs = this.#tapped;
    this.#tapped = [];
    this.#held.hold(transaction, outputs);
    stopwatch.end('stop');

    const checkpoint = takeCheckpoint(
      this.#guest,
      {
        transaction,
        cause: syncCause,
        outputs,
        // Stop-and-copy: everything acknowledged was let out before the guest ran on.
        releasedBelow: transaction,
        scope: transaction === 0 ? 'image' : 'changes',
      },
      buffer,
      { encoder: this.#encoder, buffers },
      stopwatch,
    );
    await link.send(checkpoint.transaction);
    stopwatch.end('send');

    // The passive is at work now, so this costs the guest nothing.
    this.#handOver();
    await this.#acknowledgement(transaction);
    this.#points = transaction + 1;
    stopwatch.end('ack');

    // Committed: whatever the sink does, the log gets it. Its times still take in what follows.
    this.#unlogged = {
      buffer: checkpoint.buffer,
      commit: {
        transaction: checkpoint.transaction,
        epochStartUs,
        timeUs,
        phasesUs: stopwatch.times,
        sentBytes: checkpoint.transaction.length,
      },
    };
    this.#held.releaseBelow(transaction + 1, sink);
    stopwatch.end('resume');
    return checkpoint.pages;
  }

  /** A buffer for the next transaction. Waits for the log, if need be, while no epoch or pause runs. */
  async #buffer(): Promise<Uint8Array> {
    const { buffers } = this.#parts;
    const buffer = buffers.tryAcquire();
    if (buffer) return buffer;
    this.#handOver();
    return buffers.acquire();
  }

  /** Runs the guest to its next sync point; undefined if it was time to stop first. */
  async #runGuest(stop: StopCondition): Promise<Cause | undefined> {
    const { tap, clock, yieldThread } = this.#parts;
    let yieldedUs = clock();
    for (;;) {
      const outputs = await this.#guest.slice();
      for (const output of outputs) this.#tapped.push(output);
      const cause = outputs.length > 0 ? causeOf(tap, this.#tapped) : undefined;
      if (cause) return cause;
      // No sync point is near to hand it over beside, and a crash must not find it still here.
      this.#handOver();
      if (clock() - yieldedUs > YIELD_AFTER_US) {
        await yieldThread();
        yieldedUs = clock();
      }
      if (this.#isTime(stop)) return undefined;
    }
  }

  async #acknowledgement(transaction: number): Promise<void> {
    const { link } = this.#parts;
    const bytes = await link.receive();
    if (!bytes) {
      throw new KemariError(
        'input',
        `the link to ${link.peer} closed before transaction ${transaction} was acknowledged`,
      );
    }
    const frames = [...this.#answers.read(bytes)];
    for (const { type, transaction: refused, payload } of frames) {
      if (type !== 'nack') continue;
      const reason = new TextDecoder().decode(payload.slice());
      throw new KemariError('input', `${link.peer} refused transaction ${refused}: ${reason}`);
    }
    const [answer] = frames;
    if (frames.length !== 1 || answer.type !== 'ack' || answer.transaction !== transaction) {
      const found = frames.map((frame) => `${frame.type.toUpperCase()} ${frame.transaction}`);
      throw new KemariError(
        'input',
        `link from ${link.peer}: expected ACK ${transaction}, found ${found.join(', ') || 'nothing'}`,
      );
    }
  }

  /** Hands the last commit to the log, if it still waits. */
  #handOver(): void {
    if (!this.#unlogged) return;
    const { commit, buffer } = this.#unlogged;
    this.#unlogged = undefined;
    this.#parts.log.append(commit, buffer);
  }

  #isTime({ points, afterUs, requested }: StopCondition): boolean {
    return (
      (points !== undefined && this.#points >= points) ||
      (afterUs !== undefined && this.#now() >= afterUs) ||
      requested()
    );
  }

  #now(): number {
    return this.#parts.clock() - this.#originUs;
  }
}
