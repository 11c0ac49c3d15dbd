/** What RFC 8878, section 3.1.1, says of a frame. */
const ZSTD_MAGIC = 0xfd2fb528;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
/** Kinds of blocks: one byte repeated, and one that is kept for later versions. */
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;

/**
 * Throws unless the bytes are one zstd frame and nothing else, which says that it unpacks to exactly
 * `rawLength` bytes: so that a decoder never allocates what a damaged frame asks for, and all decoders
 * take the same.
 */
export function checkFrame(bytes: Uint8Array, rawLength: number): void {
  const head = headOf(bytes);
  if (head?.contentSize !== rawLength) {
    const stated = head?.contentSize;
    throw new Error(stated === undefined ? 'no zstd frame of known size' : `${stated} bytes`);
  }
  const end = endOfBlocks(bytes, head.bytes) + (head.hasChecksum ? CHECKSUM_BYTES : 0);
  if (end !== bytes.length) throw new Error('no whole zstd frame');
}

/** The beginning of a frame. */
interface FrameHead {
  readonly bytes: number;
  /** Undefined if the frame states none. */
  readonly contentSize: number | undefined;
  readonly hasChecksum: boolean;
}

/** @returns undefined if these bytes begin no frame. */
function headOf(bytes: Uint8Array): FrameHead | undefined {
  if (bytes.length < 6) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== ZSTD_MAGIC) return undefined;
  const descriptor = view.getUint8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
  const sizeFlag = descriptor >> 6;
  const at = 5 + (singleSegment ? 0 : 1) + dictionaryBytes;
  const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][sizeFlag];
  if (at + sizeBytes > bytes.length) return undefined;
  const hasChecksum = (descriptor & 4) !== 0;
  return { bytes: at + sizeBytes, contentSize: sizeAt(view, at, sizeBytes), hasChecksum };
}

function sizeAt(view: DataView, at: number, sizeBytes: number): number | undefined {
  switch (sizeBytes) {
    case 0:
      return undefined;
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}

/** Where a frame's last block ends; behind the bytes if they are cut. */
function endOfBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let isLast = false; !isLast;) {
    if (at + BLOCK_HEADER_BYTES > bytes.length) return Infinity;
    const header = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
    isLast = (header & 1) === 1;
    const kind = (header >> 1) & 3;
    if (kind === RESERVED_BLOCK) return Infinity;
    at += BLOCK_HEADER_BYTES + (kind === RLE_BLOCK ? 1 : header >> 3);
  }
  return at;
}
