/** How numbers, sizes, times and foreign text are written out for reading. */

/** `1,234,567`. */
export function formatCount(value: number): string {
  return groupDigits(value.toString());
}

/** With a fixed number of decimals, and thousands separators: `1,234.5`. */
export function formatDecimal(value: number, decimals: number): string {
  const [whole, fraction] = value.toFixed(decimals).split('.');
  return fraction === undefined ? groupDigits(whole) : `${groupDigits(whole)}.${fraction}`;
}

/** `3 pages`, `1 page`. */
export function countOf(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}

/** In the largest unit that leaves something before the point: `512 B`, `51.2 KiB`, `32 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const decimals = Number.isInteger(value) ? 0 : value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${formatDecimal(value, decimals)} ${units[unit]}`;
}

/** In the unit that suits the length: `845 µs`, `12.3 ms`, `12.34 s`, `3 min 20 s`. */
export function formatDuration(us: number): string {
  if (us < 1e3) return `${formatDecimal(us, Number.isInteger(us) ? 0 : 1)} µs`;
  if (us < 1e6) return `${(us / 1e3).toFixed(us < 1e5 ? 1 : 0)} ms`;
  if (us < 12e7) return `${(us / 1e6).toFixed(2)} s`;
  const seconds = Math.round(us / 1e6);
  return `${formatCount(Math.floor(seconds / 60))} min ${seconds % 60} s`;
}

/** A part of a whole: `3.4 %`; a dash where the whole is nothing. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  return `${((100 * part) / whole).toFixed(1)} %`;
}

/**
 * Text that came out of a file, fit for a terminal: control characters, which could move the cursor
 * or worse, are written as escapes.
 */
export function printable(text: string): string {
  return text.replace(
    // Line and paragraph separators and the marks that turn the direction of writing, too.
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Seconds with microseconds, for columns of times: `12.345678`. */
export function formatSeconds(us: number): string {
  return formatDecimal(us / 1e6, 6);
}

function groupDigits(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
