import { ByteWriter } from '../core/byteWriter';
import type { Crc32 } from '../core/ports';
import { CAUSES, type Cause, type Output } from '../core/syncPoint';
import { FRAME_HEADER_BYTES, frameBytes, FrameWriter } from './frames';
import { writeOutputs } from './outputsPayload';
import {
  PAGES_PER_FRAME,
  PagesEncoder,
  pagesPayloadCapacity,
  type CopyPages,
} from './pagesPayload';

/**
 * What BEGIN and COMMIT carry.
 *
 *     BEGIN   0  u32  cause (index in CAUSES)
 *             4  u32  0
 *             8  f64  guest time in microseconds up to which inputs have been injected; -1 = none was
 *            16  u64  outputs of all transactions below this number have been released
 *     COMMIT  0  u32  frames before this one
 *             4  u32  pages with content
 *             8  u32  zero pages
 */
export const BEGIN_BYTES = 24;
export const COMMIT_BYTES = 12;

/** One checkpoint, before it becomes frames. */
export interface TransactionContent {
  readonly transaction: number;
  readonly cause: Cause;
  /** See {@link GuestRun.inputCursorUs}. */
  readonly inputCursorUs: number;
  /** The outputs of all transactions below this number have been released. */
  readonly releasedBelow: number;
  /** Ascending. */
  readonly gfns: Uint32Array;
  readonly devices: Uint8Array;
  readonly outputs: readonly Output[];
}

/** A transaction as it lies in its buffer. */
export interface EncodedTransaction {
  readonly bytes: number;
  readonly dataPages: number;
  readonly zeroPages: number;
}

/** Writes whole transactions, all frames one after the other, into a caller's buffer. */
export class TransactionEncoder {
  readonly #frames: FrameWriter;
  readonly #pageChecksum: 'checked' | 'unchecked';
  readonly #pages = new PagesEncoder();
  readonly #outputs = new ByteWriter();

  constructor(crc32: Crc32, link: { readonly sharesMemory: boolean }) {
    this.#frames = new FrameWriter(crc32);
    this.#pageChecksum = link.sharesMemory ? 'unchecked' : 'checked';
  }

  /** Bytes that a buffer must have for {@link encode}. */
  capacityFor({ gfns, devices, outputs }: TransactionContent): number {
    const pageFrames = Math.ceil(gfns.length / PAGES_PER_FRAME);
    const outputBytes = outputs.reduce((sum, { data }) => sum + data.length + 32, 16);
    return (
      frameBytes(BEGIN_BYTES) +
      pageFrames * frameBytes(pagesPayloadCapacity(0)) +
      gfns.length * (pagesPayloadCapacity(1) - pagesPayloadCapacity(0)) +
      frameBytes(devices.length) +
      frameBytes(outputBytes) +
      frameBytes(COMMIT_BYTES)
    );
  }

  /**
   * @param copyPages called once a frame, in order.
   * @param into of at least {@link capacityFor}; starts at a multiple of 8 in its buffer.
   */
  encode(content: TransactionContent, copyPages: CopyPages, into: Uint8Array): EncodedTransaction {
    const { transaction, gfns, devices, outputs } = content;
    const frames = this.#frames;
    const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
    frames.target(into);
    let index = 0;
    let at = this.#begin(view, content, index++);

    let dataPages = 0;
    let zeroPages = 0;
    for (let from = 0; from < gfns.length; from += PAGES_PER_FRAME) {
      const batch = gfns.subarray(from, from + PAGES_PER_FRAME);
      const payload = into.subarray(at + FRAME_HEADER_BYTES);
      const encoded = this.#pages.encode(batch, copyPages, payload);
      const { payloadBytes } = encoded;
      at = frames.seal(at, 'pages', transaction, index++, payloadBytes, this.#pageChecksum);
      dataPages += encoded.dataPages;
      zeroPages += encoded.zeroPages;
    }

    into.set(devices, at + FRAME_HEADER_BYTES);
    at = frames.seal(at, 'devices', transaction, index++, devices.length);

    this.#outputs.clear();
    writeOutputs(outputs, this.#outputs);
    into.set(this.#outputs.view(), at + FRAME_HEADER_BYTES);
    at = frames.seal(at, 'outputs', transaction, index++, this.#outputs.length);

    const commit = at + FRAME_HEADER_BYTES;
    view.setUint32(commit, index, true);
    view.setUint32(commit + 4, dataPages, true);
    view.setUint32(commit + 8, zeroPages, true);
    const bytes = frames.seal(at, 'commit', transaction, index, COMMIT_BYTES);
    return { bytes, dataPages, zeroPages };
  }

  #begin(view: DataView, content: TransactionContent, index: number): number {
    const at = FRAME_HEADER_BYTES;
    view.setUint32(at, CAUSES.indexOf(content.cause), true);
    view.setUint32(at + 4, 0, true);
    view.setFloat64(at + 8, content.inputCursorUs, true);
    view.setUint32(at + 16, content.releasedBelow % 2 ** 32, true);
    view.setUint32(at + 20, Math.floor(content.releasedBelow / 2 ** 32), true);
    return this.#frames.seal(0, 'begin', content.transaction, index, BEGIN_BYTES);
  }
}
