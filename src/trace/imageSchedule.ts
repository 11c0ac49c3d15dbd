import { PAGE_SIZE } from '../core/gfn';

/** What a record costs whoever reads it beside its bytes, in bytes that could be read instead. */
const RECORD_COST = 1024;
/** Below this no memory is worth an image: it is rebuilt in well under a second. */
const DEFAULT_LEAST_BYTES = 32 << 20;
/** Bytes to read per byte of image above which one is written: it stays below a third of both. */
const READ_PER_IMAGE_BYTE = 2;

/**
 * Decides when a trace needs its next image: when whoever rebuilds the memory would have to read much
 * more behind the last one than a new one would take. So rebuilding does not grow with the trace, and
 * images take a bounded part of it.
 */
export class ImageSchedule {
  readonly #leastBytes: number;
  #bytes = 0;

  /** @param leastBytes to read behind an image before another is due, whatever it would take. */
  constructor(leastBytes = DEFAULT_LEAST_BYTES) {
    this.#leastBytes = leastBytes;
  }

  /** Takes account of records behind the last image. @param bytes of them, unpacked. */
  add(records: number, bytes: number): void {
    this.#bytes += records * RECORD_COST + bytes;
  }

  /** Whether an image is due that would hold this many pages which the one before does not. */
  due(pages: number): boolean {
    return this.#bytes >= Math.max(this.#leastBytes, READ_PER_IMAGE_BYTE * pages * PAGE_SIZE);
  }

  /** An image was written. */
  restart(): void {
    this.#bytes = 0;
  }
}
