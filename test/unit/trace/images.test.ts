import assert from 'node:assert/strict';
import { PAGE_SIZE } from '../../../src/core/gfn';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { FIRST_RECORD, FORMAT_VERSION, RecordType } from '../../../src/trace/format';
import { ImageSchedule } from '../../../src/trace/imageSchedule';
import { RECORD_HEADER_BYTES } from '../../../src/trace/recordHeader';
import type { Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { CraftedTrace } from '../../support/craftedTrace';
import { MemoryFile } from '../../support/memoryFile';
import { MemoryTrace } from '../../support/memoryTrace';
import { recordsOf } from '../../support/traceRecords';
import { generatePoints, traceHeader, writeTrace } from '../../support/traces';

const POINTS = 320;
const points = [...generatePoints({ seed: 31, points: POINTS, dirtyPages: 40 })];
const oracle = new MemoryTrace(points, { ...traceHeader(), uuid: '', version: FORMAT_VERSION });

/** A trace with many images, closed or not, with a bit flipped in every record of a type but the first. */
async function openWithImages(
  options: { readonly leaveOpen?: boolean; readonly damage?: RecordType } = {},
): Promise<{ readonly trace: Trace; readonly images: number }> {
  const { leaveOpen = false, damage } = options;
  const file = await writeTrace(points, { leaveOpen, writer: { imageAfterBytes: 1 << 17 } });
  const bytes = file.contents();
  const records = await recordsOf(bytes);
  const [, ...later] = records.filter(({ type }) => type === damage);
  for (const { offset } of later) bytes[offset + RECORD_HEADER_BYTES] ^= 1;
  const trace = await openTrace(new MemoryFile('images.kemari', bytes), await loadTracePlatform());
  return { trace, images: records.filter(({ type }) => type === RecordType.IMAGE).length };
}

async function compareMemory(trace: Trace): Promise<void> {
  for (const at of [0, 1, 100, 255, 256, 257, POINTS - 1]) {
    assert.deepEqual(await memoryAt(trace, at), await memoryAt(oracle, at), `memory as of ${at}`);
  }
}

async function memoryAt(trace: Trace, at: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of trace.memory(at)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

describe('A trace with several images', () => {
  for (const leaveOpen of [false, true]) {
    const name = leaveOpen ? 'a recording that is not closed' : 'a closed trace';
    it(`has the memory of every sync point (${name})`, async () => {
      const { trace, images } = await openWithImages({ leaveOpen });
      assert.ok(images > 2, `${images} images`);
      await compareMemory(trace);
      assert.equal(trace.notices.length, leaveOpen ? 1 : 0);
    }).timeout(20_000);
  }

  it('is read from older images where newer ones are damaged, and says so once for each', async () => {
    const { trace, images } = await openWithImages({ damage: RecordType.IMAGE });
    await compareMemory(trace);
    await compareMemory(trace);
    const messages = trace.notices.map(({ message }) => message);
    assert.equal(new Set(messages).size, messages.length);
    assert.ok(messages.length > 1 && messages.length < images, messages.join('\n'));
    for (const each of messages) assert.match(each, /IMAGE record.*Nothing is lost.*kemari verify/);
  }).timeout(20_000);
});

describe('The schedule of images', () => {
  it('has one due when there is as much behind the last as two new ones would be', () => {
    const schedule = new ImageSchedule(10_000);
    schedule.add(1, 9000);
    assert.equal(schedule.due(1), true);
    assert.equal(schedule.due(2), false);
    schedule.add(1, 2 * 2 * PAGE_SIZE);
    assert.equal(schedule.due(2), true);
  });

  it('has none due below the least bytes, and counts anew behind each', () => {
    const schedule = new ImageSchedule(10_000);
    schedule.add(1, 8000);
    assert.equal(schedule.due(0), false);
    schedule.add(1, 0);
    assert.equal(schedule.due(0), true);
    schedule.restart();
    assert.equal(schedule.due(0), false);
  });
});

describe('A trace whose DIR names no image', () => {
  it('has the image of its first sync point all the same', async () => {
    const crafted = await CraftedTrace.start();
    for (let i = 0; i < 256; i++) crafted.point();
    const dirOffset = crafted.directory(256, [{ level: 0, offset: FIRST_RECORD }], []);
    const imageOffset = crafted.add(RecordType.IMAGE, (out) => out.u8(0xff));
    crafted.point({ dirOffset, imageOffset });
    await crafted.commit({ dirOffset });
    const trace = await crafted.open();
    assert.equal(trace.pointCount, 257);
    assert.equal((await memoryAt(trace, 100)).length, 512 * PAGE_SIZE);
    assert.equal((await memoryAt(trace, 256)).length, 512 * PAGE_SIZE);
  });
});
