import type { FieldChange, LeafValue } from '../core/deviceState';
import { formatHex } from '../core/gfn';
import { countOf, printable } from './format';
import type { Style } from './style';

/** Bytes of a leaf that are written out before it is cut short. */
const SHOWN_BYTES = 16;

/** Characters of a text leaf that are written out before it is cut short. */
const SHOWN_CHARACTERS = 60;

/** Characters up to which a value stands before the arrow on its line, above it otherwise. */
const LONG_VALUE = 24;

/** The changes under a heading for each device: `field  before → after`, the arrows in one column. */
export function changeLines(changes: readonly FieldChange[], style: Style): string[] {
  const devices = new Map<string, FieldChange[]>();
  for (const change of changes) {
    const list = devices.get(change.device);
    if (list) list.push(change);
    else devices.set(change.device, [change]);
  }
  return [...devices].flatMap(([device, list]) => {
    const rows = list.map(({ field, before, after }) => ({
      field: printable(field),
      before: formatLeaf(before),
      after: formatLeaf(after),
    }));
    const fieldWidth = Math.max(...rows.map(({ field }) => field.length));
    const short = rows.map(({ before }) => before.length).filter((width) => width <= LONG_VALUE);
    const beforeWidth = Math.max(0, ...short);
    return [
      `  ${style.bold(printable(device))}`,
      ...rows.map(({ field, before, after }) => {
        const start = `    ${field.padEnd(fieldWidth)}  `;
        return before.length > LONG_VALUE
          ? `${start}${before}\n${' '.repeat(start.length - 2)}→ ${after}`
          : `${start}${before.padStart(beforeWidth)} → ${after}`;
      }),
    ];
  });
}

/** A leaf's value for reading: whole numbers from 10 on in hex, as hardware manuals write them. */
export function formatLeaf(value: LeafValue | undefined): string {
  if (value === undefined) return '(none)';
  if (value instanceof Uint8Array) return formatBytesLeaf(value);
  if (typeof value === 'string') {
    const text = printable(value);
    const shown = text.slice(0, SHOWN_CHARACTERS);
    return `"${shown}"${shown === text ? '' : '…'}`;
  }
  if (typeof value === 'bigint') return value < 10n ? value.toString() : `0x${value.toString(16)}`;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 10) {
    return formatHex(value);
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function formatBytesLeaf(bytes: Uint8Array): string {
  if (bytes.length === 0) return '(no bytes)';
  const shown = Array.from(bytes.subarray(0, SHOWN_BYTES), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join(' ');
  return bytes.length <= SHOWN_BYTES ? shown : `${shown} … (${countOf(bytes.length, 'byte')})`;
}
