import assert from 'node:assert/strict';
import { KemariError } from '../../../../src/core/errors';
import { V86DeviceDecoder } from '../../../../src/machine/v86/deviceDecoder';
import type { Slot } from '../../../../src/machine/v86/deviceLayout';
import { DEVICE_TABLES } from '../../../../src/machine/v86/deviceTables';
import { createPc } from '../../../../src/machine/v86/pc';
import { createV86Machine } from '../../../../src/machine/v86/v86Machine';
import { leafOf, runToOutput, workloadOptions } from './machines';

/** A full capture and the ones that follow it. */
async function captures(count: number): Promise<Uint8Array[]> {
  const machine = await createV86Machine(workloadOptions('mixed', 11, { rate: 1000 }));
  await machine.run(5_000);
  const taken = [machine.captureDevices('all')];
  while (taken.length < count) {
    await runToOutput(machine);
    taken.push(machine.captureDevices('touched'));
  }
  machine.dispose();
  return taken;
}

describe('the device decoder of the embedded PC', () => {
  it('names the registers that a person looks for', async () => {
    const [all] = await captures(1);
    const states = new V86DeviceDecoder().apply(all);
    const leaf = (device: string, field: string): unknown => leafOf(states, device, field);
    assert.equal(leaf('cpu.0', 'protected_mode'), 1);
    assert.equal(leaf('cpu.0', 'memory_bytes'), 8 << 20);
    assert.equal(leaf('cpu.0', 'segments.cs.limit'), 0xffff_ffff);
    assert.equal(Number(leaf('cpu.0', 'cr0')) & 1, 1);
    assert.equal(Number(leaf('cpu.0', 'eflags')) & 2, 2);
    assert.ok(Number(leaf('cpu.0', 'eip')) >= 0x10_0000);
    assert.ok(Number(leaf('cpu.0', 'regs.esp')) >= 0x10_0000);
    assert.equal(leaf('pic.0', 'is_master'), 1);
    assert.equal(leaf('pic.1', 'is_master'), 0);
    // The guest leaves the timer's line open and has moved the vectors behind the exceptions.
    assert.equal(Number(leaf('pic.0', 'imr')) & 1, 0);
    assert.equal(leaf('pic.0', 'vector_base'), 0x20);
    assert.equal(leaf('uart.0', 'lcr'), 3);
    assert.equal(leaf('pit', 'counters.0.mode'), 2);
    assert.equal(leaf('ioapic', 'redirections.23.config'), 0x10000);
    assert.equal(leaf('fpu.0', 'control'), 0x37f);
    assert.equal(leaf('ide.0', 'master.geometry.sectors'), 2048);
    assert.equal((leaf('ne2k', 'memory') as Uint8Array).length, 32768);
    assert.equal((leaf('vga', 'memory') as Uint8Array).length, 262_144);
  });

  it('names every leaf once, and as many leaves as there are values', async () => {
    const [all] = await captures(1);
    const states = new V86DeviceDecoder().apply(all);
    const devices = states.map(({ schema }) => schema.device);
    assert.equal(new Set(devices).size, devices.length);
    for (const { schema, values } of states) {
      assert.equal(new Set(schema.fields).size, schema.fields.length, schema.device);
      assert.equal(values.length, schema.fields.length, schema.device);
    }
  });

  it('leaves a device that did not change the object that it was', async () => {
    const decoder = new V86DeviceDecoder();
    let before = decoder.apply((await captures(1))[0]);
    let kept = 0;
    for (const capture of (await captures(60)).slice(1)) {
      const after = decoder.apply(capture);
      assert.deepEqual(
        after.map(({ schema }) => schema),
        before.map(({ schema }) => schema),
      );
      after.forEach((state, i) => {
        if (state === before[i]) kept++;
        else assert.notDeepEqual(state.values, before[i].values, state.schema.device);
      });
      before = after;
    }
    assert.ok(kept > 59 * 15, `${kept} kept`);
  });

  it('never writes to a state that it handed over', async () => {
    const decoder = new V86DeviceDecoder();
    const taken = await captures(40);
    const states = taken.map((capture) => decoder.apply(capture));
    const copies = states.map((each) => structuredClone(each));
    taken.forEach((capture) => capture.fill(0xff));
    assert.deepEqual(states, copies);
  });

  it('refuses to start with a capture of only what was touched', async () => {
    const [, touched] = await captures(2);
    assert.throws(() => new V86DeviceDecoder().apply(touched), /all .* devices/);
  });

  it('refuses a capture that is cut anywhere, and keeps what it had', async () => {
    const [all, touched] = await captures(2);
    const decoder = new V86DeviceDecoder();
    const before = structuredClone(decoder.apply(all));
    for (let length = 0; length < touched.length; length += length < 2100 ? 1 : 37) {
      assert.throws(() => decoder.apply(touched.subarray(0, length)), KemariError);
    }
    for (let length = 0; length < all.length; length += 211) {
      assert.throws(() => new V86DeviceDecoder().apply(all.subarray(0, length)), KemariError);
    }
    assert.deepEqual(decoder.apply(all), before);
  });

  it('refuses bytes behind the end', async () => {
    const [all] = await captures(1);
    const longer = new Uint8Array(all.length + 1);
    longer.set(all);
    assert.throws(() => new V86DeviceDecoder().apply(longer), /expected the end/);
  });

  it('takes flipped bits for another state or refuses them, but never breaks', async () => {
    const [all] = await captures(1);
    let refused = 0;
    for (let i = 0; i < 1000; i++) {
      const damaged = all.slice();
      const at = (i * 7919) % Math.min(all.length, i % 2 === 0 ? 4000 : all.length);
      damaged[at] ^= 1 << (i % 8);
      try {
        new V86DeviceDecoder().apply(damaged);
      } catch (error) {
        assert.ok(error instanceof KemariError && error.kind === 'input', String(error));
        refused++;
      }
    }
    assert.ok(refused > 0);
  });

  it('refuses lengths that are larger than the device can be before it allocates them', async () => {
    const [all] = await captures(1);
    // The first length in a section of only one array: 2^49 bytes of firmware configuration.
    const id = DEVICE_TABLES.findIndex(({ layout }) => layout.schema.device === 'fw_cfg');
    const huge = Uint8Array.of(3, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);
    assert.throws(
      () => new V86DeviceDecoder().apply(withSection(all, id, huge)),
      /at most 1048576/,
    );
  });
});

describe('the tables of devices', () => {
  it('have the positions that the devices have, none twice and none left out', async () => {
    const pc = await createPc(workloadOptions('idle', 1));
    for (const { layout, read } of DEVICE_TABLES) {
      const positions = positionsOf(read(pc.cpu));
      const paths = layout.slots.map(({ path }: Slot) => path.join('.')).sort();
      const device = layout.schema.device;
      assert.equal(new Set(paths).size, paths.length, device);
      assert.deepEqual(
        paths.filter((path) => !positions.has(path)),
        [],
        device,
      );
      const left = [...positions].filter(
        ([path, value]) => value !== undefined && !paths.includes(path),
      );
      assert.deepEqual(left.map(([path]) => path).sort(), NOT_CAPTURED[device] ?? [], device);
    }
    pc.dispose();
  });

  it('name what the devices call the same', async () => {
    const { cpu, dispose } = await createPc(workloadOptions('idle', 1));
    const cases: readonly (readonly [string, { get_state(): unknown }, Record<string, string>])[] =
      [
        ['ne2k', cpu.devices.net, { isr: 'isr', imr: 'imr', cr: 'cr', dcfg: 'dcr', curpg: 'curr' }],
        ['uart.0', cpu.devices.uart0, { ier: 'ier', iir: 'iir', line_control: 'lcr', lsr: 'lsr' }],
        [
          'rtc',
          cpu.devices.rtc,
          { cmos_index: 'index', cmos_a: 'register_a', rtc_time: 'time_ms' },
        ],
        ['vga', cpu.devices.vga, { svga_width: 'svga.width', crtc_mode: 'crtc.mode' }],
        ['fdc', cpu.devices.fdc, { dor: 'dor', status0: 'st0', msr: 'msr' }],
      ];
    for (const [device, model, names] of cases) {
      const table = DEVICE_TABLES.find(({ layout }) => layout.schema.device === device)!;
      const source = model.get_state.toString();
      for (const [property, field] of Object.entries(names)) {
        const position = new RegExp(`\\[(\\d+)\\]=this\\.${property}\\b`).exec(source)?.[1];
        const slot = table.layout.slots.find(
          (each: Slot) => 'field' in each && each.field === field,
        );
        assert.equal(slot?.path.join('.'), position, `${device}: ${property}`);
      }
    }
    dispose();
  });
});

/** What the tables leave out, for the reasons given. */
const NOT_CAPTURED: Readonly<Record<string, readonly string[]>> = {
  // The same as position 53, and the card's fixed name and wiring.
  vga: ['42'],
  // No disk in either drive.
  fdc: ['44.10', '45.10'],
  // Always 0, the name, the disk (which follows by its writes), and buffers of drives that are not there.
  'ide.0': ['0.28.0', '0.5', '0.6', '0.7', '0.8', '1.16', '1.28', '1.5', '1.6', '1.7', '1.8', '7'],
  'ide.1': ['0.28', '0.5', '0.6', '0.7', '0.8', '1.16', '1.28', '1.5', '1.6', '1.7', '1.8', '7'],
};

/** All values of a state array by their paths, devices in it taken apart. */
function positionsOf(state: readonly unknown[]): Map<string, unknown> {
  const positions = new Map<string, unknown>();
  for (const [at, value] of Object.entries(state)) {
    const nested =
      value !== null && typeof value === 'object' && 'get_state' in value
        ? (value as { get_state(): unknown[] }).get_state()
        : value;
    if (!Array.isArray(nested)) positions.set(at, value);
    else for (const [rest, inner] of positionsOf(nested)) positions.set(`${at}.${rest}`, inner);
  }
  return positions;
}

/** A full capture with another section for one device. */
function withSection(all: Uint8Array, id: number, section: Uint8Array): Uint8Array {
  const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  let at = 4 + 1 + 24 + 8 + 1216 + 40 + 13 + 13 + 184 + 208 + 1;
  while (all[at] !== id) at += 5 + view.getUint32(at + 1, true);
  const rest = all.subarray(at + 5 + view.getUint32(at + 1, true));
  const head = Uint8Array.of(id, section.length, 0, 0, 0);
  return Uint8Array.from(Buffer.concat([all.subarray(0, at), head, section, rest]));
}
