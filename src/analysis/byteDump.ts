/** Bytes that a line of a dump shows. */
const LINE_BYTES = 16;

/**
 * Lines that show bytes in hex and as text, each with its offset: `0010: 48 69 … Hi`. As `hexdump`
 * does, it writes `*` for all lines that are the same as the one before, and the length at the end.
 * @param maxLines lines at most; what is left out is then told by its length and a checksum, so that
 *   a difference in it still shows.
 */
export function byteDump(bytes: Uint8Array, maxLines: number): string[] {
  const digits = Math.max(4, bytes.length.toString(16).length);
  const offset = (at: number): string => hex(at, digits);
  const lines: string[] = [];
  let before: Uint8Array | undefined;
  for (let at = 0; at < bytes.length; at += LINE_BYTES) {
    const line = bytes.subarray(at, at + LINE_BYTES);
    if (before !== undefined && same(line, before)) {
      if (lines.at(-1) !== '*') lines.push('*');
      continue;
    }
    if (lines.length >= maxLines) {
      const rest = bytes.subarray(at);
      lines.push(`${offset(at)}: ${rest.length} more bytes, FNV-1a 0x${hex(fnv1a(rest), 8)}`);
      break;
    }
    lines.push(`${offset(at)}: ${dumpLine(line)}`);
    before = line;
  }
  lines.push(offset(bytes.length));
  return lines;
}

/** Two digits for each byte, with spaces between them. */
export function spacedHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => hex(byte, 2)).join(' ');
}

function dumpLine(line: Uint8Array): string {
  const text = Array.from(line, (byte) => {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    return isPlain ? String.fromCharCode(byte) : '.';
  });
  return `${spacedHex(line).padEnd(3 * LINE_BYTES - 1)}  ${text.join('')}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** The 32-bit FNV-1a hash: draft-eastlake-fnv, section 2. */
function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
