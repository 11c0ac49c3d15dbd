import type { AppendableFile, Crc32 } from '../core/ports';
import { FIRST_RECORD, SEGMENT_POINTS, SUPERBLOCK_SLOTS } from './format';
import { encodeSuperblock, type Superblock } from './superblock';

/** Bytes after which a reader of a growing or cut file would have too far to look. */
const EVERY_BYTES = 1 << 20;

/** What a superblock says of the file as it is. */
export type CommittedEnd = Omit<Superblock, 'generation' | 'closed'>;

const NOTHING: CommittedEnd = {
  committedLength: FIRST_RECORD,
  pointCount: 0,
  lastPointOffset: 0,
  dirOffset: 0,
};

/** Keeps the superblocks of a trace that is written: one slot and the other in turn. */
export class SuperblockWriter {
  readonly #file: AppendableFile;
  readonly #crc32: Crc32;
  #generation = 1;
  #last = NOTHING;

  constructor(file: AppendableFile, crc32: Crc32) {
    this.#file = file;
    this.#crc32 = crc32;
  }

  /** The first slot of a trace without points, generation 1. */
  static first(crc32: Crc32): Uint8Array {
    return encodeSuperblock({ ...NOTHING, generation: 1, closed: false }, crc32);
  }

  /** Writes a superblock with the first point, every MiB, and when a segment is full. */
  async writeIfDue(end: CommittedEnd): Promise<void> {
    const { committedLength, pointCount } = this.#last;
    const segments = (points: number): number => Math.floor(points / SEGMENT_POINTS);
    const due =
      pointCount === 0 ||
      end.committedLength - committedLength >= EVERY_BYTES ||
      segments(end.pointCount) > segments(pointCount);
    if (due) await this.write(end, false);
  }

  async write(end: CommittedEnd, closed: boolean): Promise<void> {
    this.#generation++;
    const bytes = encodeSuperblock({ ...end, generation: this.#generation, closed }, this.#crc32);
    await this.#file.writeAt(SUPERBLOCK_SLOTS[(this.#generation + 1) % 2], bytes);
    this.#last = end;
  }
}
