import assert from 'node:assert/strict';
import { KemariError } from '../../../src/core/errors';
import { asGfn } from '../../../src/core/gfn';
import type { RandomAccess } from '../../../src/core/ports';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { FORMAT_VERSION, FIRST_RECORD, RecordType } from '../../../src/trace/format';
import type { Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { verifyTrace } from '../../../src/trace/verify';
import { MemoryFile } from '../../support/memoryFile';
import { MemoryTrace } from '../../support/memoryTrace';
import { seededNumbers } from '../../support/randomTrace';
import { generatePoints, SMALL_SPACE, traceHeader, writeTrace } from '../../support/traces';
import { recordsOf, type RecordPlace } from '../../support/traceRecords';

describe('A trace that is cut', () => {
  for (const [seed, points, leaveOpen] of [
    [1, 40, false],
    [2, 40, true],
    [3, 270, false],
  ] as const) {
    const name = leaveOpen ? 'a recording that broke off' : 'a closed trace';
    it(`opens to its last whole sync point, wherever it is cut (${name}, ${points} points)`, async () => {
      const recorded = [...generatePoints({ seed, points, dirtyPages: 8 })];
      const bytes = (await writeTrace(recorded, { leaveOpen })).contents();
      const records = await recordsOf(bytes);
      const random = seededNumbers(seed);
      const oracle = new MemoryTrace(recorded, { ...traceHeader(), version: FORMAT_VERSION });
      const cuts = new Set<number>();
      // Of a long trace, only what the end is made of differs from a short one.
      for (const { end } of records.slice(-300)) for (const at of [-1, 0, 1]) cuts.add(end + at);
      for (let i = 0; i < 100; i++) cuts.add(random(bytes.length));
      for (const cut of cuts) if (cut < bytes.length) await checkCut(bytes, records, oracle, cut);
    }).timeout(120_000);
  }
});

async function checkCut(
  bytes: Uint8Array,
  records: readonly RecordPlace[],
  oracle: MemoryTrace,
  cut: number,
): Promise<void> {
  const platform = await loadTracePlatform();
  const file = new MemoryFile('cut.kemari', bytes.slice(0, cut));
  file.promptly = cut % 2 === 0;
  const whole = records.filter(({ type, end }) => type === RecordType.POINT && end <= cut).length;
  if (whole === 0) {
    await assert.rejects(openTrace(file, platform), (error: unknown) => {
      assert.ok(error instanceof KemariError, String(error));
      assert.match(error.message, /cut\.kemari/);
      return true;
    });
    return;
  }
  const trace = await openTrace(file, platform);
  assert.equal(trace.pointCount, whole, `points of a trace cut at ${cut}`);
  assert.equal(trace.complete, false);
  assert.ok(trace.notices.length > 0, 'it says so');
  const last = whole - 1;
  assert.deepEqual(await trace.point(last), await oracle.point(last));
  assert.deepEqual(await trace.devices(last), await oracle.devices(last));
  assert.deepEqual(await trace.dirtyPages(last), await oracle.dirtyPages(last));
  const gfn = asGfn(SMALL_SPACE.gfnAt(cut % 40));
  assert.deepEqual(await trace.page(gfn, last), await oracle.page(gfn, last));
  assert.deepEqual(await trace.pageHistory(gfn, 0, last), await oracle.pageHistory(gfn, 0, last));
}

describe('A trace with flipped bits', () => {
  const points = [...generatePoints({ seed: 5, points: 300, dirtyPages: 6 })];

  it('is found damaged at the offset of the record they are in', async () => {
    const platform = await loadTracePlatform();
    const bytes = (await writeTrace(points)).contents();
    const records = await recordsOf(bytes);
    assert.deepEqual(await verifyTrace(new MemoryFile('whole', bytes), platform), {
      ok: true,
      points: 300,
      damage: [],
    });
    const random = seededNumbers(6);
    for (let i = 0; i < 120; i++) {
      const at = random(i < 20 ? FIRST_RECORD : bytes.length);
      const broken = flip(bytes, at, random(8));
      const file = new MemoryFile('flipped', broken);
      if (at < 4096) {
        await assert.rejects(verifyTrace(file, platform), KemariError);
        continue;
      }
      const { ok, damage } = await verifyTrace(file, platform);
      const record = records.find(({ offset, end }) => offset <= at && at < end);
      const expected = record?.offset ?? (at < 8192 ? 4096 : 8192);
      assert.equal(ok, false);
      assert.equal(damage[0].offset, expected, `damage at ${at}: ${damage[0].what}`);
    }
  }).timeout(120_000);

  it('is read as far as it can be, and else fails with a message that names the file', async () => {
    const platform = await loadTracePlatform();
    const bytes = (await writeTrace(points, { leaveOpen: true })).contents();
    const random = seededNumbers(7);
    for (let i = 0; i < 60; i++) {
      let broken = bytes;
      for (let flips = 1 + random(4); flips > 0; flips--) {
        broken = flip(broken, random(bytes.length), random(8));
      }
      await readAll(new Bounded(broken), platform);
    }
  }).timeout(120_000);

  it('never crashes the reader when its checksums were made to match', async () => {
    // Without checksums everything that is read is hostile.
    const platform = { ...(await loadTracePlatform()), crc32: () => 0 };
    const bytes = (await writeTrace(points)).contents();
    const records = await recordsOf(bytes);
    for (const { offset } of records) bytes.fill(0, offset + 24, offset + 32);
    for (const at of [4092, 8188, 12284]) bytes.fill(0, at, at + 4);
    const random = seededNumbers(8);
    for (let i = 0; i < 150; i++) {
      let broken = bytes;
      for (let changes = 1 + random(3); changes > 0; changes--) {
        const record = records[random(records.length)];
        const at = record.offset + 8 + random(Math.min(90, record.end - record.offset - 8));
        broken = broken.slice();
        broken[at] = random(2) === 0 ? random(256) : [0, 1, 0x7f, 0x80, 0xff][random(5)];
      }
      await readAll(new Bounded(broken), platform);
    }
  }).timeout(240_000);
});

describe('A trace with one flipped bit', () => {
  const points = [...generatePoints({ seed: 9, points: 300, dirtyPages: 6 })];
  const oracle = new MemoryTrace(points, { ...traceHeader(), version: FORMAT_VERSION });

  for (const leaveOpen of [false, true]) {
    const name = leaveOpen ? 'a recording that broke off' : 'a closed trace';
    it(`is read as recorded but for what refers to the record it is in (${name})`, async () => {
      const writer = { imageAfterBytes: 1 << 18 };
      const bytes = (await writeTrace(points, { leaveOpen, writer })).contents();
      const records = await recordsOf(bytes);
      const random = seededNumbers(leaveOpen ? 10 : 11);
      for (const type of Object.values(RecordType)) {
        const ofType = records.filter((record) => record.type === type);
        if (ofType.length === 0) continue;
        const picked = [ofType[0], ofType[random(ofType.length)], ofType[ofType.length - 1]];
        for (const record of new Set(picked)) {
          const at = record.offset + random(record.end - record.offset);
          const file = new MemoryFile('flipped.kemari', flip(bytes, at, random(8)));
          file.promptly = at % 2 === 0;
          const trace = await openTrace(file, await loadTracePlatform());
          const last = lastPointWithout(record, records, leaveOpen);
          assert.equal(trace.pointCount, last + 1, `points without ${type} at ${record.offset}`);
          assert.equal(trace.complete, !leaveOpen && trace.pointCount === points.length);
          await checkFlipped(trace, oracle, record, ownerOf(record, records));
        }
      }
    }).timeout(240_000);
  }
});

/** The sync point that a record was written for. */
function ownerOf(record: RecordPlace, records: readonly RecordPlace[]): number {
  return records.filter(({ type, offset }) => type === RecordType.POINT && offset < record.offset)
    .length;
}

/**
 * A trace that was not closed ends before damage behind its superblock, which was written with the
 * last DIR. All others keep their points, but for the last POINT itself.
 */
function lastPointWithout(
  record: RecordPlace,
  records: readonly RecordPlace[],
  leaveOpen: boolean,
): number {
  const points = records.filter(({ type }) => type === RecordType.POINT);
  const lastDir = records.findLast(({ type }) => type === RecordType.DIR)?.offset ?? 0;
  const lost = leaveOpen ? record.offset > lastDir : record.offset === points.at(-1)?.offset;
  return (lost ? ownerOf(record, records) : points.length) - 1;
}

/** What fails without a record of each type; nothing else may. */
const NEEDED_BY: Readonly<Partial<Record<number, readonly string[]>>> = {
  [RecordType.POINT]: ['dirtyPages', 'outputs', 'devices', 'page'],
  [RecordType.OUT]: ['outputs'],
  [RecordType.DEV]: ['devices'],
  [RecordType.SCHEMA]: ['devices', 'points'],
  [RecordType.BASE]: ['page'],
  [RecordType.BLOCK]: ['page'],
  [RecordType.IMAGE]: ['page'],
};

async function checkFlipped(
  trace: Trace,
  oracle: MemoryTrace,
  record: RecordPlace,
  owner: number,
): Promise<void> {
  const last = trace.pointCount - 1;
  const same = async <T>(what: string, at: number, read: (trace: Trace) => Promise<T>) => {
    let found: T;
    try {
      found = await read(trace);
    } catch (error) {
      // Pages and devices of later points may be deltas against what is lost.
      const ownOnly = what === 'dirtyPages' || what === 'outputs';
      const refers = ownOnly ? at === owner : at >= owner;
      const needed = NEEDED_BY[record.type]?.includes(what) === true;
      assert.ok(needed && refers, `${what} of ${at} without ${record.type} of ${owner}: ${error}`);
      assert.ok(error instanceof KemariError && error.kind === 'input', String(error));
      assert.match(error.message, new RegExp(`flipped\\.kemari: .* at offset ${record.offset}\\b`));
      return;
    }
    assert.deepEqual(found, await read(oracle), `${what} of ${at}`);
  };
  await same('points', last, (each) => each.points(0, last));
  for (const from of [0, last >> 1]) {
    await same('dirtyCounts', last, (each) => each.dirtyCounts(from, last));
  }
  for (let point = 0; point <= last; point++) {
    await same('dirtyPages', point, (each) => each.dirtyPages(point));
    await same('outputs', point, (each) => each.outputs(point));
    await same('devices', point, (each) => each.devices(point));
    const gfn = asGfn(SMALL_SPACE.gfnAt(point % 12));
    await same('page', point, (each) => each.page(gfn, point));
    await same('pageHistory', point, (each) => each.pageHistory(gfn, 0, point));
  }
}

/** Reads a trace in every way; only errors of damage may come of it. */
async function readAll(
  file: RandomAccess,
  platform: Parameters<typeof openTrace>[1],
): Promise<void> {
  const attempt = async (read: () => Promise<unknown>): Promise<void> => {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof KemariError)) throw error;
      assert.equal(error.kind, 'input');
      assert.ok(error.message.includes(file.name), error.message);
    }
  };
  let opened: Trace | undefined;
  await attempt(async () => {
    opened = await openTrace(file, platform);
  });
  await attempt(() => verifyTrace(file, platform));
  if (opened === undefined) return;
  const trace = opened;
  const last = trace.pointCount - 1;
  await attempt(() => trace.points(0, Math.min(last, 600)));
  await attempt(() => trace.dirtyCounts(0, last));
  for (const point of [0, last, last >> 1]) {
    await attempt(() => trace.devices(point));
    await attempt(() => trace.dirtyPages(point));
    await attempt(() => trace.outputs(point));
    for (let page = 0; page < 12; page++) {
      await attempt(() => trace.page(asGfn(page), point));
    }
  }
  await attempt(() => trace.pageHistory(asGfn(0), 0, last));
  await attempt(async () => {
    for await (const piece of trace.memory(last)) assert.ok(piece.length > 0);
  });
}

/** A file of which nobody may read behind the end, or more than there is. */
class Bounded extends MemoryFile {
  constructor(private readonly all: Uint8Array) {
    super('broken.kemari', all);
    this.promptly = all.length % 2 === 0;
  }

  override readAt(offset: number, length: number): Promise<Uint8Array> {
    this.#check(offset, length);
    return super.readAt(offset, length);
  }

  override readNow(offset: number, into: Uint8Array): number | undefined {
    this.#check(offset, into.length);
    return super.readNow(offset, into);
  }

  #check(offset: number, length: number): void {
    assert.ok(Number.isSafeInteger(offset) && offset >= 0, `offset ${offset}`);
    assert.ok(offset + length <= this.all.length, `${length} bytes at ${offset}`);
  }
}

function flip(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const broken = bytes.slice();
  broken[at] ^= 1 << bit;
  return broken;
}
