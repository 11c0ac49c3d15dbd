import assert from 'node:assert/strict';
import { createV86Machine } from '../../../../src/machine/v86/v86Machine';
import type { OutputKind } from '../../../../src/core/syncPoint';
import type { Machine } from '../../../../src/machine/machine';
import { devicesOf, leafOf, machineWith, runToOutput, wordAt, workloadOptions } from './machines';
import { TinyGuest } from './tinyGuest';

const COM1 = 0x3f8;

/** The address of the next instruction, in a guest whose code segment starts at 0. */
function nextInstruction(machine: Machine): number {
  return Number(leafOf(devicesOf(machine), 'cpu.0', 'eip'));
}

/** Whether an OUT or OUTS is the instruction that ends at an address. */
function endsInOut(machine: Machine, address: number): boolean {
  const opcode = wordAt(machine, address - 1) & 0xff;
  const withPort = wordAt(machine, address - 2) & 0xff;
  return [0xee, 0xef, 0x6e, 0x6f].includes(opcode) || withPort === 0xe6 || withPort === 0xe7;
}

describe('the event tap', () => {
  for (const jit of [false, true]) {
    const mode = `JIT ${jit ? 'on' : 'off'}`;

    it(`stops on the instruction right behind the OUT, every time, ${mode}`, async () => {
      const guest = new TinyGuest().load(1, 5000).label('again');
      const behind: number[] = [];
      for (const byte of [0x41, 0x42, 0x43]) {
        guest.outb(COM1, byte);
        behind.push(guest.here);
        guest.raw(0x90, 0x90);
      }
      const machine = await machineWith(guest.loop('again').label('end').jump('end').image(), {
        jit,
      });
      for (let i = 0; i < 3000; i++) {
        const outputs = await runToOutput(machine);
        assert.equal(outputs.length, 1);
        assert.deepEqual([...outputs[0].data], [0x41 + (i % 3)]);
        if (i % 50 < 3) assert.equal(nextInstruction(machine), behind[i % 3]);
      }
      machine.dispose();
    });

    it(`catches serial, network and disk output and flushes behind their OUT, ${mode}`, async () => {
      const kinds = new Set<OutputKind>();
      for (const workload of ['counter', 'disklog', 'mixed'] as const) {
        const machine = await createV86Machine(workloadOptions(workload, 3, { jit, rate: 1000 }));
        for (let i = 0; i < 120; i++) {
          for (const { kind } of await runToOutput(machine)) kinds.add(kind);
          const address = nextInstruction(machine);
          assert.ok(
            endsInOut(machine, address),
            `no OUT before 0x${address.toString(16)} in ${workload}`,
          );
        }
        machine.dispose();
      }
      assert.deepEqual([...kinds].sort(), ['disk-flush', 'disk-write', 'net-tx', 'serial-tx']);
    });
  }

  it('does not let time pass while it stops', async () => {
    const machine = await machineWith(
      new TinyGuest().outb(COM1, 1).outb(COM1, 2).label('end').jump('end').image(),
    );
    await runToOutput(machine);
    const { instructions, virtualTimeUs } = machine;
    await runToOutput(machine);
    assert.equal(machine.instructions, instructions + 3);
    assert.ok(Math.abs(machine.virtualTimeUs - virtualTimeUs - 0.03) < 1e-9);
    machine.dispose();
  });

  it('hands over a copy of a frame, which the card writes over', async () => {
    const machine = await createV86Machine(workloadOptions('mixed', 3, { rate: 1000 }));
    const frames: { data: Uint8Array; copy: Uint8Array }[] = [];
    for (let i = 0; i < 300; i++) {
      for (const { kind, data } of await runToOutput(machine)) {
        if (kind === 'net-tx') frames.push({ data, copy: data.slice() });
      }
    }
    assert.ok(frames.length > 1);
    for (const { data, copy } of frames) assert.deepEqual(data, copy);
    machine.dispose();
  });
});
