import assert from 'node:assert/strict';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { RecordType } from '../../../src/trace/format';
import { RECORD_HEADER_BYTES } from '../../../src/trace/recordHeader';
import type { Trace, TraceHeader } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { MemoryFile } from '../../support/memoryFile';
import { MemoryTrace } from '../../support/memoryTrace';
import { recordsOf, type RecordPlace } from '../../support/traceRecords';
import { generatePoints, traceHeader, writeTrace } from '../../support/traces';

const POINTS = 300;
const points = [...generatePoints({ seed: 21, points: POINTS, dirtyPages: 6 })];
const header: TraceHeader = {
  ...traceHeader(),
  version: 1,
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
