import assert from 'node:assert/strict';
import type { DeviceState, LeafValue } from '../../../src/core/deviceState';
import { diffDevices } from '../../../src/replay/deviceDiff';

function device(name: string, leaves: Readonly<Record<string, LeafValue>>): DeviceState {
  return {
    schema: { device: name, fields: Object.keys(leaves) },
    values: Object.values(leaves),
  };
}

/** The same device with other values, under the same schema object. */
function later(state: DeviceState, ...values: LeafValue[]): DeviceState {
  return { schema: state.schema, values };
}

/** The changes of one byte leaf, as [offset text, before, after]. */
function diffBytes(before: Uint8Array, after: Uint8Array): unknown[] {
  return diffDevices([device('d', { memory: before })], [device('d', { memory: after })]).map(
    (change) => [change.field, change.before, change.after],
  );
}

function changed(bytes: Uint8Array, ...offsets: number[]): Uint8Array {
  const copy = bytes.slice();
  for (const offset of offsets) copy[offset] ^= 0xff;
  return copy;
}

describe('diffDevices', () => {
  it('names device and field of what changed, and nothing else', () => {
    const cpu = device('cpu.0', { 'regs.eax': 1, 'regs.ebx': 2, halted: false });
    const uart = device('uart.0', { lcr: 3 });
    assert.deepEqual(diffDevices([cpu, uart], [later(cpu, 1, 7, true), uart]), [
      { device: 'cpu.0', field: 'regs.ebx', before: 2, after: 7 },
      { device: 'cpu.0', field: 'halted', before: false, after: true },
    ]);
  });

  it('finds nothing between two states of equal content', () => {
    const leaves = { n: 1, big: 5n, text: 'x', none: null, nan: NaN, bytes: new Uint8Array(99) };
    const twin = { ...leaves, bytes: new Uint8Array(99) };
    assert.deepEqual(diffDevices([device('d', leaves)], [device('d', twin)]), []);
  });

  it('tells apart values of different types', () => {
    const before = device('d', { a: 1, b: 0, c: null });
    assert.deepEqual(
      diffDevices([before], [later(before, 1n, false, 'null')]).map(({ field }) => field),
      ['a', 'b', 'c'],
    );
  });

  it('reports a device that appeared or vanished with undefined on the other side', () => {
    assert.deepEqual(diffDevices([device('old', { a: 1 })], [device('new', { b: null })]), [
      { device: 'new', field: 'b', before: undefined, after: null },
      { device: 'old', field: 'a', before: 1, after: undefined },
    ]);
  });

  it('matches fields by name where the schema differs', () => {
    const before = device('d', { gone: 1, kept: 2, moved: 3 });
    const after = device('d', { moved: 3, added: 4, kept: 5 });
    assert.deepEqual(diffDevices([before], [after]), [
      { device: 'd', field: 'added', before: undefined, after: 4 },
      { device: 'd', field: 'kept', before: 2, after: 5 },
      { device: 'd', field: 'gone', before: 1, after: undefined },
    ]);
  });

  it('reports a short byte leaf, such as a MAC, as a whole', () => {
    const mac = Uint8Array.of(2, 0, 0, 0, 0, 1);
    assert.deepEqual(diffBytes(mac, changed(mac, 5)), [['memory', mac, changed(mac, 5)]]);
  });

  it('reports each run of changed bytes in a longer leaf with its offset', () => {
    const before = new Uint8Array(0x5000);
    const after = changed(before, 0x12, 0x4012, 0x4013);
    assert.deepEqual(diffBytes(before, after), [
      ['memory[0x12]', Uint8Array.of(0), Uint8Array.of(0xff)],
      ['memory[0x4012]', Uint8Array.of(0, 0), Uint8Array.of(0xff, 0xff)],
    ]);
  });

  it('joins runs with fewer than 8 equal bytes between them, and no others', () => {
    const before = new Uint8Array(64);
    assert.equal(diffBytes(before, changed(before, 10, 18)).length, 1);
    assert.equal(diffBytes(before, changed(before, 10, 19)).length, 2);
  });

  it('gives at most 64 changes for a leaf, the last of which reaches to the last difference', () => {
    const before = new Uint8Array(100 * 16);
    const everySixteenth = Array.from({ length: 100 }, (_, i) => i * 16);
    const runs = diffBytes(before, changed(before, ...everySixteenth));
    assert.equal(runs.length, 64);
    assert.deepEqual(runs[63], [
      'memory[0x3f0]',
      before.slice(63 * 16, 99 * 16 + 1),
      changed(before, ...everySixteenth).slice(63 * 16, 99 * 16 + 1),
    ]);
  });

  it('reports what a byte leaf grew or shrank by', () => {
    const short = new Uint8Array(20);
    const long = new Uint8Array(30);
    assert.deepEqual(diffBytes(short, long), [['memory[0x14]', undefined, new Uint8Array(10)]]);
    assert.deepEqual(diffBytes(long, short), [['memory[0x14]', new Uint8Array(10), undefined]]);
  });

  it('hands out copies of runs, not views of the whole leaf', () => {
    const before = new Uint8Array(4096);
    const [change] = diffDevices(
      [device('d', { memory: before })],
      [device('d', { memory: changed(before, 7) })],
    );
    assert.equal((change.after as Uint8Array).buffer.byteLength, 1);
  });
});
