import assert from 'node:assert/strict';
import { numberOf, readFieldSeries } from '../../../src/analysis/fieldSeries';
import type { DeviceSchema, DeviceState, LeafValue } from '../../../src/core/deviceState';
import type { Cause } from '../../../src/core/syncPoint';
import { traceOf } from '../host/traces';

const pit: DeviceSchema = { device: 'pit', fields: ['count', 'name'] };

/** A trace whose field has these values, one a sync point. */
function traceOfValues(values: readonly LeafValue[]) {
  let last: DeviceState = { schema: pit, values: [null, 'timer'] };
  const devices = values.map((value) => {
    if (!Object.is(value, last.values[0])) last = { schema: pit, values: [value, 'timer'] };
    return last;
  });
  const causes = new Array<Cause>(values.length - 1).fill('timer');
  const trace = traceOf(causes, { devices: (point) => [devices[point]] });
  const read: number[] = [];
  const devicesAt = trace.devices.bind(trace);
  trace.devices = (point) => {
    read.push(point);
    return devicesAt(point);
  };
  return { trace, read };
}

const count = { device: 'pit', field: 'count' };

describe('a field over time', () => {
  it('is read only where its device changed', async () => {
    const { trace, read } = traceOfValues([5, 5, 5, 7, 7, 7, 7, 2, 2, 2]);
    const series = await readFieldSeries(trace, { ...count, from: 1, to: 9, columns: 100 });
    assert.deepEqual(read, [1, 3, 7]);
    assert.deepEqual([...series.least], [5, 5, 7, 7, 7, 7, 2, 2, 2]);
    assert.deepEqual(
      [series.lowest, series.highest, series.changes, series.stride],
      [{ value: 2, point: 7 }, { value: 7, point: 3 }, 2, 1],
    );
  });

  it('keeps the extremes of points that share a column', async () => {
    const { trace } = traceOfValues([1, 9, 1, 4, 4, 4, 0]);
    const series = await readFieldSeries(trace, { ...count, from: 0, to: 6, columns: 3 });
    assert.equal(series.pointsPerColumn, 3);
    assert.deepEqual(
      [[...series.least], [...series.greatest]],
      [
        [1, 4, 0],
        [9, 4, 0],
      ],
    );
  });

  it('has gaps where the field is no number, or is not there', async () => {
    const { trace } = traceOfValues([1, null, 2n, true, Infinity]);
    const all = { from: 0, to: 4, columns: 9 };
    const series = await readFieldSeries(trace, { ...count, ...all });
    assert.deepEqual([...series.least], [1, NaN, 2, 1, NaN]);
    const other = await readFieldSeries(trace, { device: 'pit', field: 'other', ...all });
    assert.deepEqual([...other.least], [NaN, NaN, NaN, NaN, NaN]);
    assert.equal(other.lowest, undefined);
    const text = await readFieldSeries(trace, { device: 'pit', field: 'name', ...all });
    assert.deepEqual([text.lowest, text.changes], [undefined, 0]);
  });

  it('is sampled, with both ends, where it changed too often, and says so', async () => {
    const { trace, read } = traceOfValues(Array.from({ length: 1000 }, (_, point) => point));
    const request = { ...count, from: 3, to: 998, columns: 8 };
    const series = await readFieldSeries(trace, request, { maxReads: 20 });
    assert.equal(series.stride, 64);
    read.sort((a, b) => a - b);
    assert.deepEqual([read[0], read[1], read.at(-1)], [3, 64, 998]);
    assert.ok(read.length <= 20);
    assert.deepEqual(
      [series.lowest, series.highest],
      [
        { value: 3, point: 3 },
        { value: 998, point: 998 },
      ],
    );
  });

  it('takes values that were read before', async () => {
    const { trace, read } = traceOfValues([1, 2, 3, 4]);
    const known = new Map<number, number>();
    await readFieldSeries(trace, { ...count, from: 0, to: 2, columns: 9 }, { known });
    await readFieldSeries(trace, { ...count, from: 1, to: 3, columns: 9 }, { known });
    assert.deepEqual(read, [0, 1, 2, 3]);
  });

  it('tells how far it is, and ends once nobody wants it', async () => {
    const { trace, read } = traceOfValues(Array.from({ length: 300 }, (_, point) => point));
    const abort = new AbortController();
    const shares: number[] = [];
    const request = { ...count, from: 0, to: 299, columns: 300 };
    await assert.rejects(
      readFieldSeries(trace, request, {
        signal: abort.signal,
        progress: (share) => {
          shares.push(share);
          if (shares.length === 2) abort.abort(new Error('enough'));
        },
      }),
      /enough/,
    );
    assert.deepEqual(shares, [64 / 300, 128 / 300]);
    assert.equal(read.length, 128);
  });

  it('makes numbers of what can be plotted', () => {
    const values = [1.5, 2n ** 60n, false, 'a', null, undefined, new Uint8Array(1), NaN];
    assert.deepEqual(values.map(numberOf), [1.5, 2 ** 60, 0, NaN, NaN, NaN, NaN, NaN]);
  });
});
