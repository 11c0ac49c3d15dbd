import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { KemariError } from '../../../src/core/errors';
import {
  FRAME_HEADER_BYTES,
  frameBytes,
  FrameReader,
  FrameWriter,
  MAX_PAYLOAD_BYTES,
  sealedPieces,
  type Frame,
  type FrameType,
} from '../../../src/engine/frames';

const SOCKET = { peer: 'active', sharesMemory: false };
const SHARED = { peer: 'active', sharesMemory: true };

function frame(
  type: FrameType,
  payload: readonly number[],
  checksum: 'checked' | 'unchecked' = 'checked',
): Uint8Array {
  const bytes = new Uint8Array(frameBytes(payload.length));
  bytes.set(payload, FRAME_HEADER_BYTES);
  const writer = new FrameWriter(crc32);
  writer.target(bytes);
  writer.seal(0, type, 7, 3, payload.length, checksum);
  return bytes;
}

function read(bytes: Uint8Array, link = SOCKET): Frame[] {
  return [...new FrameReader(crc32, link).read(bytes)];
}

describe('frames', () => {
  it('come out as they went in', () => {
    const [{ type, transaction, index, payload }] = read(frame('devices', [1, 2, 3]));
    assert.deepEqual([type, transaction, index], ['devices', 7, 3]);
    assert.deepEqual([...payload], [1, 2, 3]);
  });

  it('follow each other, each at a multiple of eight bytes, with their offsets in all that came', () => {
    const two = Buffer.concat([frame('begin', [1]), frame('commit', [2, 3])]);
    assert.equal(two.length % 8, 0);
    const reader = new FrameReader(crc32, SOCKET);
    const frames = [...reader.read(two), ...reader.read(two)];
    assert.deepEqual(
      frames.map(({ type, offset }) => [type, offset]),
      [
        ['begin', 32],
        ['commit', 72],
        ['begin', 112],
        ['commit', 152],
      ],
    );
  });

  it('carry transaction numbers above 32 bits', () => {
    const bytes = new Uint8Array(frameBytes(0));
    const writer = new FrameWriter(crc32);
    writer.target(bytes);
    writer.seal(0, 'ack', 2 ** 40 + 5, 0, 0);
    assert.equal(read(bytes)[0].transaction, 2 ** 40 + 5);
  });

  it('are refused whichever bit is flipped', () => {
    const bytes = frame('outputs', [9, 8, 7]);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3] ^= 1 << (bit & 7);
      assert.throws(() => read(damaged), KemariError, `bit ${bit}`);
    }
  });

  it('are refused wherever they are cut', () => {
    const bytes = frame('outputs', [9, 8, 7]);
    for (let length = 1; length < bytes.length; length++) {
      assert.throws(() => read(bytes.subarray(0, length)), KemariError, `${length} bytes`);
    }
  });

  it('name the peer, the offset, and what was expected', () => {
    const garbage = new Uint8Array(64);
    assert.throws(() => read(garbage), {
      name: 'KemariError',
      kind: 'input',
      message: 'link from active: at offset 0: expected the magic "KMRF", found 0x0',
    });
  });

  it('may leave out the checksum of pages in shared memory, and nowhere else', () => {
    assert.equal(read(frame('pages', [1], 'unchecked'), SHARED).length, 1);
    assert.throws(() => read(frame('pages', [1], 'unchecked'), SOCKET), /checksum of the payload/);
    assert.throws(() => read(frame('outputs', [1], 'unchecked'), SHARED), /checksum of the payl/);
  });

  it('get the checksums of pages that they were made without piece by piece, where they lie', () => {
    const page = new Array<number>(20_000).fill(5);
    const made = (checksum: 'checked' | 'unchecked'): Buffer =>
      Buffer.concat([
        frame('begin', [1]),
        ...[0, 1, 2, 3].map((byte) => frame('pages', [...page, byte], checksum)),
        frame('commit', [2]),
      ]);
    const checked = made('checked');
    const bytes = made('unchecked');
    const pieces = [...sealedPieces(bytes, crc32)];
    assert.ok(pieces.length > 1);
    assert.deepEqual(Buffer.concat(pieces), checked);
    assert.deepEqual(bytes, checked);
    for (const piece of pieces) assert.ok(read(piece).length > 0);
    // What has its checksums is one piece.
    assert.deepEqual([...sealedPieces(bytes, crc32)], [bytes]);
  });

  it('are not made longer than a receiver takes', () => {
    const writer = new FrameWriter(crc32);
    assert.throws(() => writer.seal(0, 'pages', 0, 0, MAX_PAYLOAD_BYTES + 1), RangeError);
  });
});
