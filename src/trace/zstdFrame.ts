/** What RFC 8878, section 3.1.1, says of a frame's first bytes. */
const ZSTD_MAGIC = 0xfd2fb528;

/**
 * Throws unless the bytes are a zstd frame that says that it unpacks to exactly `rawLength` bytes, so
 * that a decoder never allocates what a damaged frame asks for.
 */
export function checkFrame(bytes: Uint8Array, rawLength: number): void {
  const stated = contentSize(bytes);
  if (stated !== rawLength) {
    throw new Error(stated === undefined ? 'no zstd frame of known size' : `${stated} bytes`);
  }
}

/** The size a frame states; undefined if these bytes are no frame, or it states none. */
function contentSize(bytes: Uint8Array): number | undefined {
  if (bytes.length < 6) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== ZSTD_MAGIC) return undefined;
  const descriptor = view.getUint8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
  const sizeFlag = descriptor >> 6;
  const at = 5 + (singleSegment ? 0 : 1) + dictionaryBytes;
  if (at + 8 > bytes.length && at + [1, 2, 4, 8][sizeFlag] > bytes.length) return undefined;
  switch (sizeFlag) {
    case 0:
      return singleSegment ? view.getUint8(at) : undefined;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
