import type { LeafValue } from '../core/deviceState';
import type { Comparison } from './tokens';

/**
 * Compares two values of devices, or one with what a query says. Flags count as 0 and 1 beside a
 * number; bytes are their hex digits beside text. Values that cannot be compared are not equal and in
 * no order; with a value that is not there, nothing holds, not even `!=`.
 */
export function holds(
  left: LeafValue | undefined,
  operator: Comparison,
  right: LeafValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return false;
  const a = comparable(left);
  const b = comparable(right);
  const isOrdered = isNumber(a) === isNumber(b) && a !== null && b !== null;
  switch (operator) {
    case '==':
      return isOrdered ? isEqual(a, b) : a === b;
    case '!=':
      return isOrdered ? !isEqual(a, b) : a !== b;
    case '<':
      return isOrdered && a < b;
    case '<=':
      return isOrdered && a <= b;
    case '>':
      return isOrdered && a > b;
    case '>=':
      return isOrdered && a >= b;
  }
}

/** Whether two values of one kind are equal; a number and a 64-bit integer are if they are the same number. */
export function isEqual<T extends number | bigint | string>(a: T, b: T): boolean {
  return a <= b && a >= b;
}

function comparable(value: LeafValue): number | bigint | string | null {
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Uint8Array) {
    return Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return value;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}
