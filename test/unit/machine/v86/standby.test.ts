import assert from 'node:assert/strict';
import { createV86Machine, createV86Standby } from '../../../../src/machine/v86/v86Machine';
import {
  checkpoint,
  memoryOf,
  printed,
  runToOutput,
  standbyFor,
  workloadOptions,
} from './machines';

const NOTHING = { gfns: new Uint32Array(0), pages: new Uint8Array(0), outputs: [] };

describe('a standby of the embedded PC', () => {
  it('holds the memory that it was given', async () => {
    const machine = await createV86Machine(workloadOptions('hotset', 4));
    const standby = await standbyFor();
    checkpoint(machine, [standby], 'all');
    for (let i = 0; i < 20; i++) {
      await runToOutput(machine);
      checkpoint(machine, [standby], 'touched');
    }
    assert.ok(Buffer.from(memoryOf(standby)).equals(memoryOf(machine)));
    machine.dispose();
    standby.dispose();
  });

  it('goes on with the disk that the outputs wrote', async () => {
    const machine = await createV86Machine(workloadOptions('disklog', 4, { rate: 1000 }));
    const standbys = [await standbyFor(), await standbyFor()];
    checkpoint(machine, standbys, 'all');
    for (let i = 0; i < 50; i++) {
      const outputs = await runToOutput(machine);
      checkpoint(machine, standbys, 'touched', outputs);
    }
    const [first, second] = standbys.map((standby) => standby.activate());
    for (let i = 0; i < 50; i++) {
      const expected = (await runToOutput(machine)).map(printed);
      assert.deepEqual((await runToOutput(first)).map(printed), expected);
      assert.deepEqual((await runToOutput(second)).map(printed), expected);
    }
    [machine, first, second].forEach((each) => each.dispose());
  });

  it('takes memory and disk ahead of its first checkpoint, while the guest runs', async () => {
    const machine = await createV86Machine(workloadOptions('disklog', 4, { rate: 1000 }));
    const standby = await standbyFor();
    machine.collectDirtyPages();
    const { pages } = machine;
    const gfns = Uint32Array.from({ length: pages.pageCount }, (_, index) => pages.gfnAt(index));
    for (let i = 0; i < 30; i++) await runToOutput(machine);
    const memory = new Uint8Array(pages.bytes);
    machine.copyPages(gfns, memory);
    standby.preload({ gfns, pages: memory });
    for (let i = 0; i < 10; i++) await runToOutput(machine);
    standby.preloadDisk(0, machine.readDisk(0, machine.diskBytes));
    checkpoint(machine, [standby], 'all');
    assert.ok(Buffer.from(memoryOf(standby)).equals(memoryOf(machine)));
    assert.throws(
      () => standby.preloadDisk(0, new Uint8Array(1)),
      /ahead of a checkpoint came after/,
    );
    const after = standby.activate();
    for (let i = 0; i < 50; i++) {
      const expected = (await runToOutput(machine)).map(printed);
      assert.deepEqual((await runToOutput(after)).map(printed), expected);
    }
    [machine, after].forEach((each) => each.dispose());
  });

  it('refuses what lies outside of it ahead of a checkpoint, too', async () => {
    const standby = await standbyFor();
    assert.throws(() => standby.preloadDisk(2 ** 40, new Uint8Array(1)), RangeError);
    const page = { gfns: Uint32Array.of(2 ** 20), pages: new Uint8Array(4096) };
    assert.throws(() => standby.preload(page), RangeError);
    standby.dispose();
  });

  it('collects, after it was activated, what was written since', async () => {
    const machine = await createV86Machine(workloadOptions('counter', 4));
    const standby = await standbyFor();
    await machine.run(50_000);
    checkpoint(machine, [standby], 'all');
    const after = standby.activate();
    assert.deepEqual([...after.collectDirtyPages()], []);
    await runToOutput(machine);
    await runToOutput(after);
    assert.deepEqual(after.collectDirtyPages(), machine.collectDirtyPages());
    machine.dispose();
    after.dispose();
  });

  it('can be followed by a standby of its own', async () => {
    let machine = await createV86Machine(workloadOptions('mixed', 4, { rate: 1000 }));
    const unbroken = await createV86Machine(workloadOptions('mixed', 4, { rate: 1000 }));
    for (let failover = 0; failover < 4; failover++) {
      const standby = await standbyFor();
      machine.collectDirtyPages();
      const gfns = Uint32Array.from({ length: machine.pages.pageCount }, (_, i) => i);
      const devices = machine.captureDevices('all');
      standby.apply({ gfns, pages: memoryOf(machine), devices, outputs: [] });
      for (let i = 0; i < 10; i++) {
        const outputs = await runToOutput(machine);
        assert.deepEqual(outputs.map(printed), (await runToOutput(unbroken)).map(printed));
        checkpoint(machine, [standby], 'touched', outputs);
      }
      machine.dispose();
      machine = standby.activate() as typeof machine;
    }
    assert.ok(Buffer.from(memoryOf(unbroken)).equals(memoryOf(machine)));
    machine.dispose();
    unbroken.dispose();
  });

  it('applies nothing of a delta of which a part is not right', async () => {
    const machine = await createV86Machine(workloadOptions('counter', 4));
    const standby = await standbyFor();
    checkpoint(machine, [standby], 'all');
    const before = memoryOf(standby);
    const page = new Uint8Array(4096).fill(0xaa);
    const good = { gfns: Uint32Array.of(700), pages: page, outputs: [] };
    const devices = machine.captureDevices('touched');
    const wrong = [
      { ...good, devices: devices.subarray(0, 100) },
      { ...good, devices, gfns: Uint32Array.of(2048) },
      { ...good, devices, gfns: Uint32Array.of(700, 701) },
      ...[-512, 1 << 20, undefined].map((diskOffset) => ({
        ...good,
        devices,
        outputs: [
          { kind: 'disk-write' as const, data: new Uint8Array(512), diskOffset: diskOffset ?? NaN },
        ],
      })),
    ];
    for (const delta of wrong) assert.throws(() => standby.apply(delta));
    assert.ok(Buffer.from(memoryOf(standby)).equals(before));
    machine.dispose();
    standby.dispose();
  });

  it('does not become a machine before it was given a checkpoint', async () => {
    const standby = await standbyFor();
    assert.throws(() => standby.activate(), /no checkpoint/);
    standby.dispose();
  });

  it('is used up when it was activated', async () => {
    const machine = await createV86Machine(workloadOptions('idle', 4));
    const standby = await standbyFor();
    checkpoint(machine, [standby], 'all');
    const after = standby.activate();
    assert.throws(() => standby.activate(), /activated/);
    const devices = machine.captureDevices('touched');
    assert.throws(() => standby.apply({ ...NOTHING, devices }), /activated/);
    standby.dispose();
    await after.run(after.virtualTimeUs + 1000);
    machine.dispose();
    after.dispose();
  });

  it('starts with empty memory, whatever kernel its options name', async () => {
    const standby = await createV86Standby(workloadOptions('idle', 4));
    assert.ok(memoryOf(standby).every((byte) => byte === 0));
    standby.dispose();
  });
});

describe('an embedded PC that was disposed', () => {
  it('does nothing any more, and can be disposed again', async () => {
    const machine = await createV86Machine(workloadOptions('idle', 4));
    machine.dispose();
    machine.dispose();
    await assert.rejects(machine.run(1000), /disposed/);
    assert.throws(() => machine.captureDevices('all'), /disposed/);
    assert.throws(() => machine.collectDirtyPages(), /disposed/);
    assert.throws(() => machine.inject({ kind: 'serial-rx', data: new Uint8Array(1) }), /disposed/);
  });
});

describe('the options of an embedded PC', () => {
  it('name sizes that a PC can have', async () => {
    const options = workloadOptions('idle', 4);
    for (const memoryBytes of [0, 4096, (8 << 20) + 4096, 2 ** 31, NaN]) {
      await assert.rejects(createV86Machine({ ...options, memoryBytes }), RangeError);
    }
    for (const diskBytes of [0, 100, -512, NaN]) {
      await assert.rejects(createV86Machine({ ...options, diskBytes }), RangeError);
    }
  });
});
