import type { DeviceState, LeafValue } from '../core/deviceState';
import { byteDump, spacedHex } from './byteDump';
import { formatLeaf } from './fieldFormat';
import { formatOf } from './registers/fieldRules';

/** Characters of a whole text, about: what editors still compare in no time. */
export const MAX_STATE_CHARACTERS = 4 << 20;

/** Lines of one byte leaf; runs of equal lines are one. */
const MAX_DUMP_LINES = 4096;

/** Bytes up to which a byte leaf stands on one line. */
const SHORT_BYTES = 16;

/** Characters of a text leaf, and of a name. */
const MAX_TEXT = 4096;

/**
 * All devices of a machine as JSON to read and to compare: one line a field, in the machine's order,
 * so that two states of one machine differ only in lines whose fields differ. Registers are text in
 * hex, 64-bit integers text in decimal; longer bytes are the lines of a dump.
 *
 * @param maxCharacters what would be more is left out, and the text says so at its end.
 */
export function deviceStateJson(
  devices: readonly DeviceState[],
  maxCharacters = MAX_STATE_CHARACTERS,
): string {
  const texts: string[] = [];
  let room = maxCharacters;
  let leftOut = 0;
  for (const { schema, values } of devices) {
    const fields: string[] = [];
    for (const [i, field] of schema.fields.entries()) {
      if (room <= 0) {
        leftOut += schema.fields.length - i;
        break;
      }
      const text = `    ${quoted(field)}: ${leafText(schema.device, field, values[i])}`;
      fields.push(text);
      room -= text.length;
    }
    if (fields.length === 0 && leftOut > 0) continue;
    const name = quoted(schema.device);
    texts.push(fields.length === 0 ? `  ${name}: {}` : `  ${name}: {\n${fields.join(',\n')}\n  }`);
    room -= name.length;
  }
  if (leftOut > 0)
    texts.push(`  "…": "${leftOut} more fields are left out: the text would be too long"`);
  return texts.length === 0 ? '{}\n' : `{\n${texts.join(',\n')}\n}\n`;
}

function leafText(device: string, field: string, value: LeafValue | undefined): string {
  switch (typeof value) {
    case 'undefined':
      return 'null';
    case 'boolean':
      return String(value);
    case 'string':
      return quoted(value);
    case 'bigint':
    case 'number':
      return numberText(device, field, value);
    default:
      return value === null ? 'null' : bytesText(value);
  }
}

function numberText(device: string, field: string, value: number | bigint): string {
  if (formatOf(device, field).hexDigits !== undefined) {
    const text = formatLeaf(device, field, value);
    if (text.startsWith('0x')) return `"${text}"`;
  }
  if (typeof value === 'bigint' || !Number.isFinite(value)) return `"${value}"`;
  return JSON.stringify(value);
}

function bytesText(bytes: Uint8Array): string {
  if (bytes.length <= SHORT_BYTES) return `"${spacedHex(bytes)}"`;
  const lines = byteDump(bytes, MAX_DUMP_LINES).map((line) => `      "${line}"`);
  return `[\n${lines.join(',\n')}\n    ]`;
}

function quoted(text: string): string {
  if (text.length <= MAX_TEXT) return JSON.stringify(text);
  return JSON.stringify(`${text.slice(0, MAX_TEXT)}… ${text.length} characters`);
}
