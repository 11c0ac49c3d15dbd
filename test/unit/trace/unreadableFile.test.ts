import assert from 'node:assert/strict';
import { ReadError } from '../../../src/core/errors';
import { asGfn } from '../../../src/core/gfn';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { RecordType } from '../../../src/trace/format';
import { recoverTrace } from '../../../src/trace/recover';
import { openTrace } from '../../../src/trace/traceReader';
import { TraceWriter } from '../../../src/trace/traceWriter';
import { verifyTrace } from '../../../src/trace/verify';
import { MemoryFile } from '../../support/memoryFile';
import { recordsOf } from '../../support/traceRecords';
import { generatePoints, SMALL_SPACE, traceHeader, writeTrace } from '../../support/traces';

/** A file on a disk that fails. */
class FailingFile extends MemoryFile {
  /** Where no byte can be read. */
  bad = { from: 0, to: 0 };
  /** How many reads there are before one fails; none does if that is below 0. */
  readsLeft = -1;
  failed = 0;

  override readAt(offset: number, length: number): Promise<Uint8Array> {
    const meets = offset < this.bad.to && offset + length > this.bad.from;
    if (!meets && this.readsLeft-- !== 0) return super.readAt(offset, length);
    this.failed++;
    return Promise.reject(new ReadError('the disk has failed', { file: this.name, offset }));
  }
}

const points = [...generatePoints({ seed: 61, points: 600, dirtyPages: 8 })];

describe('A trace on a disk with a sector that cannot be read', () => {
  for (const share of [0.2, 0.9]) {
    it(`is verified and recovered around it (at ${share} of the file)`, async () => {
      const platform = await loadTracePlatform();
      const bytes = (await writeTrace(points)).contents();
      const from = Math.floor((bytes.length * share) / 4096) * 4096;
      const file = new FailingFile('disk', bytes);
      file.bad = { from, to: from + 4096 };
      const { damage, points: whole } = await verifyTrace(file, platform);
      const unread = damage.filter(({ what }) => what.includes('cannot be read'));
      assert.ok(unread.length > 0);
      assert.ok(damage.every(({ offset }) => offset > from - 70_000 && offset < from + 4096));
      // The points in the sector are gone, and no others.
      const inSector = (await recordsOf(bytes)).filter(
        ({ type, offset, end }) => type === RecordType.POINT && offset < from + 4096 && end > from,
      ).length;
      assert.ok(points.length - whole <= inSector + 1, `${whole} and ${inSector}`);
      assert.ok(file.failed < 40, `${file.failed} reads failed`);

      const saved = new MemoryFile('saved');
      const recovery = await recoverTrace(file, platform, saved);
      assert.ok(recovery.points > points.length * (share - 0.15));
      const trace = await openTrace(saved, platform);
      assert.equal(trace.pointCount, recovery.points);
      assert.equal((await verifyTrace(saved, platform)).ok, true);
    }).timeout(20_000);
  }

  it('does not take hours if the whole rest cannot be read', async () => {
    const platform = await loadTracePlatform();
    const bytes = (await writeTrace(points.slice(0, 20))).contents();
    const file = new FailingFile('disk', bytes);
    const size = 2 ** 33;
    file.size = () => Promise.resolve(size);
    file.bad = { from: bytes.length, to: size };
    const { damage } = await verifyTrace(file, platform);
    assert.equal(damage.at(-1)?.what, 'bytes that cannot be read');
    assert.ok(file.failed < 2 ** 15);
  }).timeout(20_000);
});

describe('A trace on a disk that fails once', () => {
  it('is refreshed the next time, whichever read failed, and none is called damage', async () => {
    const platform = await loadTracePlatform();
    let failed = 0;
    for (let fails = 0; fails < 6; fails++) {
      const file = new FailingFile('disk');
      const writer = await TraceWriter.create(file, traceHeader(), platform);
      for (const point of points.slice(0, 50)) await writer.append(point, [point]);
      const trace = await openTrace(file, platform, { cacheBytes: 1 });
      for (const point of points.slice(50, 53)) await writer.append(point, [point]);
      file.readsLeft = fails;
      const isRefreshed = await trace.refresh().catch((error: unknown) => {
        assert.ok(error instanceof ReadError, String(error));
        failed++;
        return false;
      });
      file.readsLeft = -1;
      assert.equal(await trace.refresh(), !isRefreshed);
      assert.equal(trace.pointCount, 53);
      assert.deepEqual(
        trace.notices.map(({ message }) => message.slice(0, 28)),
        ['The recording was not closed'],
      );
      await writer.close();
    }
    assert.ok(failed > 2, `${failed} reads`);
  });

  it('answers the next time, and says nothing of damage', async () => {
    const platform = await loadTracePlatform();
    const made = await writeTrace(points, { writer: { imageAfterBytes: 1 << 18 } });
    for (let fails = 0; fails < 4; fails++) {
      const file = new FailingFile('disk', made.contents());
      const trace = await openTrace(file, platform, { cacheBytes: 1 });
      const asks = [
        () => trace.point(300),
        () => trace.devices(300),
        () => trace.dirtyCounts(3, 590),
        () => trace.page(asGfn(SMALL_SPACE.gfnAt(3)), 500),
        () => trace.memory(500)[Symbol.asyncIterator]().next(),
      ];
      for (const ask of asks) {
        file.readsLeft = fails;
        await ask().catch((error: unknown) => assert.ok(error instanceof ReadError, String(error)));
        file.readsLeft = -1;
        await ask();
        assert.deepEqual(trace.notices, []);
      }
    }
  }).timeout(20_000);
});
