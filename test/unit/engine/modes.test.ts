import assert from 'node:assert/strict';
import { pauseOf, type Phase } from '../../../src/core/syncPoint';
import type { SyncMode } from '../../../src/engine/syncMode';
import { TransactionBuffers } from '../../../src/engine/transactionBuffers';
import {
  runPair,
  toyPair,
  transactionsOf,
  type ToyPair,
  type ToyPairOptions,
} from '../../support/toyPair';

/** A pair whose clock ticks at every look. */
function pairIn(mode: SyncMode, options: ToyPairOptions = {}): ToyPair {
  let nowUs = 0;
  const clock = (): number => (nowUs += 10);
  const buffers = new TransactionBuffers({ count: 8, bytes: 16 << 20 });
  return toyPair({ ...options, parts: { clock, mode, buffers, ...options.parts } });
}

/** Holds the passive's answers back, but for that to the first image, until they are let through. */
function holdAnswers({ links }: ToyPair): { letThrough(): void; sent(): number } {
  let sent = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const { receive, send } = links.active;
  links.active.send = function (this: typeof links.active, bytes) {
    sent++;
    return send.call(this, bytes);
  };
  links.active.receive = async function (this: typeof links.active) {
    const answer = await receive.call(this);
    if (sent > 1) await opened;
    return answer;
  };
  return { letThrough: () => open(), sent: () => sent };
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('the active in mode periodic', () => {
  it('takes sync points by the clock, each with what was output in between', async () => {
    const pair = pairIn({ kind: 'periodic', intervalUs: 2_000 }, { workload: 'burst' });
    await runPair(pair, 12);
    for (const { epochStartUs, timeUs } of pair.commits.slice(1)) {
      assert.ok(timeUs - epochStartUs >= 2_000);
      assert.ok(timeUs - epochStartUs < 2_200, `${timeUs - epochStartUs} us`);
    }
    const [, ...points] = transactionsOf(pair);
    for (const { cause } of points) assert.equal(cause, 'periodic');
    assert.ok(points.some(({ outputs }) => outputs.length > 5));
    assert.deepEqual(
      pair.released,
      points.flatMap(({ outputs }) => outputs),
    );
  });

  it('lets nothing out before the next sync point is acknowledged', async () => {
    const pair = pairIn({ kind: 'periodic', intervalUs: 2_000 }, { workload: 'burst' });
    const released: number[] = [];
    const { send } = pair.links.active;
    pair.links.active.send = function (this: typeof pair.links.active, bytes) {
      released.push(pair.released.length);
      return send.call(this, bytes);
    };
    await runPair(pair, 4);
    assert.deepEqual(released.slice(0, 2), [0, 0]);
    assert.ok(released[2] > 0 && released[3] > released[2]);
  });

  it('takes one early when no more can be held', async () => {
    const pair = pairIn({ kind: 'periodic', intervalUs: 1e9 }, { workload: 'burst' });
    await runPair(pair, 3);
    for (const { cause, outputs } of transactionsOf(pair).slice(1)) {
      assert.equal(cause, outputs[0].kind);
      assert.ok(outputs.length >= 1024 && outputs.length < 1100);
    }
  });
});

describe('the active in mode pipelined', () => {
  const pipelined: SyncMode = { kind: 'pipelined', inFlight: 3, aheadUs: 500, pagesAtOnce: 2 };

  it('lets outputs out in order, and none whose transaction is not acknowledged', async () => {
    const pair = pairIn(pipelined, { workload: 'burst' });
    const answers = holdAnswers(pair);
    const running = runPair(pair, 10);
    await turns(100);
    assert.equal(pair.released.length, 0);
    assert.equal(pair.commits.length, 1, 'the first image');
    answers.letThrough();
    await running;
    assert.equal(pair.passive.committed, 9);
    assert.deepEqual(
      pair.released,
      transactionsOf(pair).flatMap(({ outputs }) => outputs),
    );
  });

  it('lets the guest run ahead, and no further than told', async () => {
    const pair = pairIn(pipelined, { workload: 'burst' });
    const answers = holdAnswers(pair);
    const running = runPair(pair, 10);
    await turns(100);
    assert.equal(answers.sent(), 1 + 3, 'the image and as many as may be in flight');
    const { virtualTimeUs } = pair.machine;
    await turns(100);
    assert.equal(pair.machine.virtualTimeUs, virtualTimeUs, 'the guest stands still');
    answers.letThrough();
    await running;
    const waits = pair.commits.slice(1).map(({ phasesUs }) => phasesUs.ack);
    assert.ok(Math.max(...waits) > 0, 'and that is part of a pause');
  });

  it('puts outputs that come while there is no room into one sync point', async () => {
    const pair = pairIn({ ...pipelined, inFlight: 1, pagesAtOnce: 1 }, { workload: 'serial' });
    const { receive } = pair.links.active;
    pair.links.active.receive = async function (this: typeof pair.links.active) {
      const answer = await receive.call(this);
      await turns(5);
      return answer;
    };
    await runPair(pair, 20);
    const counts = transactionsOf(pair).map(({ outputs }) => outputs.length);
    assert.ok(
      counts.some((count) => count > 1),
      `outputs a sync point: ${counts.join(', ')}`,
    );
  });

  it('counts as a pause only what the guest stands still', async () => {
    const pair = pairIn(pipelined, { workload: 'net' });
    await runPair(pair, 30);
    const [image, ...points] = pair.commits;
    for (const phase of ['copy', 'send', 'ack'] as const) assert.ok(image.phasesUs[phase] > 0);
    const stood: readonly Phase[] = ['stop', 'collect', 'devices', 'resume'];
    const atOnce = points.filter(({ phasesUs }) => phasesUs.copy + phasesUs.ack === 0);
    assert.ok(atOnce.length > 10);
    for (const { phasesUs } of atOnce) {
      for (const phase of stood) assert.equal(phasesUs[phase], 10, phase);
      assert.equal(phasesUs.send, 0);
    }
    pair.commits.slice(1).forEach(({ epochStartUs }, i) => {
      const { timeUs, phasesUs } = pair.commits[i];
      // The guest goes on when the pause ends; a look at the clock or two lie between.
      assert.ok(epochStartUs >= timeUs + pauseOf(phasesUs));
      assert.ok(epochStartUs <= timeUs + pauseOf(phasesUs) + 30);
    });
  });

  it('needs no more than two buffers', async () => {
    const buffers = new TransactionBuffers({ count: 2, bytes: 1 });
    const pair = pairIn(pipelined, { workload: 'net', parts: { buffers } });
    await runPair(pair, 20);
    assert.equal(pair.passive.committed, 19);
  });

  it('commits all that it has taken before it ends', async () => {
    const pair = pairIn(pipelined, { workload: 'burst' });
    let asked = 0;
    const following = pair.passive.run();
    await pair.active.run({ requested: () => asked++ > 40 });
    pair.links.active.close();
    await following;
    assert.equal(pair.passive.committed, pair.commits.length - 1);
    assert.ok(pair.commits.length > 5);
  });

  it('releases nothing more once the passive has refused a transaction, and says so', async () => {
    const pair = pairIn(pipelined, { workload: 'serial' });
    let sends = 0;
    pair.links.active.fault = (bytes) => {
      if (sends++ === 3) bytes[40] ^= 1;
      return [bytes];
    };
    await assert.rejects(runPair(pair, 30), /passive refused transaction 3: .*checksum/);
    assert.equal(pair.commits.length, 3);
    const outputs = transactionsOf(pair).flatMap((transaction) => transaction.outputs);
    assert.deepEqual(pair.released, outputs);
  });

  it('ends when the link takes nothing more', async () => {
    const pair = pairIn(pipelined);
    let sends = 0;
    const { send } = pair.links.active;
    pair.links.active.send = function (this: typeof pair.links.active, bytes) {
      if (sends++ === 4) return Promise.reject(new Error('the network is down'));
      return send.call(this, bytes);
    };
    await assert.rejects(runPair(pair, 30), /the network is down/);
    assert.ok(pair.commits.length <= 4);
  });

  it('ends when the link is closed while the guest waits for a buffer', async () => {
    const buffers = new TransactionBuffers({ count: 2, bytes: 16 << 20 });
    const pair = pairIn({ ...pipelined, inFlight: 8 }, { parts: { buffers } });
    const { receive } = pair.links.active;
    let answers = 0;
    pair.links.active.receive = async function (this: typeof pair.links.active) {
      if (answers++ === 0) return receive.call(this);
      await turns(50);
      return undefined;
    };
    await assert.rejects(runPair(pair, 30), /closed before transaction 1 was acknowledged/);
    await assert.rejects(buffers.acquire(), /closed before transaction 1/);
  });
});
