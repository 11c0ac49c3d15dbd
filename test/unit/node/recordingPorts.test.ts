import assert from 'node:assert/strict';
import { MessageChannel } from 'node:worker_threads';
import { KemariError } from '../../../src/core/errors';
import { MessagePortLink } from '../../../src/node/ports/messagePortLink';
import { PortQueue } from '../../../src/node/ports/portQueue';
import { RecorderInbox, RecorderLog } from '../../../src/node/ports/recorderChannel';
import { failedOutcome, unwrapError } from '../../../src/node/ports/workerOutcome';
import type { Commit } from '../../../src/engine/active';
import { TransactionBuffers } from '../../../src/engine/transactionBuffers';
import { TOY_PAGES, ToyMachine } from '../../support/toyMachine';

describe('a queue over a message port', () => {
  it('delivers in order what was sent before it was closed, and then says that it is closed', async () => {
    const { port1, port2 } = new MessageChannel();
    const sender = new PortQueue(port1);
    const receiver = new PortQueue(port2);
    sender.send('first');
    sender.send('second');
    sender.close();
    assert.equal(await receiver.receive(), 'first');
    assert.equal(await receiver.receive(), 'second');
    assert.equal(await receiver.receive(), undefined);
    assert.equal(await receiver.receive(), undefined);
  });

  it('ends a receive that waits when either side closes', async () => {
    for (const closes of [0, 1]) {
      const { port1, port2 } = new MessageChannel();
      const queues = [new PortQueue(port1), new PortQueue(port2)];
      const waiting = queues[0].receive();
      queues[closes].close();
      assert.equal(await waiting, undefined);
      queues[0].send('nobody hears this');
    }
  });
});

describe('a link between threads', () => {
  it('hands over frames in shared memory without a copy', async () => {
    const { port1, port2 } = new MessageChannel();
    const here = new MessagePortLink(port1, 'there');
    const there = new MessagePortLink(port2, 'here');
    const bytes = new Uint8Array(new SharedArrayBuffer(16), 8, 4);
    await here.send(bytes);
    const received = await there.receive();
    bytes[0] = 7;
    assert.equal(received?.length, 4);
    assert.equal(received?.[0], 7);
    here.close();
  });

  it('refuses what are no frames', async () => {
    const { port1, port2 } = new MessageChannel();
    const link = new MessagePortLink(port1, 'passive');
    port2.postMessage('hello');
    await assert.rejects(link.receive(), /the passive sent something else than frames/);
    link.close();
  });
});

describe('the channel to the recorder', () => {
  const commit = (timeUs: number): Commit => ({
    transaction: new Uint8Array(new SharedArrayBuffer(8)),
    epochStartUs: 0,
    timeUs,
    phasesUs: { stop: 1, collect: 2, devices: 3, copy: 4, send: 5, ack: 6, resume: 7 },
    sentBytes: 8,
  });

  /** Both ends, and the two buffers that commits come in. */
  function openChannel(): { buffers: TransactionBuffers; log: RecorderLog; inbox: RecorderInbox } {
    const { port1, port2 } = new MessageChannel();
    const buffers = new TransactionBuffers({ count: 2, bytes: 1 << 30 });
    return { buffers, log: new RecorderLog(port1, buffers), inbox: new RecorderInbox(port2) };
  }

  it('tells the guest first, then every commit in order, and gives buffers back', async () => {
    const { buffers, log, inbox } = openChannel();
    log.begin(new ToyMachine('serial', 1));
    for (const time of [1, 2]) log.append(commit(time), buffers.tryAcquire()!);
    assert.deepEqual(await inbox.guest(), { machine: 'toy', pages: TOY_PAGES });
    const times: number[] = [];
    const recorded = inbox.forEach(({ timeUs }) => {
      times.push(timeUs);
      return Promise.resolve();
    });
    await buffers.acquire();
    await buffers.acquire();
    await log.end();
    await recorded;
    assert.deepEqual(times, [1, 2]);
  });

  it('hands a commit over while the one before is recorded, and gives buffers back in order', async () => {
    const { buffers, log, inbox } = openChannel();
    log.begin(new ToyMachine('serial', 1));
    for (const time of [1, 2]) log.append(commit(time), buffers.tryAcquire()!);
    await inbox.guest();
    let bothCame = (): void => undefined;
    const both = new Promise<void>((resolve) => (bothCame = resolve));
    const recorded = inbox.forEach(({ timeUs }) => {
      if (timeUs === 2) bothCame();
      return both;
    });
    await both;
    await buffers.acquire();
    await buffers.acquire();
    await log.end();
    await recorded;
  });

  it('writes what was committed before the active was gone', async () => {
    const { port1, port2 } = new MessageChannel();
    const buffers = new TransactionBuffers({ count: 2, bytes: 1 << 30 });
    const log = new RecorderLog(port1, buffers);
    log.begin(new ToyMachine('serial', 1));
    log.append(commit(1), buffers.tryAcquire()!);
    await log.end();
    const inbox = new RecorderInbox(port2);
    await inbox.guest();
    let recorded = 0;
    await inbox.forEach(() => Promise.resolve(void recorded++));
    assert.equal(recorded, 1);
  });

  it('knows of no guest when the active was gone before it had one', async () => {
    const { port1, port2 } = new MessageChannel();
    const inbox = new RecorderInbox(port2);
    port1.close();
    assert.equal(await inbox.guest(), undefined);
  });

  it('tells the active when nothing can be written any more', async () => {
    const { buffers, log, inbox } = openChannel();
    log.begin(new ToyMachine('serial', 1));
    log.append(commit(1), buffers.tryAcquire()!);
    assert.ok(buffers.tryAcquire());
    await inbox.guest();
    const full = inbox.forEach(() => Promise.reject(new Error('no space left')));
    await assert.rejects(full, /no space left/);
    await assert.rejects(buffers.acquire(), /the recorder is gone/);
  });
});

describe('an error from another thread', () => {
  /** As a message between threads changes it. */
  const cross = (error: unknown): Error => {
    const outcome = structuredClone(failedOutcome(error));
    assert.equal(outcome.kind, 'failed');
    return unwrapError((outcome as Extract<typeof outcome, { kind: 'failed' }>).error);
  };

  it('is still a KemariError with its kind and place', () => {
    const error = cross(new KemariError('output', 'disk full', { file: 'a.kemari', offset: 5 }));
    assert.ok(error instanceof KemariError);
    assert.deepEqual([error.kind, error.message], ['output', 'disk full']);
    assert.deepEqual(error.place, { file: 'a.kemari', offset: 5 });
  });

  it('keeps its message and its stack, whatever it was', () => {
    const original = new TypeError('not a function');
    assert.equal(cross(original).stack, original.stack);
    assert.equal(cross('thrown text').message, 'thrown text');
  });
});
