import assert from 'node:assert/strict';
import { followPoints } from '../../../src/cli/follow';
import { randomTrace } from '../../support/randomTrace';

/** A trace that has more sync points at each refresh, and is closed at last. */
function growing(counts: readonly number[]): ReturnType<typeof randomTrace> {
  const trace = randomTrace(1, counts[counts.length - 1]);
  let at = 0;
  return Object.defineProperties(trace, {
    pointCount: { get: () => counts[at] },
    complete: { get: () => at === counts.length - 1 },
    refresh: { value: () => Promise.resolve(++at > 0) },
  });
}

describe('following a recording', () => {
  it('hands every sync point over once, in order, until it is closed', async () => {
    const shown: number[][] = [];
    const show = async ({ from, to }: { from: number; to: number }): Promise<void> => {
      shown.push([from, to]);
    };
    await followPoints(growing([3, 3, 4, 9, 9]), 1, show, new AbortController().signal);
    assert.deepEqual(shown, [
      [1, 2],
      [3, 3],
      [4, 8],
    ]);
  });

  it('ends when it is interrupted, and says that the recording was not closed', async () => {
    const abort = new AbortController();
    const show = async (): Promise<void> => abort.abort();
    const ended = followPoints(growing([3, 4]), 0, show, abort.signal);
    await assert.rejects(ended, /interrupted; memory\.kemari was not closed until then/);
  });
});
