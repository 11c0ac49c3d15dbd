/** First bytes of files that are likely to be opened by mistake. */
const SIGNATURES: readonly { readonly bytes: readonly number[]; readonly name: string }[] = [
  { bytes: [0x51, 0x45, 0x56, 0x4d], name: 'the magic of a QEMU migration stream' },
  { bytes: [0x4c, 0x69, 0x62, 0x76, 0x69, 0x72, 0x74], name: 'the magic of a libvirt save file' },
  { bytes: [0x51, 0x46, 0x49, 0xfb], name: 'the magic of a qcow2 disk image' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], name: 'the magic of an ELF file' },
  { bytes: [0x1f, 0x8b], name: 'the magic of a gzip file' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], name: 'the magic of a zstd file' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], name: 'the magic of a zip file' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], name: 'the magic of a PNG image' },
  { bytes: [0x89, 0x4d, 0x43, 0x41, 0x50], name: 'the magic of an MCAP file' },
  { bytes: [...'SQLite format 3'].map((c) => c.charCodeAt(0)), name: 'the magic of SQLite' },
  { bytes: [...'PAR1'].map((c) => c.charCodeAt(0)), name: 'the magic of a Parquet file' },
];

/** Says what a file's first bytes look like, for an error message. */
export function signatureOf(bytes: Uint8Array): string {
  const known = SIGNATURES.find(({ bytes: magic }) => magic.every((b, at) => bytes[at] === b));
  if (known) return known.name;
  const head = bytes.subarray(0, 16);
  if (head.every((byte) => byte === 0)) return 'zeros';
  if (head.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d)) {
    return `the text ${JSON.stringify(String.fromCharCode(...head))}`;
  }
  const hex = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0'));
  return `the bytes ${hex.join(' ')}`;
}
