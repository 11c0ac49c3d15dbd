import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { crc32 } from 'node:zlib';
import { introduce } from '../../../../src/engine/handshake';
import type { Hello } from '../../../../src/engine/hello';
import { PassiveNode, type PassiveNotice } from '../../../../src/node/pair/passiveNode';
import { SocketLink } from '../../../../src/node/pair/socketLink';
import { firstFrames, memoryOf } from '../../../support/dyingActive';
import { TOY_PAGES, ToyStandby } from '../../../support/toyMachine';
import { runPair, toyPair, type ToyPair } from '../../../support/toyPair';

const [SESSION, OTHER_SESSION] = ['a', 'b'].map((digit) => digit.repeat(32));

const OWN: Omit<Hello, 'session' | 'transaction'> = {
  role: 'passive',
  writer: 'test',
  machine: 'toy',
  pages: TOY_PAGES,
  diskBytes: 8192,
  workload: '',
  seed: 0,
};

const ACTIVE: Hello = {
  ...OWN,
  role: 'active',
  session: SESSION,
  transaction: 0,
  workload: 'serial',
};

describe('the passive half of a pair', () => {
  let server: Server;
  let node: PassiveNode;
  let standby: ToyStandby;
  let notices: PassiveNotice[];
  /** Transactions of a toy guest, as an active sends them. */
  let sent: readonly Uint8Array[];
  let guest: ToyPair;
  const sockets: Socket[] = [];

  before(async () => {
    guest = toyPair({ workload: 'serial' });
    await runPair(guest, 6);
    sent = guest.commits.map(({ transaction }) => transaction);
  });

  /** @param patienceMs see {@link PassiveNodeParts}. */
  async function start(patienceMs: number): Promise<void> {
    notices = [];
    standby = new ToyStandby('serial');
    node = new PassiveNode({
      standby,
      own: OWN,
      cannotRun: ({ workload }) => (workload === 'serial' ? undefined : `has no "${workload}"`),
      patienceMs,
      notice: (notice) => notices.push(notice),
    });
    server = createServer({ pauseOnConnect: true }, (socket) => {
      void node.accept(socket, 'peer');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  beforeEach(() => start(60_000));
  afterEach(async () => {
    await node.stop();
    node.dispose();
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  });

  async function connected(): Promise<Socket> {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    return socket;
  }

  /** Connects and says HELLO. */
  async function active(hello: Partial<Hello> = {}): Promise<{ link: SocketLink; theirs: Hello }> {
    const link = new SocketLink(await connected(), {
      peer: 'passive',
      accepts: ['hello', 'ack', 'nack', 'heartbeat', 'end'],
    });
    return { link, theirs: await introduce(link, { ...ACTIVE, ...hello }, crc32) };
  }

  /** Sends transactions, each when the one before was answered. */
  async function send(link: SocketLink, from: number, to: number): Promise<void> {
    for (const transaction of sent.slice(from, to)) {
      await link.send(transaction);
      assert.ok(await link.receive());
    }
  }

  it('follows an active, and ends when that ends in order', async () => {
    const { link, theirs } = await active();
    assert.deepEqual([theirs.session, theirs.transaction], [undefined, 0]);
    await send(link, 0, 6);
    await link.finish();
    assert.equal(await node.done, 'finished');
    assert.equal(node.holds, 6);
    assert.deepEqual(memoryOf(standby), memoryOf(guest.machine));
  });

  it('says what it holds when its active comes back, and goes on from there', async () => {
    const { link } = await active();
    await send(link, 0, 3);
    await link.send(firstFrames(sent[3], 2));
    link.close();
    const again = await active({ transaction: 3 });
    assert.deepEqual([again.theirs.session, again.theirs.transaction], [SESSION, 3]);
    await send(again.link, 3, 6);
    assert.deepEqual([node.holds, node.connections], [6, 2]);
    again.link.close();
  });

  it('lets a newer link of its active take the place of one that nobody knows to be broken', async () => {
    const { link } = await active();
    await send(link, 0, 2);
    const again = await active({ transaction: 2 });
    assert.equal(again.theirs.transaction, 2);
    assert.equal(await link.receive(), undefined);
    await send(again.link, 2, 4);
    assert.equal(node.holds, 4);
  });

  it('is not disturbed by connections that are no active of its session', async () => {
    const { link } = await active();
    await send(link, 0, 2);
    (await connected()).write(Buffer.alloc(64, 'GET / HTTP/1.1'));
    (await connected()).write(sent[2]);
    (await connected()).resetAndDestroy();
    await connected();
    await assert.rejects(
      active({ session: OTHER_SESSION }),
      /passive refuses: the passive belongs to another session, of which it holds 2 transactions/,
    );
    await send(link, 2, 6);
    assert.equal(node.holds, 6);
    const refused = notices.filter(({ kind }) => kind === 'refused');
    assert.ok(refused.length >= 3, `${refused.length} refused`);
  });

  it('refuses an active that it could not take over from, and waits for another', async () => {
    await assert.rejects(active({ workload: 'net' }), /refuses: the passive has no "net"/);
    await assert.rejects(
      active({ machine: 'v86' }),
      /has a machine of kind "v86", this end one of/,
    );
    await assert.rejects(active({ role: 'passive' }), /is passive, too/);
    const { link } = await active();
    await send(link, 0, 1);
    assert.equal(node.holds, 1);
  });

  it('refuses frames that are wrong, and takes the right ones over another link', async () => {
    const { link } = await active();
    await send(link, 0, 2);
    const wrong = sent[2].slice();
    wrong[wrong.length - 12] ^= 1;
    await link.send(wrong);
    const answer = await link.receive();
    assert.match(Buffer.from(answer ?? []).toString('latin1'), /COMMIT payload with its checksum/);
    assert.equal(await link.receive(), undefined);
    const again = await active({ transaction: 2 });
    assert.equal(again.theirs.transaction, 2);
    await send(again.link, 2, 6);
    assert.equal(node.holds, 6);
  });

  it('takes over from an active that does not come back in time, and refuses it then', async () => {
    await node.stop();
    server.close();
    await start(50);
    const { link } = await active();
    await send(link, 0, 4);
    link.close();
    assert.equal(await node.done, 'take over');
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ['following', 'lost', 'taking over'],
    );
    await assert.rejects(
      active({ transaction: 4 }),
      /took over at transaction 3, and runs the guest/,
    );
    const { machine, committed } = node.passive.takeOver();
    assert.equal(committed, 3);
    machine.dispose();
  });

  it('has nothing to take over before a first sync point', async () => {
    await node.stop();
    server.close();
    await start(1);
    const { link } = await active();
    link.close();
    while (!notices.some(({ kind }) => kind === 'lost')) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const again = await active({ session: OTHER_SESSION });
    await send(again.link, 0, 6);
    assert.equal(node.holds, 6);
  });

  it('gives up when its standby was torn', async () => {
    standby.apply = () => {
      throw new Error('out of memory');
    };
    const { link } = await active();
    await link.send(sent[0]);
    await assert.rejects(node.done, /out of memory/);
  });
});
