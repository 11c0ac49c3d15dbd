import assert from 'node:assert/strict';
import { TransactionBuffers } from '../../../src/engine/transactionBuffers';

describe('transaction buffers', () => {
  it('are used again', () => {
    const buffers = new TransactionBuffers({ count: 2, bytes: 1 << 30 });
    const first = buffers.tryAcquire()!;
    buffers.release(first);
    assert.equal(buffers.tryAcquire(), first);
  });

  it('run out at the limit of their count, until one comes back', async () => {
    const buffers = new TransactionBuffers({ count: 2, bytes: 1 << 30 });
    const first = buffers.tryAcquire()!;
    assert.ok(buffers.tryAcquire());
    assert.equal(buffers.tryAcquire(), undefined);
    const waiting = buffers.acquire();
    buffers.release(first);
    assert.equal(await waiting, first);
  });

  it('run out at the limit of their bytes, but one can always be had', () => {
    const buffers = new TransactionBuffers({ count: 8, bytes: 1 });
    const only = buffers.tryAcquire()!;
    assert.equal(buffers.tryAcquire(), undefined);
    buffers.release(only);
    assert.ok(buffers.tryAcquire());
  });

  it('grow when more is needed, and shrink again after an image', () => {
    const buffers = new TransactionBuffers({ count: 2, bytes: 1 << 30 });
    const small = buffers.tryAcquire()!;
    const large = buffers.atLeast(small, 8 << 20);
    assert.ok(large.length >= 8 << 20);
    assert.equal(buffers.atLeast(large, 100), large);
    buffers.release(large);
    assert.ok(buffers.tryAcquire()!.length < 8 << 20);
  });

  it('tell who waits that none will come back', async () => {
    const buffers = new TransactionBuffers({ count: 2, bytes: 1 });
    buffers.tryAcquire();
    const waiting = buffers.acquire();
    buffers.fail(new Error('the recorder is gone'));
    await assert.rejects(waiting, /the recorder is gone/);
    assert.throws(() => buffers.tryAcquire(), /the recorder is gone/);
  });

  it('refuse what they did not hand out', () => {
    const buffers = new TransactionBuffers({ count: 2, bytes: 1 });
    assert.throws(() => buffers.release(new Uint8Array(1)), /not in use/);
  });

  it('lie in shared memory, so that threads can look at them without a copy', () => {
    const buffers = new TransactionBuffers({ count: 2, bytes: 1 });
    assert.ok(buffers.tryAcquire()!.buffer instanceof SharedArrayBuffer);
  });
});
