import assert from 'node:assert/strict';
import {
  CLIENT_IP,
  CLIENT_MAC,
  GUEST_IP,
  GUEST_MAC,
  arpRequest,
  echoRequest,
  experimentalFrame,
  internetChecksum,
} from '../../../../../src/machine/v86/guest/network';
import { GuestUnderTest, sentFrames, serialText, type Epoch } from './guestUnderTest';

const HEAP = 0x200;
const heapPages = (epochs: readonly Epoch[]): number[] =>
  [...new Set(epochs.flatMap(({ dirty }) => dirty.filter((gfn) => gfn >= HEAP)))].sort(
    (a, b) => a - b,
  );

describe('device workloads of the guest', function () {
  this.timeout(30_000);
  let guest: GuestUnderTest | undefined;
  afterEach(() => {
    guest?.dispose();
    guest = undefined;
  });

  describe('idle', () => {
    it('sends one byte a second of guest time and writes no memory but its own', async () => {
      guest = await GuestUnderTest.boot({ workload: 'idle' });
      const epochs = await guest.epochs(4);
      assert.equal(serialText(epochs), '....');
      for (const [i, { timeUs }] of epochs.entries()) {
        assert.ok(Math.abs(timeUs - (i + 1) * 1e6) < 10_000, `beat ${i} at ${timeUs} us`);
      }
      assert.deepEqual(heapPages(epochs), []);
    });
  });

  describe('counter', () => {
    it('counts lines up from its seed', async () => {
      guest = await GuestUnderTest.boot({ workload: 'counter', seed: 98 });
      const text = serialText(await guest.epochs('98\r\n99\r\n100\r\n'.length));
      assert.equal(text, '98\r\n99\r\n100\r\n');
    });
  });

  describe('netecho', () => {
    const answersTo = async (frame: Uint8Array): Promise<Uint8Array[]> => {
      guest = await GuestUnderTest.boot({ workload: 'netecho' });
      await guest.epochsFor(20_000);
      guest.inject({ kind: 'net-rx', frame });
      return sentFrames(await guest.epochsFor(20_000));
    };

    it('tells its address to who asks for it', async () => {
      const [answer, ...more] = await answersTo(arpRequest());
      assert.deepEqual(more, []);
      assert.deepEqual(answer.subarray(0, 6), CLIENT_MAC);
      assert.deepEqual(answer.subarray(6, 12), GUEST_MAC);
      assert.equal((answer[20] << 8) | answer[21], 2, 'an ARP reply');
      assert.deepEqual(answer.subarray(22, 28), GUEST_MAC);
      assert.deepEqual(answer.subarray(28, 32), GUEST_IP);
      assert.deepEqual(answer.subarray(32, 38), CLIENT_MAC);
      assert.deepEqual(answer.subarray(38, 42), CLIENT_IP);
    });

    it('is silent when someone else is asked for', async () => {
      const request = arpRequest();
      request[41]++;
      assert.deepEqual(await answersTo(request), []);
    });

    it('answers a ping with the same data and right checksums', async () => {
      const data = Uint8Array.from({ length: 57 }, (_, i) => i * 3);
      const request = echoRequest(0x1234, 0xfffe, data);
      const [answer, ...more] = await answersTo(request);
      assert.deepEqual(more, []);
      assert.equal(answer.length, request.length);
      assert.deepEqual(answer.subarray(0, 6), CLIENT_MAC);
      assert.deepEqual(answer.subarray(26, 30), GUEST_IP);
      assert.deepEqual(answer.subarray(30, 34), CLIENT_IP);
      assert.equal(internetChecksum(answer.subarray(14, 34)), 0, 'the IP header');
      assert.equal(internetChecksum(answer.subarray(34)), 0, 'the ICMP message');
      assert.equal(answer[34], 0, 'an echo reply');
      assert.deepEqual(answer.subarray(38), request.subarray(38));
    });

    it('does not answer a ping whose checksum is wrong', async () => {
      const request = echoRequest(1, 1, new Uint8Array(56));
      request[request.length - 1] ^= 1;
      assert.deepEqual(await answersTo(request), []);
    });

    it('does not answer a ping that claims to be longer than its frame', async () => {
      const request = echoRequest(1, 1, new Uint8Array(56));
      request[17] += 1;
      request.set([0, 0], 24);
      const checksum = internetChecksum(request.subarray(14, 34));
      request.set([checksum >> 8, checksum & 0xff], 24);
      assert.deepEqual(await answersTo(request), []);
    });

    it('sends back a datagram with its ends exchanged', async () => {
      const request = echoRequest(0, 0, new TextEncoder().encode('a datagram of some length'));
      request[23] = 17; // UDP: source port, destination port, length, no checksum
      request.set([0x30, 0x39, 0, 7, 0, request.length - 34, 0, 0], 34);
      request.set([0, 0], 24);
      const checksum = internetChecksum(request.subarray(14, 34));
      request.set([checksum >> 8, checksum & 0xff], 24);
      const [answer, ...more] = await answersTo(request);
      assert.deepEqual(more, []);
      assert.deepEqual(answer.subarray(34, 38), Uint8Array.of(0, 7, 0x30, 0x39));
      assert.deepEqual(answer.subarray(38, request.length), request.subarray(38));
    });

    it('sends any other frame back as it is', async () => {
      for (const length of [1, 46, 47, 1500]) {
        const frame = experimentalFrame(Uint8Array.from({ length }, (_, i) => i * 7));
        const [answer, ...more] = await answersTo(frame);
        assert.deepEqual(more, []);
        assert.deepEqual(answer.subarray(0, 6), CLIENT_MAC);
        assert.deepEqual(answer.subarray(6, 12), GUEST_MAC);
        assert.deepEqual(answer.subarray(12), frame.subarray(12));
        guest?.dispose();
      }
    });

    it('does not hear a frame for another station', async () => {
      const frame = experimentalFrame(new Uint8Array(46));
      frame[5] ^= 1;
      assert.deepEqual(await answersTo(frame), []);
    });

    it('answers frames that came all at once, in their order', async () => {
      guest = await GuestUnderTest.boot({ workload: 'netecho' });
      await guest.epochsFor(20_000);
      for (let i = 0; i < 20; i++) {
        guest.inject({ kind: 'net-rx', frame: experimentalFrame(Uint8Array.of(i)) });
      }
      const answers = sentFrames(await guest.epochsFor(20_000));
      assert.deepEqual(
        answers.map((frame) => frame[14]),
        Array.from({ length: 20 }, (_, i) => i),
      );
    });

    it('answers every frame of its traffic, walking through a ring of 32 pages', async () => {
      guest = await GuestUnderTest.bootWithTraffic('netecho');
      const epochs = await guest.epochs(200);
      assert.equal(sentFrames(epochs).length, 200);
      // One every 5 ms, the first after 20 ms.
      assert.ok(Math.abs(epochs[199].timeUs - (20_000 + 199 * 5_000)) < 1_000);
      assert.deepEqual(
        heapPages(epochs),
        Array.from({ length: 32 }, (_, i) => HEAP + i),
      );
      for (const { dirty } of epochs.slice(1)) assert.ok(dirty.length <= 4, String(dirty));
    });
  });

  describe('disklog', () => {
    const SECTOR = 512;

    it('writes one record a sector, one after the other, and flushes every sixteenth', async () => {
      guest = await GuestUnderTest.boot({ workload: 'disklog', seed: 77 });
      const outputs = (await guest.epochs(34)).flatMap((epoch) => epoch.outputs);
      const writes = outputs.filter(({ kind }) => kind === 'disk-write');
      assert.deepEqual(
        outputs.flatMap(({ kind }, i) => (kind === 'disk-flush' ? [i] : [])),
        [16, 33],
      );
      assert.equal(writes.length, 32);
      for (const [i, { data, diskOffset }] of writes.entries()) {
        assert.equal(diskOffset, i * SECTOR);
        assertRecord(data, i, 77);
      }
    });

    it('starts over at the end of the disk', async () => {
      guest = await GuestUnderTest.boot({ workload: 'disklog', diskBytes: 10 * SECTOR });
      const writes = (await guest.epochs(25))
        .flatMap((epoch) => epoch.outputs)
        .filter(({ kind }) => kind === 'disk-write');
      assert.deepEqual(
        writes.map(({ diskOffset }) => diskOffset),
        writes.map((_, i) => (i % 10) * SECTOR),
      );
      assertRecord(writes[23].data, 23, 1);
    });

    it('keeps its last records in eight pages', async () => {
      guest = await GuestUnderTest.boot({ workload: 'disklog' });
      const epochs = await guest.epochs(150);
      assert.deepEqual(
        heapPages(epochs),
        Array.from({ length: 8 }, (_, i) => HEAP + i),
      );
    });

    function assertRecord(sector: Uint8Array, sequence: number, seed: number): void {
      assert.equal(sector.length, SECTOR);
      const words = new Uint32Array(sector.slice().buffer);
      assert.equal(new TextDecoder().decode(sector.subarray(0, 4)), 'KLOG');
      assert.equal(words[1], sequence);
      assert.equal(words[2], seed);
      const sum = words.reduce((total, word, i) => (i === 3 ? total : (total + word) >>> 0), 0);
      assert.equal(words[3], sum, `the checksum of record ${sequence}`);
    }
  });

  describe('mixed', () => {
    it('causes every kind of output and answers its traffic', async () => {
      guest = await GuestUnderTest.bootWithTraffic('mixed');
      const epochs = await guest.epochsFor(2_000_000);
      const kinds = new Set(epochs.flatMap(({ outputs }) => outputs.map(({ kind }) => kind)));
      assert.deepEqual([...kinds].sort(), ['disk-flush', 'disk-write', 'net-tx', 'serial-tx']);
      const answers = sentFrames(epochs).filter((frame) => frame[0] !== 0xff);
      assert.equal(answers.length, 40, 'one every 50 ms');
      assert.match(serialText(epochs), /whw/);
    });
  });
});
