/** A run of bytes: from the first to the one behind the last. */
export interface ByteRun {
  readonly start: number;
  readonly end: number;
}

/** Maximal runs of bytes that differ between two versions of a page. */
export function differingRuns(before: Uint8Array, after: Uint8Array): ByteRun[] {
  const runs: ByteRun[] = [];
  const length = Math.min(before.length, after.length);
  let start = -1;
  for (let i = 0; i <= length; i++) {
    const differs = i < length && before[i] !== after[i];
    if (differs && start < 0) start = i;
    if (!differs && start >= 0) {
      runs.push({ start, end: i });
      start = -1;
    }
  }
  return runs;
}

/** How many bytes the runs hold. */
export function bytesIn(runs: readonly ByteRun[]): number {
  return runs.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Index of the run that holds an offset, or -1. */
export function runAt(runs: readonly ByteRun[], offset: number): number {
  return runs.findIndex(({ start, end }) => offset >= start && offset < end);
}

/** Index of the next run that begins behind an offset, or before it; wraps around. -1 without runs. */
export function nextRun(runs: readonly ByteRun[], offset: number, direction: 1 | -1): number {
  if (runs.length === 0) return -1;
  if (direction === 1) {
    const next = runs.findIndex(({ start }) => start > offset);
    return next < 0 ? 0 : next;
  }
  const previous = runs.findLastIndex(({ end }) => end <= offset);
  return previous < 0 ? runs.length - 1 : previous;
}
