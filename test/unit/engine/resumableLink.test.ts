import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { wholeFrame, type FrameType } from '../../../src/engine/frames';
import type { Link } from '../../../src/engine/link';
import { CutPassive, refuse } from '../../support/cutLinks';
import { TransactionBuffers } from '../../../src/engine/transactionBuffers';
import { Active } from '../../../src/engine/active';
import { TAP_ALL } from '../../../src/engine/tapPolicy';
import { ResumableLink } from '../../../src/engine/resumableLink';
import { firstFrames } from '../../support/dyingActive';
import { MemoryLink } from '../../support/memoryLink';
import { ToyMachine, toyTraffic } from '../../support/toyMachine';

/** Protects a toy guest over a link for some sync points. */
function protect(machine: ToyMachine, link: Link, points: number): Promise<void> {
  const buffers = new TransactionBuffers({ count: 2, bytes: 1 << 20 });
  const active = new Active({
    machine,
    inputs: toyTraffic(1),
    link,
    sink: { release: () => undefined },
    tap: TAP_ALL,
    buffers,
    log: { append: (_, buffer) => buffers.release(buffer) },
    crc32,
    clock: () => performance.now() * 1000,
    yieldThread: () => new Promise((resolve) => setImmediate(resolve)),
  });
  return active.run({ points, requested: () => false });
}

/** What the frames of one type are among those that an active sent. */
function counted(sent: readonly Uint8Array[], type: FrameType): number {
  return sent.filter((bytes) => bytes[4] === wholeFrame(crc32, type, 0)[4]).length;
}

describe('a resumable link', () => {
  it('sends again only what the passive does not hold, and says so', async () => {
    let sends = 0;
    const node: CutPassive = new CutPassive('serial', {
      toPassive: (connection) => (bytes) => {
        if (connection > 0 || sends++ < 3) return [bytes];
        setImmediate(() => node.cut());
        return [firstFrames(bytes, 2)];
      },
    });
    const machine = new ToyMachine('serial', 1);
    const link = await node.open(machine);
    await protect(machine, link, 10);
    assert.equal(node.passive?.committed, 9);
    assert.deepEqual(node.firsts, [0, 3]);
    assert.deepEqual(
      node.notices.map(({ kind }) => kind),
      ['lost', 'resumed'],
    );
    assert.deepEqual(node.notices[1], { kind: 'resumed', repeated: 1 });
    assert.equal(link.resumptions, 1);
    link.close();
  });

  it('takes for acknowledged what the passive holds although its answer was lost', async () => {
    let answers = 0;
    const node: CutPassive = new CutPassive('serial', {
      toActive: (connection) => (bytes) => {
        if (connection > 0 || answers++ < 3) return [bytes];
        setImmediate(() => node.cut());
        return [];
      },
    });
    const machine = new ToyMachine('serial', 1);
    const link = await node.open(machine);
    await protect(machine, link, 10);
    assert.deepEqual(node.notices[1], { kind: 'resumed', repeated: 0 });
    link.close();
  });

  it('sends an image to a passive that was started anew, and to no other', async () => {
    for (const restarts of [false, true]) {
      const sent: Uint8Array[] = [];
      let sends = 0;
      const node: CutPassive = new CutPassive('serial', {
        toPassive: () => (bytes) => {
          sent.push(bytes);
          if (sends++ !== 3) return [bytes];
          setImmediate(() => node.cut());
          return [];
        },
        restarted: () => restarts,
      });
      const machine = new ToyMachine('serial', 1);
      const link = await node.open(machine);
      await protect(machine, link, 10);
      assert.equal(node.connections, 2);
      assert.equal(counted(sent, 'image'), restarts ? 2 : 0);
      assert.equal(counted(sent, 'disk'), restarts ? 1 : 0);
      assert.equal(node.passive?.committed, 9);
      link.close();
    }
  });

  it('connects again while nobody sends or receives, since the passive waits for it', async () => {
    const node = new CutPassive('serial');
    const machine = new ToyMachine('serial', 1);
    const link = await node.open(machine);
    node.cut();
    for (let i = 0; i < 1000 && node.connections < 2; i++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(node.connections, 2);
    link.close();
  });

  it('gives up at once when it is refused for good', async () => {
    const node: CutPassive = new CutPassive('serial', {
      unreachable: (connection) => void (connection > 0 && refuse('took over at transaction 4')),
      toPassive: () => () => {
        setImmediate(() => node.cut());
        return [];
      },
    });
    const machine = new ToyMachine('serial', 1);
    const link = await node.open(machine);
    await assert.rejects(protect(machine, link, 10), /took over at transaction 4/);
    link.close();
  });

  it('gives up when its patience ends, naming what was not released', async () => {
    const node: CutPassive = new CutPassive('serial', {
      unreachable: (connection) => {
        if (connection > 0) throw new Error('connection refused');
      },
      toPassive: () => () => {
        setImmediate(() => node.cut());
        return [];
      },
    });
    const machine = new ToyMachine('serial', 1);
    const link = await node.open(machine, 20);
    await assert.rejects(protect(machine, link, 10), {
      kind: 'input',
      message:
        'no connection to passive for 0.02 s; transaction 0 was not acknowledged, and its outputs were not released: connection refused',
    });
    link.close();
  });

  it('hands a refusal on when the same transaction is refused time after time', async () => {
    const node = new CutPassive('serial', {
      toPassive: () => (bytes) => {
        bytes[40] ^= 1;
        return [bytes];
      },
    });
    const machine = new ToyMachine('serial', 1);
    const link = await node.open(machine);
    await assert.rejects(protect(machine, link, 10), /refused transaction 0: .*BEGIN payload/);
    assert.equal(node.connections, 3);
    link.close();
  });

  it('trusts no passive that claims more than it was sent, or less than it acknowledged', async () => {
    for (const [claim, after] of [
      [7, 0],
      [0, 1],
    ] as const) {
      let dials = 0;
      const machine = new ToyMachine('serial', 1);
      const link: ResumableLink = await ResumableLink.open({
        dial: () => {
          const { active, passive } = MemoryLink.pair();
          const first = dials++ === 0;
          void passive.receive().then(async () => {
            if (after > 0) await passive.send(wholeFrame(crc32, 'ack', 0));
            setImmediate(() => passive.close());
          });
          const closed = new Promise<void>(() => undefined);
          const next = first ? undefined : claim;
          return Promise.resolve({ link: active, closed, next, finish: () => Promise.resolve() });
        },
        imageFor: (frames) => [frames],
        firstIsImage: true,
        crc32,
        clock: () => performance.now() * 1000,
        sleep: () => new Promise((resolve) => setImmediate(resolve)),
        patienceMs: 1_000,
        onNotice: () => undefined,
      });
      await assert.rejects(protect(machine, link, 10), /holds \d transactions; it acknowledged \d/);
      assert.equal(dials, 2);
      link.close();
    }
  });

  it('answers nothing any more once it is closed', async () => {
    const node = new CutPassive('serial');
    const link = await node.open(new ToyMachine('serial', 1));
    const receiving = link.receive();
    link.close();
    assert.equal(await receiving, undefined);
    await link.send(wholeFrame(crc32, 'begin', 0, new Uint8Array(24)));
    assert.equal(await link.receive(), undefined);
  });
});
