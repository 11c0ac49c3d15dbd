import assert from 'node:assert/strict';
import { KemariError } from '../../../src/core/errors';
import { asGfn } from '../../../src/core/gfn';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { FORMAT_VERSION, FIRST_RECORD, RecordType } from '../../../src/trace/format';
import { RECORD_HEADER_BYTES } from '../../../src/trace/recordHeader';
import { recoverTrace, type Recovery } from '../../../src/trace/recover';
import type { Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { verifyTrace } from '../../../src/trace/verify';
import { MemoryFile } from '../../support/memoryFile';
import { MemoryTrace } from '../../support/memoryTrace';
import { seededNumbers } from '../../support/randomTrace';
import { generatePoints, SMALL_SPACE, traceHeader, writeTrace } from '../../support/traces';
import { recordsOf, type RecordPlace } from '../../support/traceRecords';

const POINTS = 600;
const points = [...generatePoints({ seed: 41, points: POINTS, dirtyPages: 12 })];
const oracle = new MemoryTrace(points, { ...traceHeader(), version: FORMAT_VERSION });

/** Types of records without which every sync point can still be read. */
const EXPENDABLE: readonly number[] = [
  RecordType.PIX,
  RecordType.SEG,
  RecordType.NODE,
  RecordType.DIR,
];

let closed: Uint8Array;
let records: readonly RecordPlace[];

async function recover(bytes: Uint8Array): Promise<{ recovery: Recovery; file: MemoryFile }> {
  const file = new MemoryFile('recovered.kemari');
  const platform = await loadTracePlatform();
  return {
    recovery: await recoverTrace(new MemoryFile('bad.kemari', bytes), platform, file),
    file,
  };
}

/** Checks that a recovered trace is closed, without damage, and the first `count` points. */
async function checkRecovered(file: MemoryFile, count: number): Promise<void> {
  const platform = await loadTracePlatform();
  const verdict = await verifyTrace(file, platform);
  assert.deepEqual(verdict, { ok: true, points: count, damage: [] });
  const trace = await openTrace(file, platform);
  assert.equal(trace.pointCount, count);
  assert.equal(trace.complete, true);
  assert.deepEqual(trace.notices, []);
  const last = count - 1;
  assert.deepEqual(await trace.points(0, last), await oracle.points(0, last));
  assert.deepEqual(await trace.dirtyCounts(0, last), await oracle.dirtyCounts(0, last));
  for (const at of [0, Math.floor(last / 2), last]) {
    assert.deepEqual(await trace.devices(at), await oracle.devices(at));
    assert.deepEqual(await trace.outputs(at), await oracle.outputs(at));
    assert.deepEqual(await memoryAt(trace, at), await memoryAt(oracle, at));
  }
  for (let page = 0; page < 12; page++) {
    const gfn = asGfn(SMALL_SPACE.gfnAt(page));
    assert.deepEqual(await trace.pageHistory(gfn, 0, last), await oracle.pageHistory(gfn, 0, last));
  }
}

async function memoryAt(trace: Trace, at: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of trace.memory(at)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

function wholePointsBelow(offset: number): number {
  return records.filter(({ type, end }) => type === RecordType.POINT && end <= offset).length;
}

describe('A recovered trace', () => {
  before(async () => {
    closed = (await writeTrace(points, { writer: { imageAfterBytes: 1 << 19 } })).contents();
    records = await recordsOf(closed);
  });

  it('is all of a trace that is whole', async () => {
    const { recovery, file } = await recover(closed);
    assert.deepEqual([recovery.points, recovery.leftOut, recovery.damage], [POINTS, 0, []]);
    await checkRecovered(file, POINTS);
  });

  it('closes a recording that broke off', async () => {
    const open = await writeTrace(points.slice(0, 300), { leaveOpen: true });
    const { file } = await recover(open.contents());
    await checkRecovered(file, 300);
  });

  it('ends at the last whole sync point of a file that was cut, wherever that was', async () => {
    const random = seededNumbers(42);
    const [first] = records.filter(({ type }) => type === RecordType.POINT);
    for (let i = 0; i < 25; i++) {
      const cut = first.end + random(closed.length - first.end);
      const { recovery, file } = await recover(closed.slice(0, cut));
      assert.equal(recovery.points, wholePointsBelow(cut));
      await checkRecovered(file, recovery.points);
    }
  }).timeout(120_000);

  it('loses nothing where only the index or a later image was damaged', async () => {
    const images = records.filter(({ type }) => type === RecordType.IMAGE);
    assert.ok(images.length > 2);
    const expendable = records.filter(
      ({ type, offset }) =>
        EXPENDABLE.includes(type) || (type === RecordType.IMAGE && offset > images[0].offset),
    );
    for (const record of expendable) {
      const bytes = closed.slice();
      bytes[record.offset + RECORD_HEADER_BYTES] ^= 1;
      const { recovery, file } = await recover(bytes);
      assert.deepEqual([recovery.points, recovery.leftOut], [POINTS, 0]);
      assert.match(recovery.damage[0].cost, /^nothing/);
      await checkRecovered(file, POINTS);
    }
    // All of them, headers too.
    const bytes = closed.slice();
    for (const { offset } of expendable) bytes[offset] ^= 1;
    const { recovery, file } = await recover(bytes);
    assert.equal(recovery.points, POINTS);
    await checkRecovered(file, POINTS);
  }).timeout(120_000);

  it('ends before the first sync point that lost something, and says what', async () => {
    const random = seededNumbers(43);
    for (let i = 0; i < 40; i++) {
      const at = FIRST_RECORD + random(closed.length - FIRST_RECORD);
      const record = records.find(({ offset, end }) => offset <= at && at < end);
      assert.ok(record);
      const bytes = closed.slice();
      bytes[at] ^= 1 << random(8);
      const owner = wholePointsBelow(record.offset);
      if (owner === 0) {
        await assert.rejects(recover(bytes), (error: unknown) => {
          assert.ok(error instanceof KemariError);
          assert.match(error.message, /bad\.kemari: sync point 0 is not whole/);
          return true;
        });
        continue;
      }
      const { recovery, file } = await recover(bytes);
      const kept = EXPENDABLE.includes(record.type) || record.type === RecordType.IMAGE;
      assert.equal(recovery.points, kept ? POINTS : owner, `damage in ${record.type} at ${at}`);
      const [{ offset, cost }] = recovery.damage;
      assert.equal(offset, record.offset);
      if (!kept) assert.match(cost, new RegExp(`sync points? ${owner}( to \\d+)?\\b`));
      await checkRecovered(file, recovery.points);
    }
  }).timeout(240_000);

  it('is made of the damage of several places', async () => {
    const random = seededNumbers(44);
    for (let i = 0; i < 15; i++) {
      const bytes = closed.slice();
      const from = records.filter(({ type }) => type === RecordType.POINT)[1].end;
      for (let holes = 1 + random(4); holes > 0; holes--) {
        const start = from + random(bytes.length - from);
        bytes.fill(random(256), start, start + random(200_000));
      }
      const { recovery, file } = await recover(bytes);
      assert.ok(recovery.points > 0 && recovery.points <= POINTS);
      await checkRecovered(file, recovery.points);
    }
  }).timeout(120_000);
});
