/** Where a key leads in a list of rows, from a row (-1: none yet); undefined if it is no such key. */
export function rowForKey(
  key: string,
  row: number,
  length: number,
  pageRows: number,
): number | undefined {
  if (length === 0) return undefined;
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -pageRows,
    PageDown: pageRows,
    Home: -length,
    End: length,
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (step === undefined) return undefined;
  return Math.max(0, Math.min(length - 1, (row < 0 && step > 0 ? -1 : row) + step));
}
