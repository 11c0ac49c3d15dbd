import assert from 'node:assert/strict';
import type { Output } from '../../src/core/syncPoint';

/**
 * Both together are the whole, except that up to `repeatable` outputs at the end of the first may come
 * again at the start of the second.
 */
export function assertContinues(
  before: readonly Output[],
  after: readonly Output[],
  whole: readonly Output[],
  repeatable: number,
  label: string,
): void {
  assert.deepEqual(before, whole.slice(0, before.length), `${label}: the active's outputs`);
  const starts = Array.from({ length: repeatable + 1 }, (_, i) => before.length - i);
  const start = starts.find((from) => from >= 0 && isPart(after, whole, from));
  assert.notEqual(start, undefined, `${label}: the passive's outputs do not continue`);
}

function isPart(part: readonly Output[], whole: readonly Output[], from: number): boolean {
  return part.every((output, i) => {
    const other = whole[from + i];
    return (
      other !== undefined &&
      other.kind === output.kind &&
      other.diskOffset === output.diskOffset &&
      Buffer.compare(other.data, output.data) === 0
    );
  });
}
