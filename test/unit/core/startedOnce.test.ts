import assert from 'node:assert/strict';
import { startedOnce } from '../../../src/core/startedOnce';

describe('What is started once', () => {
  it('is the same for all who ask', async () => {
    let starts = 0;
    const ask = startedOnce(() => Promise.resolve(++starts));
    assert.deepEqual(await Promise.all([ask(), ask()]), [1, 1]);
    assert.equal(await ask(), 1);
  });

  it('is started anew after it could not be', async () => {
    let starts = 0;
    const ask = startedOnce(() =>
      ++starts === 1 ? Promise.reject(new Error('no memory')) : Promise.resolve(starts),
    );
    const first = [ask(), ask()];
    await assert.rejects(first[0], /no memory/);
    await assert.rejects(first[1], /no memory/);
    assert.equal(await ask(), 2);
    assert.equal(await ask(), 2);
  });
});
