import { PHASES } from '../core/syncPoint';
import type { TimelineColumns } from '../protocol/inspector';
import type { Trace } from '../trace/trace';

/** Points whose figures are read and kept together. */
const BLOCK_POINTS = 1000;

/** The figures of up to {@link BLOCK_POINTS} consecutive points. */
interface Block {
  readonly dirtyPages: Uint32Array;
  /** Microseconds. */
  readonly pauseUs: Float64Array;
  /** Microseconds, 7 a point, in the order of PHASES. */
  readonly phasesUs: Float32Array;
}

/** The most of what a range of points holds. */
export interface RangeMaximum {
  readonly dirtyPages: number;
  readonly pauseUs: number;
}

/**
 * The figures that timeline and tree draw of every sync point. They are read from the trace in blocks
 * when first asked for, and kept: 40 bytes a point.
 */
export class PointFigures {
  readonly #trace: Trace;
  readonly #blocks = new Map<number, Promise<Block>>();

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** The most dirty pages and the longest pause of the points in the range, inclusive. */
  async maximum(from: number, to: number, signal?: AbortSignal): Promise<RangeMaximum> {
    let dirtyPages = 0;
    let pauseUs = 0;
    await this.#each(from, to, signal, (block, offset) => {
      dirtyPages = Math.max(dirtyPages, block.dirtyPages[offset]);
      pauseUs = Math.max(pauseUs, block.pauseUs[offset]);
    });
    return { dirtyPages, pauseUs };
  }

  /**
   * At most `columns` columns over the range: each keeps the most dirty pages and the longest pause
   * of its points, so that no peak is lost however many points share a column.
   */
  async timeline(
    from: number,
    to: number,
    columns: number,
    signal?: AbortSignal,
  ): Promise<TimelineColumns> {
    this.#checkRange(from, to);
    const pointsPerColumn = Math.ceil((to - from + 1) / columns);
    const count = Math.ceil((to - from + 1) / pointsPerColumn);
    const dirtyPages = new Uint32Array(count);
    const longestUs = new Float64Array(count).fill(-1);
    const phasesUs = new Float32Array(count * PHASES.length);
    await this.#each(from, to, signal, (block, offset, point) => {
      const column = Math.floor((point - from) / pointsPerColumn);
      dirtyPages[column] = Math.max(dirtyPages[column], block.dirtyPages[offset]);
      if (block.pauseUs[offset] > longestUs[column]) {
        longestUs[column] = block.pauseUs[offset];
        const first = offset * PHASES.length;
        phasesUs.set(block.phasesUs.subarray(first, first + PHASES.length), column * PHASES.length);
      }
    });
    return { from, to, pointsPerColumn, dirtyPages, phasesUs };
  }

  async #each(
    from: number,
    to: number,
    signal: AbortSignal | undefined,
    visit: (block: Block, offset: number, point: number) => void,
  ): Promise<void> {
    this.#checkRange(from, to);
    for (let point = from; point <= to;) {
      signal?.throwIfAborted();
      const index = Math.floor(point / BLOCK_POINTS);
      const block = await this.#block(index);
      const end = Math.min(to, (index + 1) * BLOCK_POINTS - 1);
      for (; point <= end; point++) visit(block, point - index * BLOCK_POINTS, point);
    }
  }

  #block(index: number): Promise<Block> {
    let block = this.#blocks.get(index);
    if (block === undefined) {
      block = this.#read(index);
      this.#blocks.set(index, block);
      // What could not be read may be readable the next time.
      block.catch(() => this.#blocks.delete(index));
    }
    return block;
  }

  async #read(index: number): Promise<Block> {
    const from = index * BLOCK_POINTS;
    const to = Math.min(from + BLOCK_POINTS, this.#trace.pointCount) - 1;
    const points = await this.#trace.points(from, to);
    const phasesUs = new Float32Array(points.length * PHASES.length);
    points.forEach((point, i) => {
      PHASES.forEach((phase, k) => (phasesUs[i * PHASES.length + k] = point.phasesUs[phase]));
    });
    return {
      dirtyPages: Uint32Array.from(points, (point) => point.dirtyPages),
      pauseUs: Float64Array.from(points, (point) => point.pauseUs),
      phasesUs,
    };
  }

  #checkRange(from: number, to: number): void {
    const last = this.#trace.pointCount - 1;
    if (from < 0 || from > to || to > last) {
      throw new RangeError(`${from} to ${to} is no range of sync points 0 to ${last}`);
    }
  }
}
