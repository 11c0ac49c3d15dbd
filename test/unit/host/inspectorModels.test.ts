import assert from 'node:assert/strict';
import type { DeviceSchema, DeviceState, LeafValue } from '../../../src/core/deviceState';
import { PAGE_SIZE } from '../../../src/core/gfn';
import type { Output } from '../../../src/core/syncPoint';
import { InspectorModels } from '../../../src/host/inspectorModels';
import { unpackCounts } from '../../../src/protocol/packedCounts';
import { arraysOf } from '../../support/arraysOf';
import { traceOf } from './traces';

const cpu: DeviceSchema = { device: 'cpu.0', fields: ['regs.eax', 'eflags', 'tsc'] };
const uart: DeviceSchema = { device: 'uart.0', fields: ['lsr', 'fifo'] };
const quiet: DeviceState = { schema: { device: 'rtc', fields: ['cmos'] }, values: [null] };

const state = (schema: DeviceSchema, ...values: LeafValue[]): DeviceState => ({ schema, values });

function devices(point: number): DeviceState[] {
  return [
    state(cpu, point * 16, point === 2 ? 0x202 : 0x246, 1_000_000 * point),
    quiet,
    state(uart, 0x60, new Uint8Array(32).fill(point === 3 ? 1 : 0)),
  ];
}

function open() {
  const outputs = (point: number): Output[] =>
    point === 1 ? [{ kind: 'serial-tx', data: new Uint8Array(100).fill(0x41) }] : [];
  const trace = traceOf(['serial-tx', 'timer', 'timer'], {
    dirty: { 3: [1, 3], 5: [0, 2], 9: [3] },
    devices,
    outputs,
  });
  return new InspectorModels(trace, 'name.kemari');
}

describe('the models of the inspector', () => {
  it('tell of the trace what does not change', () => {
    assert.deepEqual(open().trace(), {
      fileName: 'name.kemari',
      writer: 'kemari test',
      formatVersion: 1,
      machine: 'test',
      workload: 'random',
      mode: 'stop-and-copy',
      pageSize: 4096,
      regions: [
        { name: 'ram', start: 0, bytes: 64 * PAGE_SIZE },
        { name: 'high', start: 256 * PAGE_SIZE, bytes: 64 * PAGE_SIZE },
      ],
    });
  });

  it('map the pages of a range, packed', async () => {
    const { from, to, pages, packed } = await open().map(1, 3);
    assert.deepEqual([from, to, pages], [1, 3, 3]);
    const map = unpackCounts(packed, pages, to);
    assert.deepEqual([...map.gfns], [3, 5, 9]);
    assert.deepEqual([...map.counts], [2, 1, 1]);
    assert.deepEqual([...map.lastPoints], [3, 2, 3]);
    assert.deepEqual([...map.zero], [0, 0, 0]);
  });

  it('tell the pages that a point wrote', async () => {
    assert.deepEqual(await open().dirty(3), {
      point: 3,
      gfns: Uint32Array.of(3, 9),
      zero: Uint8Array.of(0, 0),
    });
  });

  it('show a page against its version before', async () => {
    const at = (point: number) => open().page({ point, page: 3 });
    const page = await at(3);
    assert.deepEqual([page.gfn, page.point, page.previous, page.before?.point], [3, 3, 1, 1]);
    assert.equal(page.bytes[0], 3);
    assert.equal(page.before?.bytes[0], 1);
    assert.deepEqual([(await at(2)).point, (await at(1)).before?.point], [1, 0]);
    assert.equal((await at(0)).before, undefined, 'the first image has nothing before it');
  });

  it('show a page against any sync point, earlier or later', async () => {
    const at = (point: number, against: number) => open().page({ point, page: 3, against });
    const later = await at(1, 3);
    assert.deepEqual([later.point, later.previous, later.before?.point], [1, 0, 3]);
    assert.equal(later.before?.bytes[0], 3);
    assert.equal((await at(3, 2)).before?.point, 1, 'the version that holds at the point');
    assert.equal((await at(0, 0)).before?.point, 0);
    await assert.rejects(at(1, 4), RangeError);
  });

  it('list the versions of a page in a range', async () => {
    const history = await open().pageHistory({ page: 3, from: 1, to: 3, columns: 10 });
    assert.deepEqual([history.count, [...history.points]], [2, [1, 3]]);
    const none = await open().pageHistory({ page: 3, from: 2, to: 2, columns: 10 });
    assert.deepEqual([none.count, [...none.points]], [0, []]);
  });

  it('list one version a column where there are very many', async () => {
    const trace = traceOf(['timer']);
    const points = Uint32Array.from({ length: 100_000 }, (_, i) => 1000 + 2 * i);
    trace.pageHistory = () => Promise.resolve(points);
    const models = new InspectorModels(trace, 'x');
    const request = { page: 3, from: 1000, to: 200_999, columns: 100 };
    const history = await models.pageHistory(request);
    assert.equal(history.count, 100_000);
    assert.equal(history.points.length, 100);
    history.points.forEach((point, column) => {
      assert.ok(points.includes(point), `${point} is no version`);
      assert.equal(Math.floor((point - 1000) / 2000), column);
    });
  });

  it('show the first bytes of each output, and what they are', async () => {
    const [output] = await open().outputs(1);
    assert.equal(output?.bytes, 100);
    assert.equal(output?.head.length, 64);
    assert.equal(output?.description, `"${'A'.repeat(64)}"…`);
    assert.deepEqual(await open().outputs(2), []);
  });

  it('hand out arrays that do not drag a larger buffer along', async () => {
    const trace = traceOf(['timer'], { dirty: { 3: [1], 4: [1] } });
    const wide = new Uint32Array([0, 3, 4, 0]).subarray(1, 3);
    const flags = new Uint8Array(9).subarray(2, 4);
    trace.dirtyPages = async () => ({ gfns: wide, zero: flags });
    const models = new InspectorModels(trace, 'x');
    const dirty = await models.dirty(1);
    const map = await models.map(0, 1);
    const page = await models.page({ point: 1, page: 3 });
    const history = await models.pageHistory({ page: 3, from: 0, to: 1, columns: 9 });
    assert.deepEqual([...dirty.gfns], [3, 4]);
    const arrays = arraysOf([map, dirty, page, history]);
    assert.equal(arrays.length, 6);
    for (const array of arrays) assert.equal(array.byteLength, array.buffer.byteLength);
  });
});
