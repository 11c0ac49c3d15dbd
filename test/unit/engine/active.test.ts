import assert from 'node:assert/strict';
import { PAGE_SIZE } from '../../../src/core/gfn';
import { pauseOf, PHASES, type Cause, type Output } from '../../../src/core/syncPoint';
import type { CommitLog } from '../../../src/engine/active';
import { tapPolicy } from '../../../src/engine/tapPolicy';
import { TransactionBuffers } from '../../../src/engine/transactionBuffers';
import type { Transaction } from '../../../src/engine/transactionReceiver';
import { memoryOf } from '../../support/dyingActive';
import { TOY_PAGES } from '../../support/toyMachine';
import { runPair, toyPair, transactionsOf } from '../../support/toyPair';

const pagesIn = ({ parts }: Transaction): number =>
  parts.reduce((sum, part) => sum + part.dataGfns.length + part.zeroPages, 0);

describe('the active', () => {
  it('sends the whole image first, before the guest has run', async () => {
    const pair = toyPair();
    await runPair(pair, 1);
    const [image] = transactionsOf(pair);
    assert.equal(image.cause, 'manual');
    assert.equal(image.outputs.length, 0);
    assert.equal(pagesIn(image), TOY_PAGES.pageCount);
    assert.equal(pair.machine.virtualTimeUs, 0);
  });

  it('takes as many sync points as it is told, counting the first', async () => {
    const pair = toyPair();
    await runPair(pair, 12);
    assert.equal(pair.commits.length, 12);
    assert.equal(pair.passive.committed, 11);
  });

  it('sends only what changed after that, each point with its cause', async () => {
    const pair = toyPair({ workload: 'net' });
    await runPair(pair, 10);
    const [, ...changes] = transactionsOf(pair);
    for (const change of changes) {
      assert.ok(pagesIn(change) < TOY_PAGES.pageCount);
      assert.equal(change.cause, change.outputs[0].kind);
    }
  });

  it('lets outputs out in order, and none before the passive has acknowledged it', async () => {
    const pair = toyPair({ workload: 'burst' });
    const { send, receive: receiveAnswer } = pair.links.active;
    let releasedAtSend = 0;
    pair.links.active.send = function (this: typeof pair.links.active, bytes) {
      releasedAtSend = pair.released.length;
      return send.call(this, bytes);
    };
    pair.links.active.receive = async function (this: typeof pair.links.active) {
      const answer = await receiveAnswer.call(this);
      assert.equal(pair.released.length, releasedAtSend);
      return answer;
    };
    await runPair(pair, 20);
    const sent = transactionsOf(pair).flatMap(({ outputs }) => outputs);
    assert.deepEqual(pair.released, sent);
    assert.ok(sent.length > 20);
  });

  it('keeps outputs that ask for nothing until the next sync point, in their order', async () => {
    const pair = toyPair({ workload: 'burst', tap: ['net-tx'] });
    await runPair(pair, 20);
    const [, ...changes] = transactionsOf(pair);
    const causes = new Set<Cause>(changes.map(({ cause }) => cause));
    assert.deepEqual([...causes], ['net-tx']);
    assert.ok(changes.some(({ outputs }) => outputs[0].kind === 'serial-tx'));
    assert.deepEqual(
      pair.released,
      changes.flatMap(({ outputs }) => outputs),
    );
  });

  it('lets out at once what it is to ignore, and sends of that only disk writes', async () => {
    const pair = toyPair({
      workload: 'disk',
      parts: { tap: tapPolicy(['net-tx', 'disk-flush'], ['disk-write']) },
    });
    const writesIn = (outputs: readonly Output[]): number =>
      outputs.filter(({ kind }) => kind === 'disk-write').length;
    const leftAtSend: number[] = [];
    const { send } = pair.links.active;
    pair.links.active.send = function (this: typeof pair.links.active, bytes) {
      leftAtSend.push(writesIn(pair.released));
      return send.call(this, bytes);
    };
    await runPair(pair, 60);
    const sent = transactionsOf(pair).map(({ outputs }) => outputs);
    const sentWrites = sent.map((_, i) => writesIn(sent.slice(0, i + 1).flat()));
    assert.ok(sentWrites[59] > 20);
    assert.deepEqual(leftAtSend, sentWrites, 'all left before they were sent');
    assert.equal(pair.released.length, sent.flat().length, 'and none a second time');
    assert.deepEqual(memoryOf(pair.standby), memoryOf(pair.machine));
  });

  it('sends nothing of ignored bytes', async () => {
    const pair = toyPair({
      workload: 'burst',
      parts: { tap: tapPolicy(['net-tx'], ['serial-tx']) },
    });
    await runPair(pair, 20);
    const sent = transactionsOf(pair).flatMap(({ outputs }) => outputs);
    assert.ok(sent.every(({ kind }) => kind === 'net-tx'));
    assert.ok(pair.released.some(({ kind }) => kind === 'serial-tx'));
  });

  it('lets outputs share a sync point that come within some guest time', async () => {
    const alone = toyPair({ workload: 'serial' });
    const together = toyPair({ workload: 'serial', parts: { coalesceUs: 10_000 } });
    for (const pair of [alone, together]) await runPair(pair, 10);
    const [, ...points] = transactionsOf(together);
    for (const { outputs, cause } of points) assert.equal(cause, outputs[0].kind);
    assert.ok(together.released.length > 2 * alone.released.length);
    assert.deepEqual(together.released.slice(0, alone.released.length), alone.released);
  });

  it('counts the bytes that cross the link, where a zero page is next to nothing', async () => {
    let crossed = 0;
    const pair = toyPair();
    pair.links.active.fault = (bytes) => {
      crossed += bytes.length;
      return [bytes];
    };
    await runPair(pair, 5);
    const sent = pair.commits.map(({ sentBytes }) => sentBytes);
    assert.equal(
      sent.reduce((sum, bytes) => sum + bytes, 0),
      crossed,
    );
    // The image of the toy guest has three pages with content, and 37 without.
    assert.ok(sent[0] < 3 * PAGE_SIZE + 400, `${sent[0]} bytes`);
  });

  it('accounts for every moment of a pause', async () => {
    let now = 0;
    const pair = toyPair({ parts: { clock: () => now++ } });
    await runPair(pair, 6);
    const [first] = pair.commits;
    assert.ok(first.epochStartUs >= 0 && first.epochStartUs <= first.timeUs);
    pair.commits.forEach(({ epochStartUs, timeUs, phasesUs }, i) => {
      for (const phase of PHASES) assert.ok(phasesUs[phase] > 0, phase);
      assert.ok(epochStartUs <= timeUs);
      const next = pair.commits[i + 1];
      // The clock ticks at every look; two looks lie between the two moments.
      if (next) assert.ok(Math.abs(next.epochStartUs - (timeUs + pauseOf(phasesUs))) <= 2);
    });
  });

  it('lets the guest wait for a log that falls behind, outside of epochs and pauses', async () => {
    const buffers = new TransactionBuffers({ count: 3, bytes: 1 << 30 });
    const lent: Uint8Array[] = [];
    let appended = 0;
    const log: CommitLog = {
      append: (_, buffer) => {
        appended++;
        lent.push(buffer);
      },
    };
    const pair = toyPair({ parts: { buffers, log } });
    const running = runPair(pair, 10);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(appended, 3);
    assert.equal(pair.passive.committed, 2);
    const timer = setInterval(() => {
      const buffer = lent.shift();
      if (buffer) buffers.release(buffer);
    }, 1);
    await running;
    clearInterval(timer);
    assert.equal(appended, 10);
  });

  it('ends when its log is gone', async () => {
    const buffers = new TransactionBuffers({ count: 2, bytes: 1 << 30 });
    const log: CommitLog = { append: () => buffers.fail(new Error('the recorder is gone')) };
    await assert.rejects(runPair(toyPair({ parts: { buffers, log } }), 10), /recorder is gone/);
  });

  it('stops when it is asked to, even if the guest never asks for a sync point', async () => {
    const pair = toyPair({ workload: 'quiet', tap: ['disk-flush'] });
    let yields = 0;
    const following = pair.passive.run();
    const asked = { requested: () => yields++ > 5 };
    await pair.active.run(asked);
    pair.links.active.close();
    await following;
    assert.equal(pair.commits.length, 1);
  });

  it('stops when its time is over', async () => {
    let now = 0;
    const pair = toyPair({ parts: { clock: () => (now += 10) } });
    const following = pair.passive.run();
    await pair.active.run({ afterUs: 2000, requested: () => false });
    pair.links.active.close();
    await following;
    assert.ok(pair.commits.length > 1);
    assert.ok(pair.commits.at(-1)!.timeUs < 2000);
  });

  it('hands every committed point to its log when the link breaks, and says so', async () => {
    const pair = toyPair();
    let sends = 0;
    pair.links.active.fault = (bytes) => {
      if (sends++ < 4) return [bytes];
      pair.links.active.close();
      return [];
    };
    await assert.rejects(runPair(pair, 10), {
      name: 'KemariError',
      kind: 'input',
      message: 'the link to passive closed before transaction 4 was acknowledged',
    });
    assert.equal(pair.commits.length, 4);
    assert.equal(pair.released.length, 3);
  });

  it('hands a committed point to its log even if its outputs cannot be let out', async () => {
    let releases = 0;
    const sink = {
      release: () => {
        if (++releases === 3) throw new Error('the network is down');
      },
    };
    const pair = toyPair({ parts: { sink } });
    await assert.rejects(runPair(pair, 10), /the network is down/);
    assert.equal(pair.passive.committed, 3);
    assert.equal(pair.commits.length, 4);
  });

  it('keeps no committed point to itself while the guest runs on quietly', async () => {
    const pair = toyPair({ workload: 'quiet', tap: ['disk-flush'] });
    const following = pair.passive.run();
    const logged: number[] = [];
    // Asked once behind the first sync point, and then whenever the guest has run for a while.
    const requested = (): boolean => logged.push(pair.commits.length) >= 3;
    await pair.active.run({ requested });
    pair.links.active.close();
    await following;
    assert.deepEqual(logged.slice(1, 3), [1, 1]);
  });

  it('releases nothing more once the passive has refused a transaction', async () => {
    const pair = toyPair();
    let sends = 0;
    pair.links.active.fault = (bytes) => {
      if (sends++ === 3) bytes[40] ^= 1;
      return [bytes];
    };
    await assert.rejects(runPair(pair, 10), /passive refused transaction 3: .*checksum/);
    assert.equal(pair.released.length, 2);
    assert.equal(pair.passive.committed, 2);
  });
});
