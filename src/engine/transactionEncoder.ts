import { ByteWriter } from '../core/byteWriter';
import type { Crc32 } from '../core/ports';
import { CAUSES, type Cause, type Output } from '../core/syncPoint';
import { FRAME_HEADER_BYTES, frameBytes, FrameWriter, type FrameType } from './frames';
import type { Link } from './link';
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
  /** Ascending. */
  readonly gfns: Uint32Array;
  readonly devices: Uint8Array;
  readonly outputs: readonly Output[];
}

/** Where a transaction's pages come from, and where all of it goes. */
export interface TransactionWay {
  /** Called once a PAGES frame, in order. */
  readonly copyPages: CopyPages;
  /** Of at least {@link TransactionEncoder.capacityFor}; starts at a multiple of 8 in its buffer. */
  readonly into: Uint8Array;
  /** Pages in one frame at most; no more than `PAGES_PER_FRAME`. */
  readonly pagesPerFrame: number;
}

/** A transaction as it lies in its buffer. */
export interface EncodedTransaction {
  readonly bytes: number;
  readonly dataPages: number;
  readonly zeroPages: number;
}

/** Writes whole transactions, all frames one after the other, into a caller's buffer. */
export class TransactionEncoder {
  readonly #tools: EncodingTools;
  /** Pages in a frame at most, where a transaction is written in one go. */
  readonly pagesPerFrame: number;

  constructor(crc32: Crc32, link: Pick<Link, 'sharesMemory' | 'sealedPages'>) {
    const { sharesMemory, sealedPages } = link;
    this.pagesPerFrame = Math.min(sealedPages ?? PAGES_PER_FRAME, PAGES_PER_FRAME);
    this.#tools = {
      frames: new FrameWriter(crc32),
      pageChecksum: sharesMemory || sealedPages !== undefined ? 'unchecked' : 'checked',
      pages: new PagesEncoder(),
      outputs: new ByteWriter(),
    };
  }

  /** Bytes that a buffer must have for {@link begin}. */
  capacityFor({ gfns, devices, outputs }: TransactionContent, pagesPerFrame: number): number {
    const pageFrames = Math.ceil(gfns.length / pagesPerFrame);
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

  /** Begins to write a transaction; the one before is finished, or given up. */
  begin(content: TransactionContent, way: TransactionWay): TransactionDraft {
    return new TransactionDraft(this.#tools, content, way);
  }
}

interface EncodingTools {
  readonly frames: FrameWriter;
  readonly pageChecksum: 'checked' | 'unchecked';
  readonly pages: PagesEncoder;
  readonly outputs: ByteWriter;
}

/** A transaction that is being written, a PAGES frame at a time. */
export class TransactionDraft {
  readonly #tools: EncodingTools;
  readonly #content: TransactionContent;
  readonly #way: TransactionWay;
  readonly #view: DataView;
  /** Where the next frame goes: behind BEGIN, which is written last. */
  #at = frameBytes(BEGIN_BYTES);
  #index = 1;
  #pagesWritten = 0;
  #dataPages = 0;
  #zeroPages = 0;

  /** Made by {@link TransactionEncoder.begin}. */
  constructor(tools: EncodingTools, content: TransactionContent, way: TransactionWay) {
    const { buffer, byteOffset, byteLength } = way.into;
    this.#tools = tools;
    this.#content = content;
    this.#way = way;
    this.#view = new DataView(buffer, byteOffset, byteLength);
    tools.frames.target(way.into);
  }

  /** Copies the pages of one frame, if any are left. @returns whether any are left then. */
  writePages(): boolean {
    const { gfns } = this.#content;
    const { copyPages, into, pagesPerFrame } = this.#way;
    if (this.#pagesWritten >= gfns.length) return false;
    const batch = gfns.subarray(this.#pagesWritten, this.#pagesWritten + pagesPerFrame);
    const payload = into.subarray(this.#at + FRAME_HEADER_BYTES);
    const encoded = this.#tools.pages.encode(batch, copyPages, payload);
    this.#seal('pages', encoded.payloadBytes, this.#tools.pageChecksum);
    this.#pagesWritten += batch.length;
    this.#dataPages += encoded.dataPages;
    this.#zeroPages += encoded.zeroPages;
    return this.#pagesWritten < gfns.length;
  }

  /**
   * Writes all that is not pages. Once, when {@link writePages} has no more.
   * @param releasedBelow the outputs of all transactions below this number have been released.
   */
  finish(releasedBelow: number): EncodedTransaction {
    const { devices, outputs: content } = this.#content;
    const { into } = this.#way;
    const { outputs } = this.#tools;
    into.set(devices, this.#at + FRAME_HEADER_BYTES);
    this.#seal('devices', devices.length);

    outputs.clear();
    writeOutputs(content, outputs);
    into.set(outputs.view(), this.#at + FRAME_HEADER_BYTES);
    this.#seal('outputs', outputs.length);

    const commit = this.#at + FRAME_HEADER_BYTES;
    this.#view.setUint32(commit, this.#index, true);
    this.#view.setUint32(commit + 4, this.#dataPages, true);
    this.#view.setUint32(commit + 8, this.#zeroPages, true);
    this.#seal('commit', COMMIT_BYTES);
    this.#begin(releasedBelow);
    return { bytes: this.#at, dataPages: this.#dataPages, zeroPages: this.#zeroPages };
  }

  #begin(releasedBelow: number): void {
    const { transaction, cause, inputCursorUs } = this.#content;
    const at = FRAME_HEADER_BYTES;
    const view = this.#view;
    view.setUint32(at, CAUSES.indexOf(cause), true);
    view.setUint32(at + 4, 0, true);
    view.setFloat64(at + 8, inputCursorUs, true);
    view.setUint32(at + 16, releasedBelow % 2 ** 32, true);
    view.setUint32(at + 20, Math.floor(releasedBelow / 2 ** 32), true);
    this.#tools.frames.seal(0, 'begin', transaction, 0, BEGIN_BYTES);
  }

  /** Completes the frame that lies at the end. */
  #seal(type: FrameType, payloadBytes: number, checksum?: 'checked' | 'unchecked'): void {
    const { frames } = this.#tools;
    const { transaction } = this.#content;
    this.#at = frames.seal(this.#at, type, transaction, this.#index++, payloadBytes, checksum);
  }
}
