import type { LeafValue } from '../core/deviceState';
import { formatOf, type FieldFormat } from './registers/fieldRules';
import { changeText, partChanges, type PartChange } from './registers/registerParts';

/** Bytes of a byte leaf that are written out. */
const SHOWN_BYTES = 16;

/** Characters of a text leaf that are written out. */
const SHOWN_CHARACTERS = 200;

/** What stands where a leaf is not there. */
const ABSENT = '–';

/** Writes a number with at most so many digits behind the point. */
export type WriteNumber = (value: number | bigint, digits?: number) => string;

const inEnglish: WriteNumber = (value, digits = 0) =>
  new Intl.NumberFormat('en-US', { maximumFractionDigits: digits }).format(value);

/**
 * The leaf, written for reading. `undefined`: there is no such leaf.
 * @param write writes what is not hexadecimal; as in English if it is left out.
 */
export function formatLeaf(
  device: string,
  field: string,
  value: LeafValue | undefined,
  write: WriteNumber = inEnglish,
): string {
  switch (typeof value) {
    case 'undefined':
      return ABSENT;
    case 'boolean':
      return String(value);
    case 'string':
      return value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
    case 'number':
    case 'bigint':
      return formatNumber(value, formatOf(device, field), write);
    default:
      return value === null ? 'null' : formatBytes(value, write);
  }
}

/** Names of the bits that changed, such as `+ZF`; undefined if none did, or none has a name. */
export function formatChangedBits(
  device: string,
  field: string,
  before: LeafValue | undefined,
  after: LeafValue | undefined,
): readonly string[] | undefined {
  if (typeof before !== 'number' || typeof after !== 'number') return undefined;
  const changed = formatParts(device, field, before, after)?.filter(
    (part) => part.before !== part.after,
  );
  return changed === undefined || changed.length === 0 ? undefined : changed.map(changeText);
}

/**
 * What the leaf's bits mean, before and after, lowest bit first; undefined if that is not known, or
 * the leaf is on neither side a whole number.
 */
export function formatParts(
  device: string,
  field: string,
  before: LeafValue | undefined,
  after: LeafValue | undefined,
): readonly PartChange[] | undefined {
  const { parts } = formatOf(device, field);
  const [was, is] = [registerOf(before), registerOf(after)];
  if (parts === undefined || (was === undefined && is === undefined)) return undefined;
  return partChanges(parts, was, is);
}

/** The lowest 32 bits, which are all that have names. */
function registerOf(value: LeafValue | undefined): number | undefined {
  if (typeof value === 'bigint') return Number(BigInt.asUintN(32, value));
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

function formatNumber(
  value: number | bigint,
  { hexDigits }: FieldFormat,
  write: WriteNumber,
): string {
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (hexDigits !== undefined && isWhole) {
    // A register that a machine keeps as a signed number is still the same bits.
    const unsigned = typeof value === 'number' && value < 0 ? value + 2 ** 32 : value;
    if (unsigned >= 0) return `0x${unsigned.toString(16).toUpperCase().padStart(hexDigits, '0')}`;
  }
  return write(value, isWhole ? 0 : 6);
}

function formatBytes(bytes: Uint8Array, write: WriteNumber): string {
  const head = Array.from(bytes.subarray(0, SHOWN_BYTES), (byte) =>
    byte.toString(16).toUpperCase().padStart(2, '0'),
  ).join(' ');
  if (bytes.length === 0) return '0 bytes';
  if (bytes.length <= SHOWN_BYTES) return head;
  return `${head} … ${write(bytes.length)} bytes`;
}
