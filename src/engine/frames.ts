import { KemariError } from '../core/errors';
import type { Crc32 } from '../core/ports';

/**
 * Frames: what crosses the link. All numbers are little-endian, and every frame starts at a multiple
 * of eight bytes from the first, so that page contents can be looked at in words where they lie.
 *
 *     0  u32  magic "KMRF"
 *     4  u8   type (FRAME_TYPES)
 *     5  u8   flags: bit 0 = payload without checksum; PAGES only, and never between processes
 *     6  u16  0
 *     8  u64  transaction: 0, 1, 2, ... over the life of the pair
 *    16  u32  index of the frame in its transaction: 0, 1, 2, ...
 *    20  u32  payload length
 *    24  u32  CRC-32 of the payload and its padding, or 0
 *    28  u32  CRC-32 of the 28 bytes above
 *    32  payload, then zeros up to a multiple of 8
 *
 * A transaction is BEGIN, any number of PAGES, DEVICES, OUTPUTS, COMMIT, in this order. The passive
 * answers COMMIT with ACK, or any frame with NACK, whose payload says in UTF-8 what was wrong.
 *
 * Between two processes the link begins with a HELLO each way (hello.ts), IMAGE and DISK carry what
 * comes ahead of the first transaction, HEARTBEAT says that its sender lives, and END that it ends in order. How they
 * follow each other is in docs/wire-protocol.md.
 */
export const FRAME_TYPES = {
  begin: 1,
  pages: 2,
  devices: 3,
  outputs: 4,
  commit: 5,
  ack: 6,
  nack: 7,
  hello: 8,
  image: 9,
  heartbeat: 10,
  end: 11,
  disk: 12,
} as const;
export type FrameType = keyof typeof FRAME_TYPES;

/** Bytes before a frame's payload. */
export const FRAME_HEADER_BYTES = 32;

/** No payload is longer; what claims to be is refused before anything is allocated for it. */
export const MAX_PAYLOAD_BYTES = 16 << 20;

/** Limits of payloads whose length is known; all others have {@link MAX_PAYLOAD_BYTES}. */
const PAYLOAD_LIMITS: Partial<Record<FrameType, number>> = {
  begin: 64,
  commit: 64,
  ack: 0,
  nack: 1024,
  hello: 16 << 10,
  heartbeat: 0,
  end: 0,
};

/** The longest payload that a frame of a type may have. */
export function maxPayloadBytes(type: FrameType): number {
  return PAYLOAD_LIMITS[type] ?? MAX_PAYLOAD_BYTES;
}

const MAGIC = 0x46524d4b;
const UNCHECKED = 1;

const typeNames = new Map<number, FrameType>(
  Object.entries(FRAME_TYPES).map(([name, value]) => [value, name as FrameType]),
);

/** A frame without its wrapping. */
export interface Frame {
  readonly type: FrameType;
  readonly transaction: number;
  readonly index: number;
  /** Borrowed from the bytes that came over the link. */
  readonly payload: Uint8Array;
  /** Where the payload lies in all that came over the link, for messages. */
  readonly offset: number;
}

/** Bytes a frame takes with header and padding. */
export function frameBytes(payloadBytes: number): number {
  return FRAME_HEADER_BYTES + ((payloadBytes + 7) & ~7);
}

/** Puts frames around payloads that already lie in their place. */
export class FrameWriter {
  readonly #crc32: Crc32;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);

  constructor(crc32: Crc32) {
    this.#crc32 = crc32;
  }

  /** Frames go into these bytes from now on. */
  target(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * Completes the frame at `at`, whose payload was written {@link FRAME_HEADER_BYTES} behind it.
   * @returns where the next frame begins.
   */
  seal(
    at: number,
    type: FrameType,
    transaction: number,
    index: number,
    payloadBytes: number,
    checksum: 'checked' | 'unchecked' = 'checked',
  ): number {
    if (payloadBytes > maxPayloadBytes(type)) {
      throw new RangeError(`a frame of type ${type} cannot carry ${payloadBytes} bytes`);
    }
    const start = at + FRAME_HEADER_BYTES;
    const end = at + frameBytes(payloadBytes);
    this.#bytes.fill(0, start + payloadBytes, end);
    const checked = checksum === 'checked';
    const view = this.#view;
    view.setUint32(at, MAGIC, true);
    view.setUint32(at + 4, FRAME_TYPES[type] | (checked ? 0 : UNCHECKED << 8), true);
    view.setUint32(at + 8, transaction % 2 ** 32, true);
    view.setUint32(at + 12, Math.floor(transaction / 2 ** 32), true);
    view.setUint32(at + 16, index, true);
    view.setUint32(at + 20, payloadBytes, true);
    view.setUint32(at + 24, checked ? this.#crc32(this.#bytes.subarray(start, end)) : 0, true);
    view.setUint32(at + 28, this.#crc32(this.#bytes.subarray(at, at + 28)), true);
    return end;
  }
}

/** Pieces that are worth a call of their own, in bytes. */
const PIECE_BYTES = 32 << 10;

/**
 * Adds the checksums that PAGES frames were made without, where they lie, and hands out the frames piece
 * by piece: what is before is on its way while the next checksum is made, and is looked at meanwhile.
 */
export function* sealedPieces(frames: Uint8Array, crc32: Crc32): Generator<Uint8Array, void, void> {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength);
  let from = 0;
  for (let at = 0; at < frames.length;) {
    const end = at + frameBytes(view.getUint32(at + 20, true));
    if (view.getUint8(at + 5) & UNCHECKED) {
      if (at - from >= PIECE_BYTES) {
        yield frames.subarray(from, at);
        from = at;
      }
      const payload = frames.subarray(at + FRAME_HEADER_BYTES, end);
      view.setUint8(at + 5, 0);
      view.setUint32(at + 24, crc32(payload), true);
      view.setUint32(at + 28, crc32(frames.subarray(at, at + 28)), true);
    }
    at = end;
  }
  yield from === 0 ? frames : frames.subarray(from);
}

/** Takes apart what came over a link; every length and checksum is looked at before it is used. */
export class FrameReader {
  readonly #crc32: Crc32;
  readonly #peer: string;
  readonly #sharesMemory: boolean;
  /** Offset of the current chunk in all that came. */
  #offset = 0;

  /** @param link who sends, and whether it may leave out checksums of payloads. */
  constructor(crc32: Crc32, link: { readonly peer: string; readonly sharesMemory: boolean }) {
    this.#crc32 = crc32;
    this.#peer = link.peer;
    this.#sharesMemory = link.sharesMemory;
  }

  /** The frames in these bytes, which must be whole ones. @throws KemariError of kind `input`. */
  *read(bytes: Uint8Array): Generator<Frame, void, void> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at < bytes.length) {
      const frame = this.#frame(bytes, view, at);
      at += frameBytes(frame.payload.length);
      yield frame;
    }
    this.#offset += bytes.length;
  }

  #frame(bytes: Uint8Array, view: DataView, at: number): Frame {
    const rest = bytes.length - at;
    if (rest < FRAME_HEADER_BYTES) {
      throw this.#error(at, `a frame header (${FRAME_HEADER_BYTES} bytes)`, `${rest} bytes`);
    }
    const source = { peer: this.#peer, offset: this.#offset };
    const header = readFrameHeader(this.#crc32, bytes, view, at, source);
    const { type, transaction, index, payloadBytes } = header;
    const start = at + FRAME_HEADER_BYTES;
    const end = at + frameBytes(payloadBytes);
    if (end > bytes.length) {
      const limit = rest - FRAME_HEADER_BYTES;
      throw this.#error(at + 20, `a payload of at most ${limit} bytes`, `${payloadBytes}`);
    }
    // In shared memory the contents of pages cannot have changed, whether they have a checksum or not.
    if (!(type === 'pages' && this.#sharesMemory)) {
      if (header.unchecked) throw this.#error(at + 5, 'a checksum of the payload', 'none');
      if (this.#crc32(bytes.subarray(start, end)) !== header.payloadCrc) {
        throw this.#error(
          start,
          `a ${type.toUpperCase()} payload with its checksum`,
          'another one',
        );
      }
    }
    return {
      type,
      transaction,
      index,
      payload: bytes.subarray(start, start + payloadBytes),
      offset: this.#offset + start,
    };
  }

  #error(at: number, expected: string, found: string): KemariError {
    return frameError({ peer: this.#peer, offset: this.#offset }, at, expected, found);
  }
}

/** What a frame's header says. */
export interface FrameHeader {
  readonly type: FrameType;
  readonly transaction: number;
  readonly index: number;
  /** Within the limit of its type. */
  readonly payloadBytes: number;
  readonly payloadCrc: number;
  /** Whether the payload has no checksum. */
  readonly unchecked: boolean;
}

/** Where the bytes of a frame come from, for messages. */
export interface FrameSource {
  readonly peer: string;
  /** Offset of the first byte in all that came over the link. */
  readonly offset: number;
}

/**
 * Reads the header at `at`, all of which must be there, and looks at everything in it before it is used.
 * @throws KemariError of kind `input`.
 */
export function readFrameHeader(
  crc32: Crc32,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  source: FrameSource,
): FrameHeader {
  const magic = view.getUint32(at, true);
  if (magic !== MAGIC) {
    throw frameError(source, at, 'the magic "KMRF"', `0x${magic.toString(16)}`);
  }
  if (crc32(bytes.subarray(at, at + 28)) !== view.getUint32(at + 28, true)) {
    throw frameError(source, at, 'a frame header with its checksum', 'another checksum');
  }
  const type = typeNames.get(view.getUint8(at + 4));
  if (!type) {
    throw frameError(source, at + 4, 'a known frame type', String(view.getUint8(at + 4)));
  }
  const high = view.getUint32(at + 12, true);
  if (high >= 2 ** 21) {
    throw frameError(source, at + 8, 'a transaction below 2^53', 'a larger number');
  }
  const payloadBytes = view.getUint32(at + 20, true);
  const limit = maxPayloadBytes(type);
  if (payloadBytes > limit) {
    throw frameError(source, at + 20, `a payload of at most ${limit} bytes`, `${payloadBytes}`);
  }
  return {
    type,
    transaction: high * 2 ** 32 + view.getUint32(at + 8, true),
    index: view.getUint32(at + 16, true),
    payloadBytes,
    payloadCrc: view.getUint32(at + 24, true),
    unchecked: (view.getUint8(at + 5) & UNCHECKED) !== 0,
  };
}

/** An error at a place in what came over a link, to be thrown by the caller. */
export function frameError(
  { peer, offset }: FrameSource,
  at: number,
  expected: string,
  found: string,
): KemariError {
  return new KemariError(
    'input',
    `link from ${peer}: at offset ${offset + at}: expected ${expected}, found ${found}`,
    { file: peer, offset: offset + at },
  );
}

/** One frame by itself. The result belongs to the caller. */
export function wholeFrame(
  crc32: Crc32,
  type: FrameType,
  transaction: number,
  payload: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const bytes = new Uint8Array(frameBytes(payload.length));
  bytes.set(payload, FRAME_HEADER_BYTES);
  const writer = new FrameWriter(crc32);
  writer.target(bytes);
  writer.seal(0, type, transaction, 0, payload.length);
  return bytes;
}
