import assert from 'node:assert/strict';
import { pointHistograms } from '../../../../src/analysis/report/histogram';
import { clockedTrace } from '../../../support/clockedTrace';
import { randomTrace } from '../../../support/randomTrace';

describe('the histograms of a trace', () => {
  it('count every sync point but the first, in bins that hold the largest', async () => {
    for (const seed of [1, 2, 3]) {
      const trace = randomTrace(seed, 200);
      const found = await pointHistograms(trace);
      assert.ok(found !== undefined);
      const { dirtyPages, pauseUs } = await trace.figures(1, 199);
      for (const [{ counts, edges }, most] of [
        [found.dirtyPages, dirtyPages.max],
        [found.pauseUs, pauseUs.max],
      ] as const) {
        assert.equal(
          counts.reduce((sum, count) => sum + count, 0),
          199,
        );
        assert.ok(edges.length <= 40);
        assert.ok(edges[edges.length - 1] >= most && (edges.at(-2) ?? 0) < most);
        assert.ok((counts.at(-1) ?? 0) > 0, 'the last bin is not empty');
      }
    }
  });

  it('put a value on an edge into the bin below it', async () => {
    const trace = clockedTrace([{}, { pages: 32 }, { pages: 64 }, { pages: 1 }, { pages: 2 }]);
    const { dirtyPages } = (await pointHistograms(trace))!;
    assert.deepEqual(dirtyPages.edges.slice(0, 3), [2, 4, 6]);
    assert.deepEqual(
      [dirtyPages.counts[0], dirtyPages.counts[15], dirtyPages.counts[31]],
      [2, 1, 1],
    );
  });

  it('are none of a trace with nothing but its first image', async () => {
    assert.equal(await pointHistograms(clockedTrace([{}])), undefined);
  });

  it('have a bin where nothing was dirty', async () => {
    const { dirtyPages } = (await pointHistograms(clockedTrace([{}, {}])))!;
    assert.deepEqual([dirtyPages.edges, dirtyPages.counts], [[1], [1]]);
  });
});
