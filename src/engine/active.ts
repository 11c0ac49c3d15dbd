import type { Crc32, MonotonicClock } from '../core/ports';
import type { Cause, Output, PhaseTimes } from '../core/syncPoint';
import type { InputSchedule } from '../machine/inputSchedule';
import type { Machine } from '../machine/machine';
import { Checkpoint } from './checkpoint';
import { GuestRun } from './guestRun';
import { HeldOutputs, type OutputSink } from './heldOutputs';
import { InFlight } from './inFlight';
import type { Link } from './link';
import { PhaseStopwatch } from './phaseStopwatch';
import { PIPELINE_LIMITS, type PipelineLimits, type SyncMode } from './syncMode';
import { SyncPointDue } from './syncPointDue';
import { travels, type TapPolicy } from './tapPolicy';
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
  /** Who wrote each of the transaction's pages first; see {@link Machine.firstWriters}. */
  readonly writers?: Uint32Array | undefined;
}

/** Takes committed sync points, in order, beside the link. */
export interface CommitLog {
  /**
   * Takes over the buffer that the commit's transaction lies in, and gives it back to the active's
   * buffers when it has no more use for it.
   */
  append(commit: Commit, buffer: Uint8Array): void;
}

/** A guest that ran before it was protected, whose memory and disk went over the link meanwhile. */
export interface SentAhead {
  /** See {@link GuestRun.inputCursorUs}. */
  readonly inputCursorUs: number;
  readonly sentBytes: number;
}

/** What an active consists of. */
export interface ActiveParts {
  readonly machine: Machine;
  readonly inputs: InputSchedule;
  /** Undefined: the guest has not run yet, and transaction 0 is the whole image. */
  readonly ahead?: SentAhead | undefined;
  readonly link: Link;
  readonly sink: OutputSink;
  readonly tap: TapPolicy;
  /** How it synchronizes; by stop-and-copy unless told. */
  readonly mode?: SyncMode;
  /** Guest time for which an output waits for others that share its sync point; none unless told. */
  readonly coalesceUs?: number | undefined;
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

/** Guest time in a slice after which the clock is to be looked at, or pages are to be copied. */
const SHORT_SLICE_US = 1_000;

/** A sync point that was taken and is not acknowledged. */
interface TakenPoint {
  readonly transaction: number;
  readonly checkpoint: Checkpoint;
  readonly epochStartUs: number;
  readonly timeUs: number;
  readonly stopwatch: PhaseStopwatch;
  /** Whether the guest stands still until it is acknowledged. */
  readonly standsStill: boolean;
}

/** A sync point whose transaction is on its way. */
interface SentPoint extends TakenPoint {
  readonly bytes: Uint8Array;
}

/**
 * The active: runs the guest until a sync point is due, sends what changed, and lets the output out
 * when the passive has acknowledged. By stop-and-copy the guest stands still until then; pipelined, it
 * goes on at once, and its thread copies pages in turns with it.
 */
export class Active {
  readonly #parts: ActiveParts;
  readonly #mode: SyncMode;
  readonly #limits: PipelineLimits;
  readonly #guest: GuestRun;
  readonly #due: SyncPointDue;
  readonly #encoder: TransactionEncoder;
  readonly #inFlight: InFlight<SentPoint>;
  readonly #held = new HeldOutputs();
  readonly #originUs: number;
  /** Outputs of the current epoch that travel with its sync point. */
  #tapped: Output[] = [];
  /** Sync points taken. */
  #taken = 0;
  /** Sync points acknowledged. */
  #points = 0;
  /** Pages of the last of them. */
  #pages = 0;
  /** The sync point whose pages are being copied while the guest runs. */
  #underWay: TakenPoint | undefined;
  /** Commits until they are handed to the log, in order. */
  #unlogged: { readonly commit: Commit; readonly buffer: Uint8Array }[] = [];

  /** The recording begins now. */
  constructor(parts: ActiveParts) {
    const { machine, inputs, link, crc32, clock, buffers, tap } = parts;
    this.#parts = parts;
    this.#mode = parts.mode ?? { kind: 'stop-and-copy' };
    this.#limits = { ...PIPELINE_LIMITS, ...this.#mode };
    this.#guest = new GuestRun(machine, inputs, parts.ahead?.inputCursorUs);
    this.#due = new SyncPointDue(this.#mode, tap, parts.coalesceUs);
    this.#encoder = new TransactionEncoder(crc32, link);
    this.#inFlight = new InFlight(link, crc32, {
      committed: (point) => this.#commit(point),
      // Those in flight will not come back; who waits for a buffer is told.
      failed: (error) => buffers.fail(error),
    });
    this.#originUs = clock();
  }

  /**
   * Sends the first image and protects the guest until it is time to stop. Call once. However it
   * ends, every committed sync point was handed to the log.
   * @throws KemariError of kind `input` if the link broke or the passive refused a transaction.
   */
  async run(stop: StopCondition, onProgress?: (progress: ActiveProgress) => void): Promise<void> {
    try {
      let told = 0;
      const tell = (): void => {
        if (this.#points === told) return;
        told = this.#points;
        const guestTimeUs = this.#guest.machine.virtualTimeUs;
        onProgress?.({ points: told, guestTimeUs, pages: this.#pages });
      };
      let cause: Cause | undefined = 'manual';
      do {
        await this.#epoch(cause, stop);
        tell();
        cause = undefined;
      } while (!this.#isTime(stop));
      this.#sendUnderWay();
      await this.#inFlight.fewerThan(1);
      tell();
    } finally {
      this.#handOver();
    }
  }

  /**
   * One epoch and its sync point, unless it is time to stop before that.
   * @param cause of a sync point to be taken at once; undefined: run until one is due.
   */
  async #epoch(cause: Cause | undefined, stop: StopCondition): Promise<void> {
    const buffer = await this.#buffer();
    const epochStartUs = this.#now();
    const syncCause = cause ?? (await this.#runGuest(epochStartUs, stop));
    if (syncCause) await this.#syncPoint(syncCause, buffer, epochStartUs);
    else this.#parts.buffers.release(buffer);
  }

  /** Takes a sync point of the guest, which stands still since just now. */
  async #syncPoint(cause: Cause, buffer: Uint8Array, epochStartUs: number): Promise<void> {
    const { link, clock, buffers, tap } = this.#parts;
    const timeUs = this.#now();
    const stopwatch = new PhaseStopwatch(clock);
    await this.#makeRoom(stopwatch);
    const transaction = this.#taken++;
    const outputs = this.#tapped;
    this.#tapped = [];
    // What was ignored has left already.
    this.#held.hold(
      transaction,
      outputs.filter(({ kind }) => tap[kind] !== 'ignore'),
    );
    stopwatch.end('stop');

    // At the first image the guest has not begun to run.
    const standsStill = this.#mode.kind !== 'pipelined' || transaction === 0;
    const checkpoint = new Checkpoint(
      this.#guest,
      {
        transaction,
        cause,
        outputs,
        scope: transaction > 0 ? 'changes' : this.#parts.ahead ? 'rest of image' : 'image',
        guest: standsStill ? 'stands still' : this.#limits,
      },
      buffer,
      { encoder: this.#encoder, buffers },
      stopwatch,
    );
    const point = { transaction, checkpoint, epochStartUs, timeUs, stopwatch, standsStill };
    if (!standsStill) {
      this.#underWay = point;
      stopwatch.end('resume');
      return;
    }

    const bytes = checkpoint.finish(this.#points);
    stopwatch.end('copy');
    await link.send(bytes);
    stopwatch.end('send');
    // The passive is at work now, so this costs the guest nothing.
    this.#handOver();
    this.#inFlight.add(transaction, { ...point, bytes });
    await this.#inFlight.fewerThan(1);
  }

  /** Waits, if need be, until another transaction can be begun; the guest stands still. */
  async #makeRoom(stopwatch: PhaseStopwatch): Promise<void> {
    if (this.#hasRoom) return;
    stopwatch.end('stop');
    this.#sendUnderWay();
    stopwatch.end('copy');
    await this.#inFlight.fewerThan(this.#limits.inFlight);
    stopwatch.end('ack');
  }

  /** Whether another transaction can be begun at once. */
  get #hasRoom(): boolean {
    return !this.#underWay && this.#inFlight.count < this.#limits.inFlight;
  }

  /** A buffer for the next transaction. Waits for the log, if need be, while no epoch or pause runs. */
  async #buffer(): Promise<Uint8Array> {
    const { buffers } = this.#parts;
    const buffer = buffers.tryAcquire();
    if (buffer) return buffer;
    this.#handOver();
    // It may be this one's buffer that is waited for.
    this.#sendUnderWay();
    return buffers.acquire();
  }

  /** Runs the guest to its next sync point; undefined if it was time to stop first. */
  async #runGuest(epochStartUs: number, stop: StopCondition): Promise<Cause | undefined> {
    const { clock, yieldThread } = this.#parts;
    let yieldedUs = clock();
    this.#due.begin(epochStartUs);
    for (;;) {
      const startUs = clock();
      const short = this.#due.soon || this.#underWay || this.#inFlight.count > 0;
      const outputs = await this.#guest.slice(short ? SHORT_SLICE_US : undefined);
      for (const output of outputs) this.#tap(output);
      if (this.#underWay) this.#copyFor(clock() - startUs);
      const cause = this.#due.cause({
        held: this.#tapped,
        access: this.#guest.access,
        guestTimeUs: this.#guest.machine.virtualTimeUs,
        nowUs: this.#now(),
        room: this.#hasRoom,
      });
      if (cause) return cause;
      // No sync point is near to hand it over beside, and a crash must not find it still here.
      this.#handOver();
      // Acknowledgements come while the thread is yielded.
      if (this.#inFlight.count > 0 || clock() - yieldedUs > YIELD_AFTER_US) {
        await yieldThread();
        this.#inFlight.check();
        yieldedUs = clock();
      }
      if (this.#isTime(stop)) return undefined;
    }
  }

  #tap(output: Output): void {
    const { tap, sink } = this.#parts;
    if (travels(tap, output)) this.#tapped.push(output);
    if (tap[output.kind] === 'ignore') sink.release(output);
  }

  /** Copies pages of the sync point under way for about as long as the guest ran, and sends the last. */
  #copyFor(us: number): void {
    const { clock } = this.#parts;
    const untilUs = clock() + us;
    while (this.#underWay?.checkpoint.copySome()) if (clock() >= untilUs) return;
    this.#sendUnderWay();
  }

  /** Copies what is left of the sync point under way, and sends it without waiting. */
  #sendUnderWay(): void {
    const point = this.#underWay;
    if (!point) return;
    this.#underWay = undefined;
    const bytes = point.checkpoint.finish(this.#points);
    this.#inFlight.send(point.transaction, bytes, { ...point, bytes });
  }

  /** The passive has acknowledged: what was held goes out. */
  #commit(point: SentPoint): void {
    const { transaction, checkpoint, epochStartUs, timeUs, stopwatch, standsStill, bytes } = point;
    const sentAhead = this.#parts.ahead?.sentBytes ?? 0;
    if (standsStill) stopwatch.end('ack');
    this.#points = transaction + 1;
    this.#pages = checkpoint.pages;
    // Committed: whatever the sink does, the log gets it. Its times may still take in what follows.
    this.#unlogged.push({
      buffer: checkpoint.buffer,
      commit: {
        transaction: bytes,
        epochStartUs,
        timeUs,
        phasesUs: stopwatch.times,
        sentBytes: bytes.length + (transaction === 0 ? sentAhead : 0),
        writers: checkpoint.writers,
      },
    });
    this.#held.releaseBelow(transaction + 1, this.#parts.sink);
    if (standsStill) stopwatch.end('resume');
    else this.#handOver();
  }

  /** Hands the commits to the log that still wait. */
  #handOver(): void {
    for (const { commit, buffer } of this.#unlogged.splice(0)) {
      this.#parts.log.append(commit, buffer);
    }
  }

  #isTime({ points, afterUs, requested }: StopCondition): boolean {
    return (
      (points !== undefined && this.#taken >= points) ||
      (afterUs !== undefined && this.#now() >= afterUs) ||
      requested()
    );
  }

  #now(): number {
    return this.#parts.clock() - this.#originUs;
  }
}
