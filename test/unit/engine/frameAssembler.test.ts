import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { KemariError } from '../../../src/core/errors';
import { FrameAssembler } from '../../../src/engine/frameAssembler';
import { FRAME_TYPES, FrameReader, wholeFrame, type FrameType } from '../../../src/engine/frames';
import { SeededRandom } from '../../property/machine/seededRandom';

const ALL = Object.keys(FRAME_TYPES) as FrameType[];

function assembler(accepted: readonly FrameType[] = ALL): {
  frames: FrameAssembler;
  controls: string[];
} {
  const controls: string[] = [];
  const frames = new FrameAssembler(crc32, 'active', accepted, (type) => controls.push(type));
  return { frames, controls };
}

/** Everything that can be taken now, frame by frame. */
function taken(frames: FrameAssembler): string[] {
  const reader = new FrameReader(crc32, { peer: 'active', sharesMemory: false });
  const names: string[] = [];
  for (let bytes = frames.take(); bytes; bytes = frames.take()) {
    for (const { type, transaction, payload } of reader.read(bytes)) {
      names.push(`${type} ${transaction} ${payload.length}`);
    }
  }
  return names;
}

const payload = (length: number): Uint8Array => new Uint8Array(length).fill(7);

describe('the frame assembler', () => {
  const stream = Buffer.concat([
    wholeFrame(crc32, 'begin', 3, payload(24)),
    wholeFrame(crc32, 'heartbeat', 0),
    wholeFrame(crc32, 'devices', 3, payload(5)),
    wholeFrame(crc32, 'commit', 3, payload(12)),
    wholeFrame(crc32, 'end', 0),
  ]);
  const whole = ['begin 3 24', 'devices 3 5', 'commit 3 12'];

  it('makes the same frames wherever the bytes are cut', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const { frames, controls } = assembler();
      frames.push(stream.subarray(0, cut));
      const early = taken(frames);
      frames.push(stream.subarray(cut));
      assert.deepEqual([...early, ...taken(frames)], whole, `cut at ${cut}`);
      assert.deepEqual(controls, ['heartbeat', 'end']);
      assert.equal(frames.inFrame, false);
    }
  });

  it('makes the same frames of single bytes', () => {
    const { frames } = assembler();
    for (const byte of stream) frames.push(Uint8Array.of(byte));
    assert.deepEqual(taken(frames), whole);
  });

  it('says whether it is inside of a frame, and how many bytes came', () => {
    const { frames } = assembler();
    for (const [bytes, inside] of [
      [10, true],
      [46, false],
      [1, true],
    ] as const) {
      frames.push(stream.subarray(frames.offset, frames.offset + bytes));
      assert.equal(frames.inFrame, inside, `${frames.offset}`);
    }
    assert.equal(frames.offset, 57);
  });

  it('refuses what the peer may not send by its header alone', () => {
    const { frames } = assembler(['hello']);
    const begin = wholeFrame(crc32, 'begin', 0, payload(24));
    assert.throws(() => frames.push(begin.subarray(0, 32)), {
      name: 'KemariError',
      message: 'link from active: at offset 4: expected HELLO, found BEGIN',
    });
  });

  it('refuses a length above the limit of its type before anything of the payload came', () => {
    for (const [type, limit] of [
      ['hello', 16 << 10],
      ['pages', 16 << 20],
      ['ack', 0],
    ] as const) {
      const header = wholeFrame(crc32, type, 0).slice(0, 32);
      const view = new DataView(header.buffer);
      view.setUint32(20, limit + 1, true);
      view.setUint32(28, crc32(header.subarray(0, 28)), true);
      const expected = `expected a payload of at most ${limit} bytes, found ${limit + 1}`;
      assert.throws(
        () => assembler().frames.push(header),
        (error: Error) => error instanceof KemariError && error.message.includes(expected),
        type,
      );
    }
  });

  it('refuses garbage, with its offset', () => {
    const { frames } = assembler();
    frames.push(stream.subarray(0, 56));
    assert.throws(() => frames.push(Buffer.alloc(32, 'x')), /at offset 56: expected the magic/);
  });

  it('keeps the frames of a transaction as they are until it was answered', () => {
    const { frames } = assembler();
    frames.push(wholeFrame(crc32, 'devices', 0, payload(1000)));
    const first = frames.take();
    assert.ok(first);
    const before = first.slice();
    // Enough for many times the memory that is kept.
    for (let i = 0; i < 40; i++) {
      frames.push(wholeFrame(crc32, 'image', 0, payload(400_000).fill(i)));
      frames.take();
    }
    assert.deepEqual(first, before);
  });

  it('says where the rest of a long frame belongs, so that it need not be copied there', () => {
    const { frames } = assembler();
    const bytes = wholeFrame(crc32, 'pages', 0, payload(100_000));
    assert.equal(frames.place(), undefined);
    frames.push(bytes.subarray(0, 40));
    for (let at = 40; at < bytes.length;) {
      const place = frames.place();
      const rest = bytes.subarray(at, at + 30_000);
      if (place === undefined) frames.push(rest);
      else {
        assert.equal(place.length, bytes.length - at);
        place.set(rest);
        frames.placed(rest.length);
      }
      at += rest.length;
    }
    assert.equal(frames.offset, bytes.length);
    assert.deepEqual(taken(frames), ['pages 0 100000']);
    assert.throws(() => frames.placed(1), /1 bytes for no frame/);
  });

  it('uses the memory of answered transactions again', () => {
    const { frames } = assembler();
    const memories = new Set<ArrayBufferLike>();
    for (let transaction = 0; transaction < 200; transaction++) {
      frames.push(wholeFrame(crc32, 'pages', transaction, payload(300_000)));
      const bytes = frames.take();
      if (bytes) memories.add(bytes.buffer);
      frames.answered(transaction);
    }
    assert.ok(memories.size <= 4, `${memories.size} pieces of memory`);
  });

  it('puts frames together as they were sent, at random cuts and answers', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new SeededRandom(seed);
      const sent: string[] = [];
      const pieces: Uint8Array[] = [];
      for (let i = 0; i < 60; i++) {
        const length = random.below(10) === 0 ? random.below(1_500_000) : random.below(2_000);
        const type = random.below(3) === 0 ? 'image' : 'outputs';
        pieces.push(wholeFrame(crc32, type, i, payload(length)));
        sent.push(`${type} ${i} ${length}`);
      }
      const bytes = Buffer.concat(pieces);
      const { frames } = assembler();
      const received: string[] = [];
      for (let at = 0; at < bytes.length;) {
        const length = 1 + random.below(200_000);
        frames.push(bytes.subarray(at, at + length));
        at += length;
        if (random.below(2) === 0) received.push(...taken(frames));
        if (random.below(2) === 0) frames.answered(received.length - 1);
      }
      assert.deepEqual([...received, ...taken(frames)], sent, `seed ${seed}`);
    }
  });
});
