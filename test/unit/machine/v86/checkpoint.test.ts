import assert from 'node:assert/strict';
import type { Machine } from '../../../../src/machine/machine';
import { createV86Machine } from '../../../../src/machine/v86/v86Machine';
import {
  checkpoint,
  devicesOf,
  leafOf,
  machineWith,
  memoryOf,
  runToOutput,
  standbyFor,
  wordAt,
  workloadOptions,
} from './machines';
import { TinyGuest } from './tinyGuest';

const COM1 = 0x3f8;

/** Runs a guest to its first output and moves it into another machine. */
async function moved(guest: TinyGuest): Promise<{ before: Machine; after: Machine }> {
  const before = await machineWith(guest.image());
  const standby = await standbyFor();
  await runToOutput(before);
  checkpoint(before, [standby], 'all');
  return { before, after: standby.activate() };
}

/** Runs both machines and expects the same 32-bit value at the address, which it returns. */
async function sameWordAfterRun(
  { before, after }: { before: Machine; after: Machine },
  address: number,
): Promise<number> {
  for (const machine of [before, after]) await machine.run(machine.virtualTimeUs + 5_000);
  const value = wordAt(before, address);
  assert.equal(wordAt(after, address), value);
  before.dispose();
  after.dispose();
  return value;
}

const RESULT = 0x20_0000;
const end = (guest: TinyGuest): TinyGuest => guest.label('end').jump('end');
/** `mov [RESULT], eax`. */
const storeEax = [0xa3, 0, 0, 0x20, 0];

describe('a checkpoint of the embedded PC', () => {
  it('keeps flags that the CPU has not worked out yet', async () => {
    // xor eax, eax; sub eax, 1 sets carry, sign and adjust; OUT leaves flags alone. Then pushf; pop.
    const guest = new TinyGuest().load(4, 0x30_0000).raw(0x31, 0xc0, 0x83, 0xe8, 0x01);
    guest.raw(0x66, 0xba, COM1 & 0xff, COM1 >> 8, 0xee, 0x9c, 0x58, ...storeEax);
    const pair = await moved(end(guest));
    const [eflags] = [pair.before, pair.after].map((machine) =>
      Number(leafOf(devicesOf(machine), 'cpu.0', 'eflags')),
    );
    assert.equal(eflags & 0x91, 0x91, 'carry, adjust and sign');
    assert.equal(leafOf(devicesOf(pair.after), 'cpu.0', 'eflags'), eflags);
    assert.equal((await sameWordAfterRun(pair, RESULT)) & 0xd5, eflags & 0xd5);
  });

  it('restores the PCI functions, whose base addresses no BIOS has set', async () => {
    // Routes the interrupt pins of PCI (register 0x60 of the ISA bridge), then reads that back.
    const guest = new TinyGuest().outl(0xcf8, 0x8000_0860).outl(0xcfc, 0x0b0a_090b).outb(COM1, 1);
    guest.outl(0xcf8, 0x8000_0860).raw(0x66, 0xba, 0xfc, 0x0c, 0xed, ...storeEax);
    const pair = await moved(end(guest));
    const config = leafOf(devicesOf(pair.after), 'pci', 'functions.00:01.0.config');
    assert.deepEqual([...(config as Uint8Array).subarray(0x60, 0x64)], [0x0b, 0x09, 0x0a, 0x0b]);
    assert.equal(await sameWordAfterRun(pair, RESULT), 0x0b0a_090b);
  });

  it("keeps the network card's packet memory and address", async () => {
    const machine = await createV86Machine(workloadOptions('netecho', 1));
    const standby = await standbyFor();
    await machine.run(20_000);
    checkpoint(machine, [standby], 'all');
    const frame = new Uint8Array(64).fill(0xff, 0, 6).fill(0x5a, 6);
    machine.inject({ kind: 'net-rx', frame });
    checkpoint(machine, [standby], 'touched');
    const after = standby.activate();
    const memory = leafOf(devicesOf(after), 'ne2k', 'memory') as Uint8Array;
    assert.ok(Buffer.from(memory).includes(Buffer.alloc(58, 0x5a)));
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((i) => leafOf(devicesOf(after), 'ne2k', `mac.${i}`)),
      [0x52, 0x54, 0, 0x12, 0x34, 0x56],
    );
    const [left, right] = [await runToOutput(machine), await runToOutput(after)];
    assert.deepEqual(left, right);
    machine.dispose();
    after.dispose();
  });

  it('keeps the time, to the instruction', async () => {
    const machine = await createV86Machine(workloadOptions('counter', 1));
    const standby = await standbyFor();
    await machine.run(123_456);
    checkpoint(machine, [standby], 'all');
    const after = standby.activate();
    assert.equal(after.virtualTimeUs, machine.virtualTimeUs);
    await runToOutput(machine);
    await runToOutput(after);
    assert.equal(after.virtualTimeUs, machine.virtualTimeUs);
    machine.dispose();
    after.dispose();
  });

  it('keeps what the serial port has received and the guest has not read', async () => {
    // Waits for an output, then reads three bytes.
    const guest = new TinyGuest().outb(COM1, 1).raw(0x31, 0xc0);
    for (let i = 0; i < 3; i++) guest.raw(0xc1, 0xe0, 8, 0x66, 0xba, COM1 & 0xff, COM1 >> 8, 0xec);
    guest.raw(...storeEax);
    const before = await machineWith(end(guest).image());
    const standby = await standbyFor();
    await runToOutput(before);
    checkpoint(before, [standby], 'all');
    before.inject({ kind: 'serial-rx', data: Uint8Array.of(0x11, 0x22, 0x33) });
    checkpoint(before, [standby], 'touched');
    assert.equal(await sameWordAfterRun({ before, after: standby.activate() }, RESULT), 0x11_2233);
  });

  it('keeps the A20 port', async () => {
    const guest = new TinyGuest().outb(0x92, 0x02).outb(COM1, 1).raw(0x31, 0xc0, 0xe4, 0x92);
    const pair = await moved(end(guest.raw(...storeEax)));
    assert.equal(leafOf(devicesOf(pair.after), 'port92', 'value'), 2);
    assert.equal(await sameWordAfterRun(pair, RESULT), 2);
  });

  it('keeps the time-stamp counter, however it was set and read', async () => {
    // rdtsc twice, so that the core starts to interpolate; wrmsr 0x10 to shift it; then the output.
    const guest = new TinyGuest().raw(0x0f, 0x31, 0x0f, 0x31);
    guest.load(1, 0x10).load(0, 0x1234_5678).load(2, 0x9a).raw(0x0f, 0x30, 0x0f, 0x31, 0x0f, 0x31);
    guest.outb(COM1, 1).raw(0x0f, 0x31, 0x0f, 0x31, ...storeEax, 0x89, 0x15, 4, 0, 0x20, 0);
    const { before, after } = await moved(end(guest));
    for (const machine of [before, after]) await machine.run(machine.virtualTimeUs + 5_000);
    const [left, right] = [before, after].map(
      (machine) => (BigInt(wordAt(machine, RESULT + 4)) << 32n) | BigInt(wordAt(machine, RESULT)),
    );
    assert.equal(right, left);
    assert.ok(left >= 0x9a_1234_5678n, `0x${left.toString(16)}`);
    before.dispose();
    after.dispose();
  });

  it('keeps the rounding that the FPU was set to', async () => {
    // fldcw [rounding down]; the output; fld1; fild [3]; fdivp; fstp dword [RESULT]
    const guest = new TinyGuest().store(RESULT + 16, 0x077f).store(RESULT + 20, 3);
    guest.raw(0xd9, 0x2d, 16, 0, 0x20, 0).outb(COM1, 1);
    guest.raw(0xd9, 0xe8, 0xdb, 0x05, 20, 0, 0x20, 0, 0xde, 0xf9, 0xd9, 0x1d, 0, 0, 0x20, 0);
    const bits = await sameWordAfterRun(await moved(end(guest)), RESULT);
    // A third; rounded to nearest it ends in ab.
    assert.equal(bits, 0x3eaa_aaaa);
  });

  it('survives that the emulator moves its memory', async () => {
    // Much compiled code makes the emulator grow its memory while the guest runs.
    const machine = await createV86Machine(workloadOptions('mixed', 2, { jit: true, rate: 0 }));
    const standby = await standbyFor({ jit: true });
    checkpoint(machine, [standby], 'all');
    for (let i = 0; i < 400; i++) {
      await machine.run(machine.virtualTimeUs + 2_000);
      assert.ok(Number.isFinite(machine.virtualTimeUs));
      if (i % 20 === 0) checkpoint(machine, [standby], 'touched');
    }
    checkpoint(machine, [standby], 'touched');
    assert.ok(Buffer.from(memoryOf(standby)).equals(memoryOf(machine)));
    machine.dispose();
    standby.dispose();
  });
});
