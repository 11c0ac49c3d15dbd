const BYTES_PER_LINE = 16;

/**
 * Bytes in the form of `hexdump -C`: address, 16 bytes in hex, the same as text. A line that only
 * repeats the one before is left out, and a `*` stands for all of them; the last line is the address
 * right behind the bytes.
 *
 * @param address of the first byte.
 */
export function hexDump(bytes: Uint8Array, address: number): string {
  const digits = Math.max(8, (address + bytes.length).toString(16).length);
  const at = (offset: number): string => (address + offset).toString(16).padStart(digits, '0');
  const lines: string[] = [];
  let previous: string | undefined;
  for (let offset = 0; offset < bytes.length; offset += BYTES_PER_LINE) {
    const body = line(bytes.subarray(offset, offset + BYTES_PER_LINE));
    if (body !== previous) lines.push(`${at(offset)}  ${body}`);
    else if (lines.at(-1) !== '*') lines.push('*');
    previous = body;
  }
  lines.push(at(bytes.length));
  return lines.join('\n');
}

function line(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const half = BYTES_PER_LINE / 2;
  const columns = `${hex.slice(0, half).join(' ')}  ${hex.slice(half).join(' ')}`;
  const text = Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
  ).join('');
  return `${columns.padEnd(3 * BYTES_PER_LINE)}  |${text}|`;
}
