import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runUnprotected } from '../../../src/node/unprotectedRuns';

const distribution = pathToFileURL(`${path.resolve('dist')}${path.sep}`);
const request = {
  workload: 'hotset',
  seed: 1,
  fromInstructions: 2_000_000,
  instructions: 20_000_000,
  distribution,
};

describe('an unprotected run', () => {
  it('takes the time of the same instructions with and without log-dirty', async () => {
    const told: number[] = [];
    const run = await runUnprotected(request, { progress: (share) => told.push(share) });
    assert.ok(run.instructions >= request.instructions, 'at least what was asked for');
    assert.ok(run.unprotectedUs > 0 && run.logDirtyUs > 0);
    assert.ok(run.epochs > 100, 'dirty pages were collected again and again');
    assert.equal(told.at(-1), 1);
  });

  it('ends when it is cancelled', async () => {
    const abort = new AbortController();
    const running = runUnprotected(request, {
      progress: () => abort.abort(),
      signal: abort.signal,
    });
    await assert.rejects(running, { kind: 'cancelled' });
  });

  it('knows the workloads that there are', async () => {
    const running = runUnprotected({ ...request, workload: 'nope' });
    await assert.rejects(running, { kind: 'usage', message: /no workload "nope"/ });
  });
});
