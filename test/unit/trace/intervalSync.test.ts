import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { IntervalSync } from '../../../src/trace/intervalSync';

/** A sync that lasts until it is let go, and how often it was begun. */
function heldSync(): { sync(): Promise<void>; letGo(): void; begun: number } {
  let letGo = (): void => undefined;
  const held = {
    begun: 0,
    sync(): Promise<void> {
      held.begun++;
      return new Promise<void>((resolve) => (letGo = resolve));
    },
    letGo: () => letGo(),
  };
  return held;
}

const never = (error: unknown): never => assert.fail(String(error));

describe('Synchronizing at intervals', () => {
  it('does so after what was written, though nothing follows', async () => {
    let synced = 0;
    const interval = new IntervalSync(async () => void synced++, 1, never);
    await pause(20);
    assert.equal(synced, 0);
    for (let i = 0; i < 5; i++) interval.wrote();
    await pause(20);
    assert.equal(synced, 1);
    await interval.stop();
  });

  it('does so again after what was written meanwhile', async () => {
    const held = heldSync();
    const interval = new IntervalSync(() => held.sync(), 0, never);
    interval.wrote();
    await pause(10);
    interval.wrote();
    await pause(10);
    assert.equal(held.begun, 1);
    held.letGo();
    await pause(10);
    assert.equal(held.begun, 2);
    held.letGo();
    await interval.stop();
    assert.equal(held.begun, 2);
  });

  it('tells what failed, and does so no more', async () => {
    const failures: unknown[] = [];
    const gone = new Error('the disk is gone');
    const interval = new IntervalSync(
      () => Promise.reject(gone),
      0,
      (error) => failures.push(error),
    );
    interval.wrote();
    await pause(10);
    interval.wrote();
    await pause(10);
    assert.deepEqual(failures, [gone]);
    await interval.stop();
  });

  it('waits for what runs when it is stopped, and starts nothing more', async () => {
    const held = heldSync();
    const interval = new IntervalSync(() => held.sync(), 0, never);
    interval.wrote();
    await pause(10);
    let stopped = false;
    const stop = interval.stop().then(() => (stopped = true));
    interval.wrote();
    await pause(10);
    assert.equal(stopped, false);
    held.letGo();
    await stop;
    await pause(10);
    assert.equal(held.begun, 1);
  });
});
