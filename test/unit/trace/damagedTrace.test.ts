import assert from 'node:assert/strict';
import { asGfn } from '../../../src/core/gfn';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { FIRST_RECORD, FORMAT_VERSION, RecordType } from '../../../src/trace/format';
import { RECORD_HEADER_BYTES } from '../../../src/trace/recordHeader';
import type { Trace, TraceHeader } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { CraftedTrace } from '../../support/craftedTrace';
import { MemoryFile } from '../../support/memoryFile';
import { MemoryTrace } from '../../support/memoryTrace';
import { recordsOf, type RecordPlace } from '../../support/traceRecords';
import { generatePoints, SMALL_SPACE, traceHeader, writeTrace } from '../../support/traces';

const POINTS = 300;
const points = [...generatePoints({ seed: 21, points: POINTS, dirtyPages: 6 })];
const header: TraceHeader = {
  ...traceHeader(),
  version: FORMAT_VERSION,
  uuid: '01234567-89ab-4cde-8f01-23456789abcd',
};
const oracle = new MemoryTrace(points, header);

/** Opens a closed trace of 300 points in whose record one bit is flipped. */
async function openDamaged(
  type: RecordType,
  which: number,
): Promise<{ trace: Trace; record: RecordPlace }> {
  const bytes = (await writeTrace(points)).contents();
  const record = (await recordsOf(bytes)).filter((each) => each.type === type).at(which);
  assert.ok(record !== undefined);
  bytes[record.offset + RECORD_HEADER_BYTES] ^= 1;
  const trace = await openTrace(new MemoryFile('damaged.kemari', bytes), await loadTracePlatform());
  return { trace, record };
}

describe('A trace with a damaged DIR behind its last sync point', () => {
  it('keeps every sync point, and says where the damage is instead of that it broke off', async () => {
    const { trace, record } = await openDamaged(RecordType.DIR, -1);
    assert.equal(trace.pointCount, POINTS);
    assert.equal(trace.complete, true);
    assert.deepEqual(await trace.points(0, POINTS - 1), await oracle.points(0, POINTS - 1));
    assert.deepEqual(
      trace.notices.map(({ offset }) => offset),
      [record.offset],
    );
    const [{ message }] = trace.notices;
    assert.match(message, new RegExp(`DIR record at offset ${record.offset}`));
    assert.match(message, /Every sync point can be read without it.*kemari verify/);
  });
});

describe('A recording that was not closed, with damaged DIRs', () => {
  it('keeps every sync point, and says so for each', async () => {
    const many = [...generatePoints({ seed: 23, points: 1100, dirtyPages: 3 })];
    const bytes = (await writeTrace(many, { leaveOpen: true })).contents();
    const records = await recordsOf(bytes);
    const directories = records.filter(({ type }) => type === RecordType.DIR);
    assert.equal(directories.length, 4);
    for (const { offset } of directories.slice(1)) bytes[offset + RECORD_HEADER_BYTES] ^= 1;
    const trace = await openTrace(new MemoryFile('open.kemari', bytes), await loadTracePlatform());
    assert.equal(trace.pointCount, many.length);
    const manyOracle = new MemoryTrace(many, header);
    assert.deepEqual(await trace.points(0, 1099), await manyOracle.points(0, 1099));
    assert.deepEqual(await trace.dirtyCounts(200, 900), await manyOracle.dirtyCounts(200, 900));
    assert.deepEqual(
      trace.notices.map(({ message }) => /Every sync point can be read without it/.test(message)),
      [true, true, true, false],
    );
  });
});

describe('A trace with a damaged SEG', () => {
  for (const [which, range] of [
    [0, 'sync points 0 to 255'],
    [-1, 'sync points 256 to 299'],
  ] as const) {
    it(`is read from its POINT records instead, and says so once (SEG ${which})`, async () => {
      const { trace, record } = await openDamaged(RecordType.SEG, which);
      await compareWithOracle(trace);
      assert.deepEqual(
        trace.notices.map(({ offset }) => offset),
        [record.offset],
      );
      const [{ message }] = trace.notices;
      assert.match(message, new RegExp(`SEG record at offset ${record.offset}`));
      assert.match(message, new RegExp(`Nothing is lost: ${range} .*kemari verify`));
    }).timeout(20_000);
  }

  it('names both damages if one of its POINT records is damaged too', async () => {
    const bytes = (await writeTrace(points)).contents();
    const records = await recordsOf(bytes);
    const [segment] = records.filter(({ type }) => type === RecordType.SEG);
    const point = records.filter(({ type }) => type === RecordType.POINT)[100];
    for (const { offset } of [segment, point]) bytes[offset + RECORD_HEADER_BYTES] ^= 1;
    const file = new MemoryFile('damaged.kemari', bytes);
    const trace = await openTrace(file, await loadTracePlatform());
    await assert.rejects(
      trace.point(3),
      new RegExp(
        `SEG record at offset ${segment.offset}: .*sync points 0 to 255 cannot be read.*` +
          `POINT record at offset ${point.offset}: .*kemari verify`,
      ),
    );
    assert.deepEqual(await trace.point(299), await oracle.point(299));
  });
});

describe('A trace with a damaged PIX', () => {
  it('takes the dirty pages from the POINT records instead, and says so once', async () => {
    const { trace, record } = await openDamaged(RecordType.PIX, 0);
    await compareWithOracle(trace);
    assert.deepEqual(
      trace.notices.map(({ offset }) => offset),
      [record.offset],
    );
  }).timeout(20_000);
});

describe('A trace with damaged NODEs', () => {
  const many = [...generatePoints({ seed: 22, points: 9000, dirtyPages: 3 })];
  const manyOracle = new MemoryTrace(many, header);

  for (const [name, damage] of [
    ['one', (types: RecordPlace[]) => types.slice(0, 1)],
    ['all', (types: RecordPlace[]) => types],
  ] as const) {
    for (const type of [RecordType.NODE, RecordType.PIX] as const) {
      it(`finds what is below them without them (${name}, type ${type})`, async () => {
        const bytes = (await writeTrace(many)).contents();
        const records = await recordsOf(bytes);
        const firstNode = records.find((record) => record.type === RecordType.NODE)?.offset ?? 0;
        // The PIX right before the first NODE is that NODE's.
        const ofType = records.filter(
          (record) =>
            record.type === type && (type === RecordType.NODE || record.end === firstNode),
        );
        const broken = damage(ofType);
        assert.ok(broken.length > 0);
        for (const { offset } of broken) bytes[offset + RECORD_HEADER_BYTES] ^= 1;
        const file = new MemoryFile('damaged.kemari', bytes);
        const trace = await openTrace(file, await loadTracePlatform());
        const last = many.length - 1;
        for (const [from, to] of [
          [0, last],
          [4000, 4200],
          [100, 8000],
        ]) {
          assert.deepEqual(
            await trace.dirtyCounts(from, to),
            await manyOracle.dirtyCounts(from, to),
          );
          for (const gfn of [0, 1, 7].map((page) => asGfn(SMALL_SPACE.gfnAt(page)))) {
            assert.deepEqual(
              await trace.pageHistory(gfn, from, to),
              await manyOracle.pageHistory(gfn, from, to),
            );
            assert.deepEqual(await trace.page(gfn, to), await manyOracle.page(gfn, to));
          }
        }
        for (const point of [0, 3839, 3840, 4095, 4096, 8191, last]) {
          assert.deepEqual(await trace.point(point), await manyOracle.point(point));
        }
        assert.deepEqual(
          trace.notices.map(({ offset }) => offset),
          broken.map(({ offset }) => offset),
        );
        for (const { message } of trace.notices) assert.match(message, /Nothing is lost: sync po/);
      }).timeout(60_000);
    }
  }
});

async function compareWithOracle(trace: Trace): Promise<void> {
  const last = POINTS - 1;
  assert.equal(trace.pointCount, POINTS);
  assert.deepEqual(await trace.points(0, last), await oracle.points(0, last));
  for (const [from, to] of [
    [0, last],
    [10, 270],
    [260, 280],
  ]) {
    assert.deepEqual(await trace.dirtyCounts(from, to), await oracle.dirtyCounts(from, to));
    for (let page = 0; page < 12; page++) {
      const gfn = asGfn(SMALL_SPACE.gfnAt(page));
      const history = await oracle.pageHistory(gfn, from, to);
      assert.deepEqual(await trace.pageHistory(gfn, from, to), history);
      assert.deepEqual(
        await trace.pointsTouching(gfn, asGfn(gfn + 3), from, to),
        await oracle.pointsTouching(gfn, asGfn(gfn + 3), from, to),
      );
      assert.deepEqual(await trace.page(gfn, to), await oracle.page(gfn, to));
    }
  }
  for (const point of [0, 10, 255, 256, last]) {
    assert.deepEqual(await trace.dirtyPages(point), await oracle.dirtyPages(point));
    assert.deepEqual(await trace.devices(point), await oracle.devices(point));
  }
  for (const at of [0, last]) {
    assert.deepEqual(await wholeMemory(trace, at), await wholeMemory(oracle, at));
  }
}

async function wholeMemory(trace: Trace, at: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of trace.memory(at)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

describe('A trace whose index is nothing but damage', () => {
  it('is read point by point, each a few times at most', async () => {
    const segments = 24;
    const crafted = await CraftedTrace.start();
    for (let i = 0; i < segments * 256; i++) {
      if (i === 0) crafted.point();
      else crafted.zeroPages([i % 500]);
    }
    const roots = Array.from({ length: segments }, () => ({ level: 0, offset: FIRST_RECORD }));
    const dirOffset = crafted.directory(segments * 256, roots);
    await crafted.commit({ dirOffset, closed: true });
    // Keeps nothing, so that all that is read again shows.
    const trace = await crafted.open({ cacheBytes: 1 });
    crafted.file.reads.length = 0;
    let found = 0;
    for await (const { length } of trace.columns(0, segments * 256 - 1)) found += length;
    assert.equal(found, segments * 256);
    assert.ok(crafted.file.reads.length < 8 * segments * 256, `${crafted.file.reads.length}`);
    assert.equal((await trace.page(asGfn(7), 3000)).point, 2507);
  }).timeout(30_000);

  it('is refused where a NODE of millions of points is missing', async () => {
    const points = 256 * 16 ** 6;
    const crafted = await CraftedTrace.start();
    crafted.number = points - 1;
    crafted.point();
    const dirOffset = crafted.directory(points, [{ level: 6, offset: FIRST_RECORD }]);
    await crafted.commit({ dirOffset, closed: true });
    const trace = await crafted.open();
    await assert.rejects(trace.point(points - 2), /what is below the NODE at 12288, found less/);
  });

  it('ends its search where NODEs of several levels are one', async () => {
    const crafted = await CraftedTrace.start();
    const points = 256 * 16 ** 2 + 256 * 16;
    for (let i = 0; i < points; i++) crafted.point();
    const roots = [
      { level: 2, offset: FIRST_RECORD },
      { level: 1, offset: FIRST_RECORD },
    ];
    const dirOffset = crafted.directory(points, roots);
    await crafted.commit({ dirOffset, closed: true });
    const trace = await crafted.open();
    assert.equal((await trace.point(10)).point, 10);
    assert.equal((await trace.point(points - 10)).point, points - 10);
  }).timeout(60_000);
});
