/**
 * What the pure layers need of a platform, in the smallest form that serves them. `node/` and `web/`
 * implement these; tests use in-memory twins.
 */

/** Reads any part of something that may still be growing. */
export interface RandomAccess {
  /** Where the bytes come from, for messages: a path or a URI. */
  readonly name: string;
  /** Bytes readable now. */
  size(): Promise<number>;
  /**
   * Reads up to `length` bytes from `offset`; fewer only at the end. The result belongs to the caller.
   */
  readAt(offset: number, length: number): Promise<Uint8Array>;
  /**
   * Reads without waiting, where that mostly takes microseconds: fills `into` with the bytes from `offset`,
   * and returns how many there were; fewer only at the end. Undefined if they have to be asked for with
   * {@link readAt} this time, which also tells why they cannot be read.
   */
  readNow?(offset: number, into: Uint8Array): number | undefined;
  close(): Promise<void>;
}

/** Writes a file that grows at its end; a few places may be written again, and all read back. */
export interface AppendableFile extends RandomAccess {
  /** Writes all of the bytes at the end, or throws having kept what was there. The bytes are borrowed. */
  append(bytes: Uint8Array): Promise<void>;
  /** Overwrites bytes that were appended before. The bytes are borrowed. */
  writeAt(offset: number, bytes: Uint8Array): Promise<void>;
  /** Returns when what was written would survive a loss of power. */
  sync(): Promise<void>;
}

/** A general-purpose compressor; every implementation reads what another wrote. */
export interface Compressor {
  /** The result belongs to the caller. */
  compress(bytes: Uint8Array): Uint8Array;
  /**
   * The result is borrowed until the next call.
   * @param rawLength the exact length of the result, known to the caller and checked by it against
   *   its own limits before this call allocates anything.
   * @throws Error if the input is damaged or does not yield exactly `rawLength` bytes.
   */
  decompress(bytes: Uint8Array, rawLength: number): Uint8Array;
}

/** CRC-32 (IEEE 802.3, as in zip and `zlib.crc32`) of the bytes, continued from `seed`. */
export type Crc32 = (bytes: Uint8Array, seed?: number) => number;

/** Microseconds since an arbitrary moment; never goes back. */
export type MonotonicClock = () => number;
