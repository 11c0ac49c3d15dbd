import assert from 'node:assert/strict';
import type { DeviceSchema, DeviceState, LeafValue } from '../../../src/core/deviceState';
import { DeviceModels } from '../../../src/host/deviceModels';
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

function open(): DeviceModels {
  return new DeviceModels(traceOf(['serial-tx', 'timer', 'timer'], { devices }));
}

describe('the models of devices', () => {
  it('list what differs between two points by device, written for reading', async () => {
    const { changed, unchanged } = await open().changes(2, 1);
    const parts = Object.fromEntries(
      changed.flatMap(({ changes }) => changes.map((change) => [change.field, change.parts])),
    );
    const plain = changed.map((device) => ({
      ...device,
      changes: device.changes.map(({ parts: _parts, ...change }) => change),
    }));
    assert.deepEqual(plain, [
      {
        device: 'cpu.0',
        fieldCount: 3,
        changeCount: 3,
        changes: [
          { field: 'regs.eax', before: '0x00000010', after: '0x00000020', numeric: true },
          { field: 'eflags', before: '0x00000246', after: '0x00000202', numeric: true },
          { field: 'tsc', before: '1,000,000', after: '2,000,000', numeric: true },
        ],
      },
    ]);
    assert.deepEqual(
      parts.eflags?.filter(({ before, after }) => before !== after),
      [
        { name: 'PF', isFlag: true, before: '1', after: '0' },
        { name: 'ZF', isFlag: true, before: '1', after: '0' },
      ],
    );
    assert.deepEqual(unchanged, [
      { device: 'rtc', fieldCount: 1 },
      { device: 'uart.0', fieldCount: 2 },
    ]);
  });

  it('list at most a thousand changes of a device, and say how many there are', async () => {
    const fields = Array.from({ length: 3000 }, (_, i) => `f${i}`);
    const schema = { device: 'big', fields };
    const trace = traceOf(['timer'], {
      devices: (point) => [state(schema, ...fields.map((_, i) => (i % 2 ? point : 0)))],
    });
    const { changed } = await new DeviceModels(trace).changes(1, 0);
    assert.equal(changed[0]?.changes.length, 1000);
    assert.equal(changed[0]?.changeCount, 1500);
    assert.equal(changed[0]?.fieldCount, 3000);
  });

  it('write out every leaf of one device', async () => {
    const [lsr, fifo] = await open().leaves(3, 'uart.0');
    assert.deepEqual([lsr?.field, lsr?.value, lsr?.numeric], ['lsr', '0x60', true]);
    assert.deepEqual(lsr?.parts?.[5], { name: 'THRE', isFlag: true, before: '1', after: '1' });
    assert.deepEqual(fifo, {
      field: 'fifo',
      value: `${'01 '.repeat(16)}… 32 bytes`,
      numeric: false,
    });
    await assert.rejects(open().leaves(3, 'uart.9'), /no device "uart.9"/);
  });

  it('find unchanged fields by their paths and by the names of their bits', async () => {
    const found = async (filter: string) =>
      (await open().find(2, 1, filter)).fields.map(({ device, field }) => `${device}.${field}`);
    assert.deepEqual(await found('uart'), ['uart.0.lsr', 'uart.0.fifo']);
    assert.deepEqual(await found('thre'), ['uart.0.lsr']);
    assert.deepEqual(await found('*.cmos'), ['rtc.cmos']);
    // What changed is listed already.
    assert.deepEqual(await found('eflags'), []);
    assert.deepEqual(await found('nothing'), []);
  });

  it('list at most five hundred found fields, and say how many there are', async () => {
    const fields = Array.from({ length: 900 }, (_, i) => `f${i}`);
    const trace = traceOf(['timer'], {
      devices: () => [state({ device: 'big', fields }, ...fields.map((_, i) => i))],
    });
    const { fields: found, more } = await new DeviceModels(trace).find(1, 0, 'big');
    assert.deepEqual([found.length, more], [500, 400]);
  });

  it('tell a field over a range, and how its values are written', async () => {
    const request = { device: 'cpu.0', field: 'eflags', from: 0, to: 3, columns: 9 };
    const series = await open().series(request);
    assert.deepEqual([...series.least], [0x246, 0x246, 0x202, 0x246]);
    assert.deepEqual([series.hexDigits, series.changes], [8, 2]);
    const decimal = await open().series({ ...request, field: 'tsc' });
    assert.equal(Object.hasOwn(decimal, 'hexDigits'), false);
  });

  it('read a field once, also where the range is another', async () => {
    const trace = traceOf(['timer', 'timer', 'timer'], { devices });
    let read = 0;
    const devicesAt = trace.devices.bind(trace);
    trace.devices = (point) => {
      read++;
      return devicesAt(point);
    };
    const models = new DeviceModels(trace);
    const request = { device: 'cpu.0', field: 'tsc', columns: 9 };
    await models.series({ ...request, from: 0, to: 2 });
    await models.series({ ...request, from: 1, to: 3 });
    assert.equal(read, 4);
  });
});
