import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { PAGE_SIZE } from '../../../src/core/gfn';
import { FrameReader, type Frame } from '../../../src/engine/frames';
import { TransactionEncoder } from '../../../src/engine/transactionEncoder';
import {
  receive,
  RECEIVER_START,
  receiverAt,
  type ReceiverEffect,
  type ReceiverState,
} from '../../../src/engine/transactionReceiver';
import { TOY_PAGES } from '../../support/toyMachine';

const LINK = { peer: 'active', sharesMemory: false };
const OUTPUTS = [
  { kind: 'serial-tx', data: Uint8Array.of(65) },
  { kind: 'disk-write', data: Uint8Array.of(1, 2), diskOffset: 512 },
] as const;

/** The frames of a transaction: BEGIN, PAGES, DEVICES, OUTPUTS, COMMIT. */
function framesOf(transaction: number): Frame[] {
  const encoder = new TransactionEncoder(crc32, LINK);
  const content = {
    transaction,
    cause: 'serial-tx',
    inputCursorUs: 17.5,
    gfns: Uint32Array.of(1, 2, 0x101),
    devices: Uint8Array.of(7, 7),
    outputs: OUTPUTS,
  } as const;
  const pagesPerFrame = 1024;
  const into = new Uint8Array(encoder.capacityFor(content, pagesPerFrame));
  const copyPages = (gfns: Uint32Array, pages: Uint8Array): void => {
    gfns.forEach((gfn, i) => pages.fill(gfn === 2 ? 0 : 1, i * PAGE_SIZE, (i + 1) * PAGE_SIZE));
  };
  const draft = encoder.begin(content, { copyPages, into, pagesPerFrame });
  assert.equal(draft.writePages(), false);
  const { bytes } = draft.finish(transaction);
  return [...new FrameReader(crc32, LINK).read(into.subarray(0, bytes))];
}

/** Takes frames in; returns where that led and everything it asked for. */
function takeIn(
  frames: readonly Frame[],
  from: ReceiverState = RECEIVER_START,
): { state: ReceiverState; effects: ReceiverEffect[] } {
  let state = from;
  const effects: ReceiverEffect[] = [];
  for (const frame of frames) {
    const step = receive(state, { kind: 'frame', frame }, TOY_PAGES);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

describe('the receiver of transactions', () => {
  it('asks for a transaction to be applied when all of it is there, and not before', () => {
    const frames = framesOf(0);
    assert.deepEqual(takeIn(frames.slice(0, -1)).effects, [{ kind: 'released', below: 0 }]);
    const { state, effects } = takeIn(frames);
    assert.equal(state.phase, 'applying');
    const [, apply] = effects;
    assert.equal(apply.kind, 'apply');
    const { transaction } = apply as Extract<ReceiverEffect, { kind: 'apply' }>;
    assert.equal(transaction.cause, 'serial-tx');
    assert.equal(transaction.inputCursorUs, 17.5);
    assert.deepEqual(transaction.outputs, OUTPUTS);
    assert.deepEqual([...transaction.devices], [7, 7]);
    assert.deepEqual([...transaction.parts[0].dataGfns], [1, 0x101]);
    assert.deepEqual([...transaction.parts[0].zeroRuns], [2, 1]);
  });

  it('acknowledges what was applied, and takes the next transaction then', () => {
    const { state } = takeIn(framesOf(0));
    const applied = receive(state, { kind: 'applied' }, TOY_PAGES);
    assert.deepEqual(applied.effects, [{ kind: 'acknowledge', transaction: 0 }]);
    assert.deepEqual(takeIn(framesOf(1), applied.state).effects[0], { kind: 'released', below: 1 });
  });

  it('refuses a frame that is left out, comes twice, or changes places', () => {
    const frames = framesOf(0);
    frames.forEach((frame, i) => {
      const without = frames.filter((_, at) => at !== i);
      if (i < frames.length - 1) assert.throws(() => takeIn(without), /expected/, frame.type);
      const twice = frames.flatMap((each, at) => (at === i ? [each, each] : [each]));
      assert.throws(() => takeIn(twice), /expected/, frame.type);
      if (i === 0) return;
      const swapped = [...frames];
      [swapped[i - 1], swapped[i]] = [swapped[i], swapped[i - 1]];
      assert.throws(() => takeIn(swapped), /expected/, frame.type);
    });
  });

  it('refuses frames of another transaction than the next one', () => {
    assert.throws(() => takeIn(framesOf(1)), /BEGIN as frame 0 of transaction 0, found BEGIN/);
    const [begin] = framesOf(0);
    const [, pages] = framesOf(1);
    assert.throws(() => takeIn([begin, pages]), /of transaction 0, found PAGES as frame 1/);
  });

  it('refuses a frame that carries another index than its place', () => {
    const frames = framesOf(0);
    frames.forEach((frame, i) => {
      const renumbered = frames.with(i, { ...frame, index: frame.index + 1 });
      assert.throws(() => takeIn(renumbered), /expected/, frame.type);
    });
  });

  it('refuses a COMMIT that counts other pages than came', () => {
    const frames = framesOf(0);
    const commit = frames.at(-1)!;
    const payload = commit.payload.slice();
    payload[4]++;
    assert.throws(() => takeIn([...frames.slice(0, -1), { ...commit, payload }]), /as received/);
  });

  it('refuses a BEGIN that claims outputs as released that were never sent', () => {
    const [begin] = framesOf(0);
    const payload = begin.payload.slice();
    payload[16] = 1;
    assert.throws(() => takeIn([{ ...begin, payload }]), /at most 0 released transactions/);
  });

  it('refuses a BEGIN with something where zeros belong', () => {
    const [begin] = framesOf(0);
    for (const at of [4, 7]) {
      const payload = begin.payload.slice();
      payload[at] = 1;
      assert.throws(() => takeIn([{ ...begin, payload }]), /expected 0 behind the cause/);
    }
  });

  it('refuses a time of inputs that is no time', () => {
    const [begin] = framesOf(0);
    for (const time of [NaN, Infinity, -2]) {
      const payload = begin.payload.slice();
      new DataView(payload.buffer).setFloat64(8, time, true);
      assert.throws(() => takeIn([{ ...begin, payload }]), /expected a guest time/);
    }
  });

  it('takes nothing while a transaction is applied, and nothing was applied unless asked for', () => {
    const { state } = takeIn(framesOf(0));
    assert.throws(() => takeIn(framesOf(1), state), /nothing while transaction 0 is applied/);
    assert.throws(() => receive(RECEIVER_START, { kind: 'applied' }, TOY_PAGES), /idle/);
  });

  describe('that holds nothing', () => {
    const [, pages] = framesOf(0);
    const ahead = (type: 'image' | 'disk', index: number, payload: Uint8Array): Frame => ({
      ...pages,
      type,
      transaction: 7,
      index,
      payload,
    });
    const image = ahead('image', 0, pages.payload);
    const disk = ahead('disk', 1, Uint8Array.of(0, 2, 0, 0, 0, 0, 0, 0, 9, 8));
    const end = ahead('image', 2, new Uint8Array(0));
    const start = receiverAt(7, false);

    it('takes pages and the disk ahead of its first transaction, and then that', () => {
      const { state, effects } = takeIn([image, disk, end], start);
      const [preload, preloadDisk] = effects;
      assert.ok(preload.kind === 'preload' && preload.part.zeroPages === 1);
      assert.deepEqual(preloadDisk, {
        kind: 'preload disk',
        offset: 512,
        data: Uint8Array.of(9, 8),
      });
      assert.equal(effects.length, 2);
      assert.equal(takeIn(framesOf(7), state).state.phase, 'applying');
    });

    it('may name a page in several frames, since the last of them counts', () => {
      takeIn([image, { ...image, index: 1 }], start);
    });

    it('takes no transaction before all of that has come', () => {
      const transaction = framesOf(7);
      for (const came of [[], [image], [image, disk]]) {
        const { state } = takeIn(came, start);
        assert.throws(() => takeIn(transaction, state), /expected the rest of the image/);
      }
      // Transaction 0 is an image by itself, unless something came ahead of it.
      const some = takeIn([{ ...image, transaction: 0 }]).state;
      assert.throws(() => takeIn(framesOf(0), some), /expected the rest of the image/);
    });

    it('refuses frames that are left out, come twice, or come after the last', () => {
      for (const frames of [
        [disk],
        [image, end],
        [image, image],
        [image, disk, end, { ...disk, index: 3 }],
      ]) {
        assert.throws(() => takeIn(frames, start), { kind: 'input' });
      }
    });

    it('takes nothing ahead where something is held', () => {
      assert.throws(() => takeIn([image], receiverAt(7, true)), /expected BEGIN of transaction 7/);
    });
  });

  it('leaves the state it was given as it was when it refuses', () => {
    const { state } = takeIn(framesOf(0).slice(0, 2));
    const before = structuredClone(state);
    assert.throws(() => takeIn(framesOf(1), state));
    assert.deepEqual(state, before);
  });
});
