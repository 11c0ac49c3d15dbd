import assert from 'node:assert/strict';
import type { PageWriters } from '../../../src/core/pageWriter';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { RecordType } from '../../../src/trace/format';
import { RECORD_HEADER_BYTES } from '../../../src/trace/recordHeader';
import type { RecordedPoint } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { TraceWriter } from '../../../src/trace/traceWriter';
import { verifyTrace } from '../../../src/trace/verify';
import { MemoryFile } from '../../support/memoryFile';
import { recordsOf } from '../../support/traceRecords';
import { generatePoints, traceHeader, writeTrace } from '../../support/traces';

const POINTS = 300;

/** Every page of a point was written by an instruction of its own but the first, whose writer is not known. */
const points: readonly RecordedPoint[] = [
  ...generatePoints({ seed: 31, points: POINTS, dirtyPages: 4 }),
].map((point, number) => ({ ...point, writers: writersOf(number, point.gfns.length) }));

function writersOf(point: number, pages: number): PageWriters {
  return {
    of: Uint32Array.from({ length: pages }, (_, page) => page),
    list: Array.from({ length: Math.max(0, pages - 1) }, (_, page) => ({
      kind: 'instruction',
      address: point * 1000 + page,
    })),
  };
}

async function open(bytes: Uint8Array) {
  return openTrace(new MemoryFile('writers.kemari', bytes), await loadTracePlatform());
}

describe('first writers in a trace', () => {
  it('are those that were recorded, of every sync point but the first image', async () => {
    const trace = await open((await writeTrace(points)).contents());
    assert.equal(await trace.writers(0), undefined);
    for (const point of [1, 2, 255, 256, 257, POINTS - 1]) {
      const { gfns } = await trace.dirtyPages(point);
      assert.deepEqual(await trace.writers(point), writersOf(point, gfns.length));
    }
  });

  it('are not known of a trace that was recorded without them', async () => {
    const plain = points.map((point) => ({ ...point, writers: undefined }));
    const trace = await open((await writeTrace(plain)).contents());
    for (const point of [0, 1, 256, POINTS - 1]) {
      assert.equal(await trace.writers(point), undefined);
    }
  });

  it('that are damaged are found, and cost nothing else', async () => {
    const bytes = (await writeTrace(points)).contents();
    const records = (await recordsOf(bytes)).filter(({ type }) => type === RecordType.WRITERS);
    assert.equal(records.length, POINTS - 1);
    const [, , { offset }] = records;
    bytes[offset + RECORD_HEADER_BYTES] ^= 1;

    const trace = await open(bytes);
    await assert.rejects(trace.writers(3), /WRITERS record at offset \d+/);
    assert.equal((await trace.dirtyPages(3)).gfns.length, points[3].gfns.length);
    const { ok, damage } = await verifyTrace(
      new MemoryFile('writers.kemari', bytes),
      await loadTracePlatform(),
    );
    assert.equal(ok, false);
    assert.deepEqual(
      damage.map((each) => [each.offset, each.cost]),
      [[offset, 'nothing but who wrote the pages of the sync point before it']],
    );
  });

  it('must be as many as the pages, and devices that the sync point has', async () => {
    for (const writers of [
      writersOf(1, 1),
      { of: new Uint32Array(points[1].gfns.length).fill(1), list: [] },
      {
        of: new Uint32Array(points[1].gfns.length),
        list: [{ kind: 'device', device: 'none such' }],
      } as const,
    ]) {
      await assert.rejects(writeTrace([points[0], { ...points[1], writers }]), RangeError);
    }
    const file = new MemoryFile('writers.kemari');
    const writer = await TraceWriter.create(file, traceHeader(), await loadTracePlatform());
    await writer.append(points[0], [points[0]]);
    const none = { of: new Uint32Array(1), list: [] };
    await assert.rejects(writer.append({ ...points[1], writers: none }, [points[1]]), RangeError);
    await writer.append(points[1], [points[1]]);
    await writer.close();
    assert.equal((await open(file.contents())).pointCount, 2, 'the recording goes on');
  });
});
