import assert from 'node:assert/strict';
import { asGfn } from '../../../src/core/gfn';
import { crc32 } from '../../../src/node/crc32';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { RECORD_HEADER_BYTES, writeRecordHeader } from '../../../src/trace/recordHeader';
import type { Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { verifyTrace } from '../../../src/trace/verify';
import { CraftedTrace } from '../../support/craftedTrace';
import { MemoryFile } from '../../support/memoryFile';
import { generatePoints, writeTrace } from '../../support/traces';

async function open(file: MemoryFile): Promise<Trace> {
  return openTrace(file, await loadTracePlatform());
}

/** A record of a type that this version does not know, for the end of a file. */
function unknownRecord(offset: number, required: boolean): Uint8Array {
  const payload = Uint8Array.of(1, 2, 3);
  const bytes = new Uint8Array(RECORD_HEADER_BYTES + payload.length);
  bytes.set(payload, RECORD_HEADER_BYTES);
  const header = {
    type: 99,
    offset,
    packed: false,
    required,
    storedLength: payload.length,
    rawLength: payload.length,
    payloadCrc: crc32(payload),
  };
  writeRecordHeader(header, bytes, 0, crc32);
  return bytes;
}

describe('An open trace', () => {
  it('was opened with a few reads, however many points it has', async () => {
    for (const points of [300, 3000]) {
      const file = await writeTrace(generatePoints({ seed: 1, points, dirtyPages: 2 }));
      file.reads.length = 0;
      const trace = await open(file);
      await trace.points(points - 100, points - 50);
      assert.ok(file.reads.length <= 8, `${file.reads.length} reads`);
      const bytes = file.reads.reduce((sum, { length }) => sum + length, 0);
      assert.ok(bytes < 100_000, `${bytes} bytes read`);
    }
  });

  it('refuses points and pages that it does not have', async () => {
    const trace = await open(await writeTrace(generatePoints({ seed: 2, points: 3 })));
    for (const [from, to] of [
      [0, 3],
      [-1, 1],
      [2, 1],
      [0.5, 1],
    ]) {
      await assert.rejects(trace.points(from, to), RangeError);
      await assert.rejects(trace.dirtyCounts(from, to), RangeError);
    }
    await assert.rejects(trace.page(asGfn(0x999), 0), /the guest has no page 0x999/);
    await assert.rejects(trace.page(asGfn(0), 3), /sync points 0 to 2, not 3/);
    await assert.rejects(trace.memory(9)[Symbol.asyncIterator]().next(), RangeError);
    for (const gfns of [[0x999], [2, 1], [1, 1]]) {
      const pages = trace.pages(Uint32Array.from(gfns), 0);
      await assert.rejects(pages[Symbol.asyncIterator]().next(), RangeError, `${gfns}`);
    }
  });

  it('hands out arrays and pages that the caller may change', async () => {
    const trace = await open(await writeTrace(generatePoints({ seed: 3, points: 20 })));
    const [page, counts, dirty] = [
      await trace.page(asGfn(1), 10),
      await trace.dirtyCounts(0, 19),
      await trace.dirtyPages(9),
    ];
    const kept = structuredClone([page, counts, dirty]);
    page.bytes.fill(1);
    counts.counts.fill(1000);
    dirty.gfns.fill(77);
    assert.deepEqual(
      [await trace.page(asGfn(1), 10), await trace.dirtyCounts(0, 19), await trace.dirtyPages(9)],
      kept,
    );
  });

  it('skips records of an unknown type', async () => {
    const file = new MemoryFile();
    await writeTrace(generatePoints({ seed: 4, points: 5 }), { file, leaveOpen: true });
    await file.append(unknownRecord(await file.size(), false));
    const trace = await open(file);
    assert.equal(trace.pointCount, 5);
    assert.ok((await verifyTrace(file, await loadTracePlatform())).ok);
  });

  it('is refused if a record of an unknown type must be understood', async () => {
    const file = new MemoryFile('newer.kemari');
    await writeTrace(generatePoints({ seed: 5, points: 5 }), { file, leaveOpen: true });
    const offset = await file.size();
    await file.append(unknownRecord(offset, true));
    await assert.rejects(
      open(file),
      new RegExp(
        `newer\\.kemari: record of unknown type 99 at offset ${offset} must be understood`,
      ),
    );
    const { ok, damage } = await verifyTrace(file, await loadTracePlatform());
    assert.equal(ok, false);
    assert.equal(damage[0].offset, offset);
  });

  it('does without superblocks, and says that they are damaged', async () => {
    const bytes = (await writeTrace(generatePoints({ seed: 6, points: 20 }))).contents();
    bytes.fill(0xaa, 4096, 12288);
    const trace = await open(new MemoryFile('slots', bytes));
    assert.equal(trace.pointCount, 20);
    assert.equal(trace.complete, true);
    assert.match(trace.notices[0].message, /superblocks are damaged/);
  });

  it('ends where it was closed, and says that something stands behind', async () => {
    const file = await writeTrace(generatePoints({ seed: 10, points: 4 }));
    const end = await file.size();
    await file.append(new Uint8Array(100));
    const trace = await open(file);
    assert.equal(trace.complete, true);
    assert.equal(trace.notices[0].offset, end);
    assert.match(trace.notices[0].message, /100 bytes behind the end/);
  });

  it('is not misled by a trace inside the guest', async () => {
    const inner = (await writeTrace(generatePoints({ seed: 7, points: 30 }))).contents();
    const size = Math.floor(inner.length / 4096) * 4096;
    const points = [...generatePoints({ seed: 8, points: 3 })];
    const file = new MemoryFile();
    await writeTrace(points, { file, leaveOpen: true });
    // As the bytes of a record that was being written when the recording broke off.
    await file.append(inner.subarray(12288, size));
    const trace = await open(file);
    assert.equal(trace.pointCount, 3);
  });

  it('closes its source', async () => {
    const file = await writeTrace(generatePoints({ seed: 9, points: 2 }));
    file.closed = false;
    await (await open(file)).close();
    assert.ok(file.closed);
  });

  it('starts no thread once it is closed', async () => {
    const crafted = await CraftedTrace.start(2 ** 13);
    crafted.point();
    await crafted.commit();
    let helpers = 0;
    const trace = await crafted.open({
      startHelper: () => {
        helpers++;
        return { ready: false, assemble: () => Promise.resolve(undefined), close: async () => {} };
      },
    });
    const pieces = trace.memory(0)[Symbol.asyncIterator]();
    // The thread would start when the image is there.
    const first = pieces.next();
    const closed = trace.close();
    await first.catch(() => undefined);
    await closed;
    assert.equal(helpers, 0);
  });
});
