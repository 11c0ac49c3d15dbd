import { Samples, type Distribution } from '../distribution';
import type { Load } from './costs';

/** What a model says of a whole run. Times are microseconds. */
export interface Prediction {
  /** Sync points behind the first image. */
  readonly points: number;
  /** The guest ran, and stood still. */
  readonly runUs: number;
  readonly pausedUs: number;
  readonly pauseUs: Distribution;
  /**
   * From the last output of a recorded epoch to its leaving; left out where the recording does not tell
   * when it came.
   */
  readonly outputLatencyUs?: Distribution;
  readonly dirtyPages: Distribution & { readonly mean: number };
  readonly sentBytes: number;
  /** Share of the time that the link was busy, from 0 to 1; above 1 it cannot keep up. */
  readonly linkBusyShare: number;
}

/** Gathers what a model finds. */
export class PredictionFigures {
  readonly #pauses = new Samples();
  readonly #latencies = new Samples();
  readonly #pages = new Samples();
  #runUs = 0;
  #sentBytes = 0;
  #transferUs = 0;

  addRun(us: number): void {
    this.#runUs += us;
  }

  addSyncPoint(pauseUs: number, { dirtyPages, bytes }: Load, transferUs: number): void {
    this.#pauses.add(pauseUs);
    this.#pages.add(dirtyPages);
    this.#sentBytes += bytes;
    this.#transferUs += transferUs;
  }

  /** Outputs that came at these times leave now. */
  release(heldSinceUs: readonly number[], nowUs: number): void {
    for (const us of heldSinceUs) this.#latencies.add(nowUs - us);
  }

  get prediction(): Prediction {
    const { sum: pausedUs, count } = this.#pauses;
    const allUs = this.#runUs + pausedUs;
    return {
      points: count,
      runUs: this.#runUs,
      pausedUs,
      pauseUs: this.#pauses.distribution(),
      outputLatencyUs: this.#latencies.distribution(),
      dirtyPages: { mean: this.#pages.mean, ...this.#pages.distribution() },
      sentBytes: this.#sentBytes,
      linkBusyShare: allUs === 0 ? 0 : this.#transferUs / allUs,
    };
  }
}
