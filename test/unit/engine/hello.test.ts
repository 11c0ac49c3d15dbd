import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { asGuestAddress } from '../../../src/core/gfn';
import { PageSpace } from '../../../src/core/guestMemory';
import { KemariError } from '../../../src/core/errors';
import { wholeFrame } from '../../../src/engine/frames';
import { introduce, PeerRefusal, welcome } from '../../../src/engine/handshake';
import { checkPair, decodeHello, encodeHello, type Hello } from '../../../src/engine/hello';
import { MemoryLink } from '../../support/memoryLink';
import { TOY_PAGES } from '../../support/toyMachine';

const SESSION = '00112233445566778899aabbccddeeff';

const ACTIVE: Hello = {
  role: 'active',
  writer: 'kemari 1.2.3',
  session: SESSION,
  transaction: 2 ** 40 + 3,
  machine: 'toy',
  pages: TOY_PAGES,
  diskBytes: 8192,
  workload: 'mixed',
  seed: 4_294_967_295,
};
const PASSIVE: Hello = { ...ACTIVE, role: 'passive', session: undefined, transaction: 0 };

/** The same bytes with a 32-bit number in another place. */
function changed(at: number, value: number): Uint8Array {
  const bytes = encodeHello(ACTIVE);
  new DataView(bytes.buffer).setUint32(at, value, true);
  return bytes;
}

describe('a HELLO', () => {
  it('comes out as it went in', () => {
    for (const hello of [ACTIVE, PASSIVE]) {
      const { pages, ...rest } = decodeHello(encodeHello(hello), 'there');
      const { pages: sent, ...facts } = hello;
      assert.deepEqual(rest, facts);
      assert.deepEqual(pages.regions, sent.regions);
    }
  });

  it('of another version is refused whatever else is in it', () => {
    const bytes = changed(0, 2).subarray(0, 4);
    assert.throws(() => decodeHello(bytes, '10.0.0.2:7310'), {
      kind: 'input',
      message:
        '10.0.0.2:7310 speaks version 2 of the protocol, this program speaks 1; use the same Kemari at both ends',
    });
  });

  it('is refused with a role, a page size or features that are unknown', () => {
    assert.throws(() => decodeHello(changed(4, 2), 'there'), /expected a role below 2, found 2/);
    assert.throws(() => decodeHello(changed(8, 16384), 'there'), /has pages of 16384 bytes/);
    assert.throws(
      () => decodeHello(changed(12, 0x8000_0001), 'there'),
      /needs features \(0x80000001\) that this program does not have/,
    );
  });

  it('is refused with more regions than there can be, or regions that cannot be', () => {
    assert.throws(() => decodeHello(changed(52, 65), 'there'), /at most 64 regions, found 65/);
    const low = { name: 'low', start: asGuestAddress(0), bytes: 4096 };
    const bytes = encodeHello({ ...ACTIVE, pages: new PageSpace([low]) });
    new DataView(bytes.buffer).setUint32(bytes.length - 8, 4095, true);
    assert.throws(
      () => decodeHello(bytes, 'there'),
      /memory that cannot be: .*whole number of pages/,
    );
  });

  it('is refused wherever it is cut, and with anything behind it', () => {
    const bytes = encodeHello(ACTIVE);
    for (let length = 0; length < bytes.length; length++) {
      assert.throws(
        () => decodeHello(bytes.subarray(0, length), 'there'),
        KemariError,
        `${length}`,
      );
    }
    assert.throws(() => decodeHello(Buffer.concat([bytes, Buffer.alloc(1)]), 'there'), /the end/);
  });

  it('says in plain words why two ends are no pair', () => {
    const half = new PageSpace([{ name: 'ram', start: asGuestAddress(0), bytes: 1 << 20 }]);
    for (const [theirs, message] of [
      [{ ...PASSIVE, role: 'active' }, 'there is active, too; a pair has one of each'],
      [
        { ...PASSIVE, machine: 'v86' },
        'there has a machine of kind "v86", this end one of kind "toy"',
      ],
      [
        { ...PASSIVE, pages: half },
        'there has guest memory of 1 MiB (ram 0x0-0xfffff), this end of 0.15625 MiB (low 0x0-0xffff, high 0x100000-0x117fff)',
      ],
      [{ ...PASSIVE, diskBytes: 512 }, 'there has a guest disk of 512 bytes, this end of 8192'],
    ] as const) {
      assert.throws(() => checkPair(ACTIVE, theirs, 'there'), { kind: 'input', message });
    }
    checkPair(ACTIVE, PASSIVE, 'there');
  });
});

describe('a handshake', () => {
  it('tells each end what the other is', async () => {
    const links = MemoryLink.pair();
    const [passive, active] = await Promise.all([
      introduce(links.active, ACTIVE, crc32),
      welcome(links.passive, async () => PASSIVE, crc32),
    ]);
    assert.equal(passive.role, 'passive');
    assert.equal(active.session, SESSION);
  });

  it('tells the active why it was refused, and that asking again will not help', async () => {
    const links = MemoryLink.pair();
    const refused = welcome(
      links.passive,
      () => Promise.reject(new KemariError('input', 'the passive took over')),
      crc32,
    );
    const asked = introduce(links.active, ACTIVE, crc32);
    await assert.rejects(refused, /the passive took over/);
    await assert.rejects(asked, (error) => {
      assert.ok(error instanceof PeerRefusal);
      assert.equal(error.message, 'passive refuses: the passive took over');
      return true;
    });
  });

  it('does not answer what is no whole HELLO, so that it may be tried again', async () => {
    const links = MemoryLink.pair();
    links.active.fault = (bytes) => {
      bytes[40] ^= 1;
      return [bytes];
    };
    const heard = welcome(links.passive, () => assert.fail('it was understood'), crc32);
    const asked = introduce(links.active, ACTIVE, crc32);
    await assert.rejects(heard, /HELLO payload with its checksum/);
    links.passive.close();
    await assert.rejects(asked, (error) => !(error instanceof PeerRefusal));
  });

  it('is over when the active finds that the passive does not fit', async () => {
    const links = MemoryLink.pair();
    const [asked] = await Promise.allSettled([
      introduce(links.active, ACTIVE, crc32),
      welcome(links.passive, async () => ({ ...PASSIVE, machine: 'v86' }), crc32),
    ]);
    assert.ok(asked.status === 'rejected' && asked.reason instanceof PeerRefusal);
  });

  it('breaks, but may be tried again, when the link closes or begins with something else', async () => {
    for (const bytes of [undefined, wholeFrame(crc32, 'ack', 0)]) {
      const links = MemoryLink.pair();
      const asked = introduce(links.active, ACTIVE, crc32);
      if (bytes) await links.passive.send(bytes);
      else links.passive.close();
      await assert.rejects(asked, (error) => {
        assert.ok(error instanceof KemariError && !(error instanceof PeerRefusal));
        return true;
      });
    }
  });
});
