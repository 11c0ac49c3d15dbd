import assert from 'node:assert/strict';
import { KemariError } from '../../../src/core/errors';
import { asGfn } from '../../../src/core/gfn';
import { FIRST_RECORD, RecordType } from '../../../src/trace/format';
import { RECORD_HEADER_BYTES, writeRecordHeader } from '../../../src/trace/recordHeader';
import { RecordReader } from '../../../src/trace/recordReader';
import { recoverTrace } from '../../../src/trace/recover';
import { findTraceEnd } from '../../../src/trace/traceEnd';
import { CraftedTrace } from '../../support/craftedTrace';
import { MemoryFile } from '../../support/memoryFile';

/** Two sync points and then what a test adds. */
async function twoPoints(): Promise<CraftedTrace> {
  const crafted = await CraftedTrace.start();
  crafted.point();
  crafted.point();
  return crafted;
}

function isTooMuchDamage(error: unknown): boolean {
  assert.ok(error instanceof KemariError && error.kind === 'input', String(error));
  assert.match(error.message, /too much damage .*kemari recover/);
  return true;
}

/** Two sync points are what can be saved. */
async function checkRecovery({ file, platform }: CraftedTrace): Promise<void> {
  assert.equal((await recoverTrace(file, platform, new MemoryFile('new'))).points, 2);
}

describe('A trace whose superblock names a place behind the end', () => {
  for (const told of [
    { lastPointOffset: 2 ** 52 },
    { dirOffset: 2 ** 52 },
    { lastPointOffset: 2 ** 52, committedLength: 2 ** 53 },
  ]) {
    it(`is opened as if that superblock were damaged: ${JSON.stringify(told)}`, async () => {
      const crafted = await twoPoints();
      await crafted.commit(told);
      const trace = await crafted.open();
      assert.equal(trace.pointCount, 2);
      const size = await crafted.file.size();
      assert.ok(trace.notices.every(({ offset = 0 }) => offset <= size));
      assert.ok(crafted.file.reads.length < 20);
    });
  }
});

describe('A trace that ends with POINT records that are none', () => {
  it('is opened up to the last that is one, if they are few', async () => {
    const crafted = await twoPoints();
    for (let i = 0; i < 40; i++) crafted.add(RecordType.POINT, (out) => out.u8(0xff));
    await crafted.records.flush();
    const trace = await crafted.open();
    assert.equal(trace.pointCount, 2);
    // That both superblocks are damaged, and some of the places.
    assert.equal(trace.notices.length, 17);
    // Twice the file: once to look for them, once to read them.
    assert.ok(crafted.bytesRead < 2 * (await crafted.file.size()) + 2 ** 16);
  });

  it('is not searched on and on if they are many, and can be recovered', async () => {
    const crafted = await twoPoints();
    for (let i = 0; i < 5000; i++) crafted.add(RecordType.POINT, (out) => out.u8(0xff));
    await crafted.records.flush();
    await assert.rejects(crafted.open(), isTooMuchDamage);
    assert.ok(crafted.bytesRead < 2 * (await crafted.file.size()) + 2 ** 19);
    await checkRecovery(crafted);
  });

  it('is not searched on and on if each claims the bytes of all others, and can be recovered', async () => {
    const crafted = await twoPoints();
    await crafted.records.flush();
    const { file, platform } = crafted;
    const start = await file.size();
    const headers = 1 << 15;
    const bytes = new Uint8Array(2 * headers * RECORD_HEADER_BYTES);
    const length = headers * RECORD_HEADER_BYTES;
    for (let at = 0; at < length; at += RECORD_HEADER_BYTES) {
      const header = {
        ...{ type: RecordType.POINT, offset: start + at, packed: false, required: false },
        ...{ storedLength: length, rawLength: length, payloadCrc: 1 },
      };
      writeRecordHeader(header, bytes, at, platform.crc32);
    }
    await file.append(bytes);
    await assert.rejects(crafted.open(), isTooMuchDamage);
    assert.ok(crafted.bytesRead < 2 ** 28 + 2 ** 22);
    await checkRecovery(crafted);
  }).timeout(20_000);
});

describe('A trace whose last sync point says that there is none before it', () => {
  it('ends before it', async () => {
    const crafted = await twoPoints();
    const bad = crafted.point({ previousOffset: 0 });
    await crafted.commit();
    const trace = await crafted.open();
    assert.equal(trace.pointCount, 2);
    assert.equal(trace.notices.at(0)?.offset, bad);
  });
});

describe('A recording whose last points list more pages than are kept', () => {
  it('is read all the same', async () => {
    const crafted = await CraftedTrace.start(2 ** 22);
    const gfns = Array.from({ length: 2 ** 18 }, (_, i) => i * 8);
    crafted.point();
    for (let i = 0; i < 8; i++) crafted.zeroPages(gfns.map((gfn) => gfn + i));
    await crafted.commit();

    const size = await crafted.file.size();
    const head = await crafted.file.readAt(0, FIRST_RECORD);
    const records = new RecordReader(crafted.file, crafted.platform, size, 2, 2 ** 22, 2 ** 20);
    const { tail } = await findTraceEnd(head, size, records);
    const kept = tail.points.filter(({ record }) => record !== undefined);
    assert.deepEqual(
      kept.map(({ point }) => point),
      [4, 5, 6, 7, 8],
    );

    const trace = await crafted.open();
    assert.deepEqual([...(await trace.pageHistory(asGfn(0), 0, 8))], [1]);
    assert.deepEqual([...(await trace.pointsTouching(asGfn(0), asGfn(5), 2, 8))], [2, 3, 4, 5, 6]);
    assert.equal((await trace.page(asGfn(3), 8)).point, 4);
    assert.equal((await trace.dirtyCounts(2, 3)).gfns.length, 2 ** 19);
    assert.equal((await trace.points(0, 8)).at(8)?.dirtyPages, 2 ** 18);
  }).timeout(20_000);
});
