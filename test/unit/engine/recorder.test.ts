import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { asGfn, PAGE_SIZE } from '../../../src/core/gfn';
import { GuestRun } from '../../../src/engine/guestRun';
import { sendLiveImage, type AheadPlace } from '../../../src/engine/liveImage';
import { Recorder } from '../../../src/engine/recorder';
import type { RecordedPoint } from '../../../src/trace/trace';
import { memoryOf } from '../../support/dyingActive';
import { TOY_PAGES, ToyDeviceDecoder, ToyMachine, toyTraffic } from '../../support/toyMachine';
import { runPair, toyPair, type ToyPair } from '../../support/toyPair';

/** The points that a recorder makes of a pair's commits. */
async function pointsOf(
  pair: ToyPair,
  ahead: readonly (readonly [Uint8Array, AheadPlace])[] = [],
): Promise<RecordedPoint[]> {
  const points: RecordedPoint[] = [];
  const recorder = new Recorder({
    guest: TOY_PAGES,
    decoder: new ToyDeviceDecoder(),
    trace: {
      async append(point, batches) {
        const gfns: number[] = [];
        const pages: number[] = [];
        for await (const batch of batches) {
          gfns.push(...batch.gfns);
          for (const byte of batch.pages) pages.push(byte);
        }
        points.push({ ...point, gfns: Uint32Array.from(gfns), pages: Uint8Array.from(pages) });
      },
    },
    crc32,
    link: { peer: 'active', sharesMemory: false },
  });
  for (const [frame, place] of ahead) recorder.ahead(frame, place);
  for (const commit of pair.commits) await recorder.record(commit);
  return points;
}

/** The guest's memory that these points make. */
function memoryAfter(points: readonly RecordedPoint[]): Uint8Array {
  const memory = new Uint8Array(TOY_PAGES.bytes);
  for (const { gfns, pages } of points) {
    gfns.forEach((gfn, i) => {
      const page = pages.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE);
      memory.set(page, TOY_PAGES.indexOf(asGfn(gfn)) * PAGE_SIZE);
    });
  }
  return memory;
}

describe('the recorder', () => {
  it('writes down the image without its zero pages', async () => {
    const pair = toyPair();
    await runPair(pair, 1);
    const [image] = await pointsOf(pair);
    assert.deepEqual([...image.gfns], [0, 1, 2]);
    assert.equal(image.pages.length, 3 * PAGE_SIZE);
  });

  it('writes down pages that became zero', async () => {
    const pair = toyPair({ workload: 'disk' });
    await runPair(pair, 30);
    const [, ...changes] = await pointsOf(pair);
    const isZero = (page: Uint8Array): boolean => page.every((byte) => byte === 0);
    const zeroPages = changes.flatMap(({ gfns, pages }) =>
      [...gfns].filter((_, i) => isZero(pages.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE))),
    );
    assert.ok(zeroPages.length > 0);
  });

  it('writes points that together are the memory of the guest', async () => {
    const pair = toyPair({ workload: 'burst' });
    await runPair(pair, 40);
    assert.deepEqual(memoryAfter(await pointsOf(pair)), memoryOf(pair.machine));
  });

  it('puts the image of a guest that ran together from what went ahead of it', async () => {
    const machine = new ToyMachine('burst', 3);
    const guest = new GuestRun(machine, toyTraffic(3));
    const ahead: (readonly [Uint8Array, AheadPlace])[] = [];
    let sends = 0;
    const image = await sendLiveImage({
      guest,
      // The first connection is lost after its first frame.
      link: { sendImage: () => Promise.resolve(sends++ !== 1) },
      sink: { release: () => undefined },
      onFrame: (frame, place) => ahead.push([frame, place]),
      onStandstill: () => undefined,
      crc32,
      clock: () => performance.now() * 1000,
      yieldThread: () => Promise.resolve(),
      requested: () => false,
    });
    assert.ok(image && image.rounds >= 2);
    const begins = ahead.map(([, place]) => place === 'first');
    assert.equal(begins.filter((first) => first).length, 2);

    const { inputCursorUs } = guest;
    const sentAhead = { inputCursorUs, sentBytes: image.bytes };
    const pair = toyPair({ workload: 'burst', seed: 3, parts: { machine, ahead: sentAhead } });
    for (const [frame] of ahead.slice(begins.lastIndexOf(true)))
      await pair.links.active.send(frame);
    await runPair(pair, 20);
    const points = await pointsOf(pair, ahead);
    assert.deepEqual(memoryAfter(points), memoryOf(machine));
    assert.deepEqual(memoryOf(pair.standby), memoryOf(machine));
    const [first] = points;
    assert.equal(first.sentBytes, image.bytes + pair.commits[0].transaction.length);
    for (let i = 0; i < first.gfns.length; i++) {
      const page = first.pages.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE);
      assert.ok(
        page.some((byte) => byte !== 0),
        `page ${first.gfns[i]}`,
      );
    }
  });

  it('keeps times, phases, outputs and causes of the commit', async () => {
    const pair = toyPair();
    await runPair(pair, 10);
    const points = await pointsOf(pair);
    assert.equal(points.length, 10);
    points.forEach((point, i) => {
      const { epochStartUs, timeUs, phasesUs, sentBytes } = pair.commits[i];
      assert.deepEqual(
        [point.epochStartUs, point.timeUs, point.phasesUs, point.sentBytes],
        [epochStartUs, timeUs, phasesUs, sentBytes],
      );
      assert.equal(point.cause, i === 0 ? 'manual' : point.outputs[0].kind);
    });
    assert.deepEqual(
      points.flatMap(({ outputs }) => outputs),
      pair.released,
    );
  });

  it('gives an unchanged device as the same object', async () => {
    const pair = toyPair({ workload: 'serial', parts: { inputs: { next: () => undefined } } });
    await runPair(pair, 3);
    const [, before, after] = await pointsOf(pair);
    const nic = (point: RecordedPoint): unknown => point.devices[2];
    assert.equal(nic(after), nic(before));
    assert.notEqual(after.devices[0], before.devices[0]);
  });

  it('refuses commits that leave one out', async () => {
    const pair = toyPair();
    await runPair(pair, 3);
    const commits = [pair.commits[0], pair.commits[2]];
    await assert.rejects(
      pointsOf({ ...pair, commits }),
      /expected BEGIN as frame 0 of transaction 1/,
    );
  });
});
