import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Throttle } from '../../../src/core/throttle';

describe('A throttle', () => {
  it('acts at once, and once more for all that was asked meanwhile', async () => {
    let times = 0;
    const throttle = new Throttle(20, () => times++);
    for (let i = 0; i < 5; i++) throttle.request();
    assert.equal(times, 1);
    await pause(60);
    assert.equal(times, 2);
    await pause(60);
    assert.equal(times, 2);
    throttle.request();
    assert.equal(times, 3);
    throttle.dispose();
  });

  it('leaves undone what waits when it is disposed', async () => {
    let times = 0;
    const throttle = new Throttle(5, () => times++);
    throttle.request();
    throttle.request();
    throttle.dispose();
    await pause(30);
    assert.equal(times, 1);
  });
});
