import { formatNumber } from '../l10n';

/** `9,400` */
export function formatCount(count: number): string {
  return formatNumber(count);
}

/** `700–999`, or `700` where both ends are the same. */
export function formatRange(from: number, to: number): string {
  return from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `512 B`, `1.5 KiB`, `32 MiB`: at most three digits that are not zero after the rounding. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = Number.isInteger(value) || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${formatNumber(value, digits)} ${UNITS[unit]}`;
}

/** Digits that still read at a glance. */
const SHORT = 100_000;

/** An address as a size: exact where a short number is, such as `3.5 GiB` or `4,048 MiB`, else rounded. */
export function formatAddressAsSize(address: number): string {
  if (address === 0) return '0';
  for (let unit = UNITS.length - 1; unit >= 1; unit--) {
    const value = address / 1024 ** unit;
    if (value < 1 || !Number.isInteger(value < 1000 ? value * 4 : value)) continue;
    if (value >= SHORT) break;
    return `${formatNumber(value, 2)} ${UNITS[unit]}`;
  }
  return formatBytes(address);
}

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/**
 * One of several addresses that are a step apart, such as those beside the rows of a map: all in the
 * same unit, or all in hexadecimal where no unit is short and exact.
 */
export function formatSteppedAddress(address: number, step: number): string {
  if (address === 0) return '0';
  for (const [unit, size] of [
    ['GiB', GIB],
    ['MiB', MIB],
  ] as const) {
    // Quarters are the shortest fractions that still read at a glance.
    if (step % (size / 4) !== 0 || address % (size / 4) !== 0 || address < size) continue;
    return `${formatNumber(address / size, 2)} ${unit}`;
  }
  return step % (MIB / 4) === 0 && address < MIB
    ? formatBytes(address)
    : `0x${address.toString(16)}`;
}

/** `0.04 ms`, `3.41 ms`, `47.2 ms`, `1.25 s`: three digits, from microseconds. */
export function formatDuration(microseconds: number): string {
  return formatMilliseconds(microseconds / 1000, true);
}

/** As {@link formatDuration}, without zeros at the end: for numbers that are round anyway. */
export function formatRoundDuration(microseconds: number): string {
  return formatMilliseconds(microseconds / 1000, false);
}

function formatMilliseconds(ms: number, exactly: boolean): string {
  return ms >= 999.5 ? `${threeDigits(ms / 1000, exactly)} s` : `${threeDigits(ms, exactly)} ms`;
}

function threeDigits(value: number, exactly: boolean): string {
  if (value === 0) return '0';
  return formatNumber(value, value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2, exactly);
}
