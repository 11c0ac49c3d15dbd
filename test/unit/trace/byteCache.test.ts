import assert from 'node:assert/strict';
import { ByteCache } from '../../../src/trace/byteCache';

describe('A cache with a byte budget', () => {
  it('gives up what was not used for longest once the budget is exceeded', () => {
    const cache = new ByteCache<string>(100);
    cache.set(1, 'a', 40);
    cache.set(2, 'b', 40);
    assert.equal(cache.get(1), 'a');
    cache.set(3, 'c', 40);
    assert.deepEqual(
      [1, 2, 3].map((key) => cache.get(key)),
      ['a', undefined, 'c'],
    );
    assert.equal(cache.bytes, 80);
  });

  it('does not keep a value above its whole budget, nor give up others for it', () => {
    const cache = new ByteCache<string>(100);
    cache.set(1, 'a', 40);
    cache.set(2, 'b', 101);
    assert.equal(cache.get(1), 'a');
    assert.equal(cache.get(2), undefined);
  });

  it('counts a value that replaces another once', () => {
    const cache = new ByteCache<string>(100);
    cache.set(1, 'a', 60);
    cache.set(1, 'b', 50);
    assert.equal(cache.bytes, 50);
    assert.equal(cache.get(1), 'b');
    cache.clear();
    assert.equal(cache.bytes, 0);
    assert.equal(cache.get(1), undefined);
  });
});
