import { asGuestAddress, formatHex, gfnOf, PAGE_SIZE, type GuestAddress } from '../../core/gfn';
import {
  ofChangedBytes,
  ofChangedField,
  ofDirtyPages,
  type PointMatcher,
} from '../../replay/pointMatcher';
import { formatFieldName, formatPageRange, type FieldName } from './guestNames';

/** What a data breakpoint watches. */
export type DataTarget =
  | ({ readonly kind: 'field' } & FieldName)
  | { readonly kind: 'memory'; readonly start: GuestAddress; readonly bytes: number };

/** The most bytes of guest memory that one breakpoint may watch: all that a PC can have. */
const MOST_BYTES = 2 ** 52;

/** The target as a breakpoint's id, which outlives the session. */
export function formatDataId(target: DataTarget): string {
  return target.kind === 'field'
    ? `field:${target.device}:${target.path}`
    : `memory:${formatHex(target.start)}:${target.bytes}`;
}

/** Reads what {@link formatDataId} writes; undefined if it is something else. */
export function parseDataId(id: string): DataTarget | undefined {
  const field = /^field:([^:]+):(.*)$/s.exec(id);
  if (field !== null) return { kind: 'field', device: field[1], path: field[2] };
  const memory = /^memory:(0x[0-9a-f]{1,13}):(\d{1,16})$/.exec(id);
  if (memory === null) return undefined;
  return memoryTarget(Number(memory[1]), Number(memory[2]));
}

/** Bytes of guest memory; undefined if there are none, or not all are below the highest address. */
export function memoryTarget(start: number, bytes: number): DataTarget | undefined {
  if (!Number.isSafeInteger(start) || start < 0) return undefined;
  if (!Number.isSafeInteger(bytes) || bytes < 1 || start + bytes > MOST_BYTES) return undefined;
  return { kind: 'memory', start: asGuestAddress(start), bytes };
}

/**
 * Where the target is written to. Whole pages: where one of them was dirty, whatever was written; parts
 * of pages, and fields: where they became something else.
 */
export function matcherOf(target: DataTarget): PointMatcher {
  if (target.kind === 'field') return ofChangedField(target.device, target.path);
  const { start, bytes } = target;
  return isWholePages(target)
    ? ofDirtyPages(gfnOf(start), gfnOf(asGuestAddress(start + bytes - 1)))
    : ofChangedBytes(start, bytes);
}

/** The target in a few words. */
export function nameOf(target: DataTarget): string {
  if (target.kind === 'field') return formatFieldName(target);
  const { start, bytes } = target;
  if (isWholePages(target)) {
    const last = gfnOf(asGuestAddress(start + bytes - 1));
    return formatPageRange({ first: gfnOf(start), last });
  }
  return bytes === 1 ? formatHex(start) : `${formatHex(start)}..${formatHex(start + bytes - 1)}`;
}

function isWholePages({ start, bytes }: DataTarget & { readonly kind: 'memory' }): boolean {
  return start % PAGE_SIZE === 0 && bytes % PAGE_SIZE === 0;
}
