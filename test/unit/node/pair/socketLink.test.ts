import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { crc32 } from 'node:zlib';
import {
  FRAME_TYPES,
  FrameReader,
  wholeFrame,
  type FrameType,
} from '../../../../src/engine/frames';
import { SocketLink } from '../../../../src/node/pair/socketLink';
import { socketPair } from '../../../support/socketPairs';

const ALL = Object.keys(FRAME_TYPES) as FrameType[];
const MEBIBYTE = new Uint8Array(1 << 20).fill(3);

/** The types of the frames in these bytes. */
function typesIn(bytes: Uint8Array | undefined): string[] {
  assert.ok(bytes);
  const reader = new FrameReader(crc32, { peer: 'far', sharesMemory: false });
  return Array.from(reader.read(bytes), ({ type }) => type);
}

for (const accepted of [false, true]) {
  describe(`a link over a socket that ${accepted ? 'was accepted' : 'connected'}`, () => {
    let link: SocketLink;
    let far: Socket;
    const closing: (() => void)[] = [];

    beforeEach(async () => {
      const sockets = await socketPair();
      const own = accepted ? sockets.far : sockets.near;
      far = accepted ? sockets.near : sockets.far.resume();
      far.on('error', () => undefined);
      link = new SocketLink(own, { peer: 'far', accepts: ALL, accepted });
      closing.push(() => {
        link.close();
        own.destroy();
        far.destroy();
      });
    });
    afterEach(() => {
      for (const close of closing.splice(0)) close();
    });

    /** The other end as a link, too. */
    function otherEnd(): SocketLink {
      return new SocketLink(far, { peer: 'near', accepts: ALL });
    }

    it('carries frames both ways, and is no shared memory', async () => {
      const other = otherEnd();
      await link.send(wholeFrame(crc32, 'begin', 0, new Uint8Array(24)));
      assert.deepEqual(typesIn(await other.receive()), ['begin']);
      await other.send(wholeFrame(crc32, 'ack', 0));
      assert.deepEqual(typesIn(await link.receive()), ['ack']);
      assert.equal(link.sharesMemory, false);
    });

    it('sends what lies in memory that threads share', async () => {
      const other = otherEnd();
      const frame = wholeFrame(crc32, 'devices', 0, MEBIBYTE);
      const shared = new Uint8Array(new SharedArrayBuffer(frame.length));
      shared.set(frame);
      await link.send(shared);
      const received = await other.receive();
      assert.deepEqual(Buffer.compare(received ?? Buffer.alloc(0), frame), 0);
    });

    it('delivers frames that come in pieces, one byte at a time', async () => {
      const bytes = wholeFrame(crc32, 'devices', 0, Uint8Array.of(1, 2, 3));
      const receiving = link.receive();
      for (const byte of bytes) {
        far.write(Uint8Array.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.deepEqual(await receiving, new Uint8Array(bytes));
    });

    it('delivers what came whole before garbage, then says what was wrong, and can still answer', async () => {
      far.write(Buffer.concat([wholeFrame(crc32, 'ack', 4), Buffer.alloc(64, 'GET / HTTP/1.1')]));
      assert.deepEqual(typesIn(await link.receive()), ['ack']);
      await assert.rejects(link.receive(), {
        name: 'KemariError',
        kind: 'input',
        message: 'link from far: at offset 32: expected the magic "KMRF", found 0x20544547',
      });
      const heard = new Promise<Buffer>((resolve) => far.once('data', resolve));
      await link.send(wholeFrame(crc32, 'nack', 0));
      assert.deepEqual(typesIn(await heard), ['nack']);
    });

    it('refuses what the other end may not send now, and takes it later', async () => {
      link.accept(['hello']);
      far.write(wholeFrame(crc32, 'ack', 0));
      await assert.rejects(link.receive(), /expected HELLO, found ACK/);
    });

    it('ends when the other end closes between two frames', async () => {
      far.end(wholeFrame(crc32, 'ack', 0));
      assert.deepEqual(typesIn(await link.receive()), ['ack']);
      assert.equal(await link.receive(), undefined);
      await link.closed;
      assert.equal(link.finished, false);
    });

    it('breaks when the other end closes inside of a frame', async () => {
      far.end(wholeFrame(crc32, 'ack', 0).subarray(0, 20));
      await assert.rejects(
        link.receive(),
        /link to far: closed in the middle of a frame, at offset 20/,
      );
    });

    it('breaks when it is reset', async () => {
      const receiving = link.receive();
      far.resetAndDestroy();
      await assert.rejects(receiving, { kind: 'input', message: 'link to far: reset by the peer' });
      await link.closed;
      await assert.rejects(link.send(wholeFrame(crc32, 'ack', 0)), /reset by the peer/);
    });

    it('knows an end in order from a link that is cut', async () => {
      const other = otherEnd();
      const finishing = other.finish();
      assert.equal(await link.receive(), undefined);
      assert.equal(link.finished, true);
      link.close();
      await finishing;
    });

    it('ends a receive that waits when it is closed, and then sends nothing', async () => {
      const receiving = link.receive();
      link.close();
      assert.equal(await receiving, undefined);
      await link.send(wholeFrame(crc32, 'ack', 0));
    });

    it('delivers what was sent before it was closed, although more came that nobody read', async () => {
      const other = otherEnd();
      await link.send(wholeFrame(crc32, 'devices', 0, MEBIBYTE));
      await other.send(wholeFrame(crc32, 'nack', 0));
      other.close();
      assert.deepEqual(typesIn(await link.receive()), ['nack']);
    });

    it('lets the sender wait while the other end does not read', async () => {
      far.pause();
      let sent = 0;
      let waits = false;
      const frame = wholeFrame(crc32, 'image', 0, MEBIBYTE);
      const sending = (async (): Promise<void> => {
        while (!waits && sent < 256) {
          await link.send(frame);
          sent++;
        }
      })();
      for (let last = -1; last !== sent;) {
        last = sent;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      waits = true;
      assert.ok(sent < 256, `${sent} MiB without anybody reading`);
      far.resume();
      await sending;
    });

    it('reads no more than some MiB ahead of whoever receives', async () => {
      const other = otherEnd();
      let sent = 0;
      const frame = wholeFrame(crc32, 'image', 0, MEBIBYTE);
      const sending = (async (): Promise<void> => {
        for (; sent < 100; sent++) await other.send(frame);
      })();
      for (let last = -1; last !== sent;) {
        last = sent;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.ok(sent < 100, `${sent} MiB were read ahead`);
      let received = 0;
      while (received < 100) received += typesIn(await link.receive()).length;
      await sending;
      assert.equal(received, 100);
    });

    it('lets a sender that waits go when the link breaks', async () => {
      far.pause();
      const frame = wholeFrame(crc32, 'image', 0, MEBIBYTE);
      const sending = (async (): Promise<void> => {
        for (;;) await link.send(frame);
      })();
      setTimeout(() => far.resetAndDestroy(), 50);
      await assert.rejects(sending, { kind: 'input' });
    });

    describe('with heartbeats', () => {
      const fast = { everyMs: 10, silentMs: 150 };

      async function linkOf(socket: Socket): Promise<SocketLink> {
        const made = new SocketLink(socket, {
          peer: 'far',
          accepts: ALL,
          heartbeat: fast,
          accepted: socket.isPaused(),
        });
        made.startHeartbeat();
        closing.push(() => made.close());
        return made;
      }

      it('stays while both ends live, though neither has anything to say', async () => {
        const sockets = await socketPair();
        const [near, other] = [await linkOf(sockets.near), await linkOf(sockets.far)];
        await new Promise((resolve) => setTimeout(resolve, 3 * fast.silentMs));
        await other.send(wholeFrame(crc32, 'ack', 0));
        assert.deepEqual(typesIn(await near.receive()), ['ack']);
      });

      it('breaks when the other end falls silent', async () => {
        const sockets = await socketPair();
        closing.push(() => sockets.far.destroy());
        const near = await linkOf(sockets.near);
        await assert.rejects(near.receive(), /link to far: silent for 0\.\d s/);
      });
    });
  });
}
