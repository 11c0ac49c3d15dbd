import type { Crc32 } from '../core/ports';
import type { Machine } from '../machine/machine';
import { FRAME_HEADER_BYTES, FRAME_TYPES, frameBytes, FrameWriter } from './frames';
import { PagesEncoder, pagesPayloadCapacity } from './pagesPayload';

/** Pages in an IMAGE frame: large enough to cost little, small enough for a guest to wait for. */
const PAGES_PER_IMAGE_FRAME = 256;

/** Bytes of the disk in a DISK frame. */
const DISK_BYTES_PER_FRAME = 1 << 20;

/** Bytes in front of those: their place on the disk. */
const DISK_HEAD_BYTES = 8;

/** Makes IMAGE and DISK frames: what a passive takes ahead of its first transaction. */
export class ImageFrames {
  readonly #machine: Machine;
  readonly #frames: FrameWriter;
  readonly #pages = new PagesEncoder();
  readonly #transaction: number;
  #index = 0;

  /** @param transaction the first that the passive is going to get. */
  constructor(machine: Machine, transaction: number, crc32: Crc32) {
    this.#machine = machine;
    this.#transaction = transaction;
    this.#frames = new FrameWriter(crc32);
  }

  /** These pages as they are now, a frame at a time. @param gfns ascending. */
  *of(gfns: Uint32Array): Generator<Uint8Array, void, void> {
    for (let from = 0; from < gfns.length; from += PAGES_PER_IMAGE_FRAME) {
      yield this.#frame(gfns.subarray(from, from + PAGES_PER_IMAGE_FRAME));
    }
  }

  /** All pages of the guest. */
  allGfns(): Uint32Array {
    const { pages } = this.#machine;
    return Uint32Array.from({ length: pages.pageCount }, (_, index) => pages.gfnAt(index));
  }

  /** All of the guest's disk. */
  *disk(): Generator<Uint8Array, void, void> {
    const { diskBytes } = this.#machine;
    for (let at = 0; at < diskBytes; at += DISK_BYTES_PER_FRAME) {
      const bytes = Math.min(DISK_BYTES_PER_FRAME, diskBytes - at);
      yield this.diskPart(at, this.#machine.readDisk(at, bytes));
    }
  }

  /** A part of the disk. */
  diskPart(offset: number, data: Uint8Array): Uint8Array {
    const payloadBytes = DISK_HEAD_BYTES + data.length;
    const bytes = new Uint8Array(frameBytes(payloadBytes));
    const view = new DataView(bytes.buffer);
    view.setUint32(FRAME_HEADER_BYTES, offset % 2 ** 32, true);
    view.setUint32(FRAME_HEADER_BYTES + 4, Math.floor(offset / 2 ** 32), true);
    bytes.set(data, FRAME_HEADER_BYTES + DISK_HEAD_BYTES);
    this.#frames.target(bytes);
    this.#frames.seal(0, 'disk', this.#transaction, this.#index++, payloadBytes);
    return bytes;
  }

  /** Says that no more comes ahead of the transaction. */
  end(): Uint8Array {
    const bytes = new Uint8Array(frameBytes(0));
    this.#frames.target(bytes);
    this.#frames.seal(0, 'image', this.#transaction, this.#index++, 0);
    return bytes;
  }

  #frame(gfns: Uint32Array): Uint8Array {
    // Another for each frame: a socket may still be sending the one before.
    const bytes = new Uint8Array(frameBytes(pagesPayloadCapacity(gfns.length)));
    const payload = bytes.subarray(FRAME_HEADER_BYTES);
    const { payloadBytes } = this.#pages.encode(
      gfns,
      (from, into) => this.#machine.copyPages(from, into),
      payload,
    );
    this.#frames.target(bytes);
    const end = this.#frames.seal(0, 'image', this.#transaction, this.#index++, payloadBytes);
    return bytes.subarray(0, end);
  }
}

/**
 * All that a passive which holds nothing needs: memory, disk, and the transaction with all devices. The
 * guest stands still where the transaction was taken.
 * @param frames the transaction.
 */
export function* wholeImage(
  machine: Machine,
  frames: Uint8Array,
  transaction: number,
  crc32: Crc32,
): Generator<Uint8Array, void, void> {
  const image = new ImageFrames(machine, transaction, crc32);
  yield* image.of(image.allGfns());
  yield* image.disk();
  yield image.end();
  yield withAllDevices(frames, transaction, machine.captureDevices('all'), crc32);
}

/**
 * A transaction with all of the devices in it instead of those that changed, for a passive that has no
 * older state of the others. All else is as it was.
 * @param frames the transaction.
 */
function withAllDevices(
  frames: Uint8Array,
  transaction: number,
  devices: Uint8Array,
  crc32: Crc32,
): Uint8Array {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength);
  let at = 0;
  while (frames[at + 4] !== FRAME_TYPES.devices) at += frameBytes(view.getUint32(at + 20, true));
  const index = view.getUint32(at + 16, true);
  const behind = frames.subarray(at + frameBytes(view.getUint32(at + 20, true)));
  const bytes = new Uint8Array(at + frameBytes(devices.length) + behind.length);
  bytes.set(frames.subarray(0, at));
  bytes.set(devices, at + FRAME_HEADER_BYTES);
  const writer = new FrameWriter(crc32);
  writer.target(bytes);
  bytes.set(behind, writer.seal(at, 'devices', transaction, index, devices.length));
  return bytes;
}
