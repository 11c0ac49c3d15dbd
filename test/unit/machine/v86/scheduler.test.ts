import assert from 'node:assert/strict';
import { createV86Machine } from '../../../../src/machine/v86/v86Machine';
import { machineWith, memoryOf, printed, wordAt, workloadOptions } from './machines';
import { TinyGuest, word } from './tinyGuest';

const TICKS_AT = 0x20_0000;
const IDT = 0x21_0000;
const GDT = 0x22_0000;
const TIMER_HZ = 1000;

/** Sets up a timer interrupt that counts at TICKS_AT, and a stack; interrupts are on at the end. */
function withTimer(guest: TinyGuest): TinyGuest {
  guest.load(4, 0x30_0000);
  // A flat code segment of its own: the one it starts in has no descriptor.
  guest.store(GDT + 8, 0xffff).store(GDT + 12, 0x00cf_9a00);
  guest.store(GDT - 8, (GDT << 16) | 15).store(GDT - 4, GDT >>> 16);
  guest.raw(0x0f, 0x01, 0x15, ...word(GDT - 8)).farJump(8, 'start');
  // The handler: push eax, edx; inc [TICKS_AT]; end of interrupt; pop; iret.
  guest
    .label('handler')
    .raw(0x50, 0x52, 0xff, 0x05, ...word(TICKS_AT))
    .outb(0x20, 0x20);
  guest.raw(0x5a, 0x58, 0xcf).label('start');
  // Gate 32: the low half of the handler's address and selector 8, then 0x8e00 and the high half.
  guest.loadAddress(0, 'handler').raw(0x89, 0xc3, 0x25, ...word(0xffff), 0x0d, ...word(8 << 16));
  guest.raw(0xa3, ...word(IDT + 8 * 32), 0x81, 0xe3, ...word(0xffff_0000));
  guest.raw(0x81, 0xcb, ...word(0x8e00), 0x89, 0x1d, ...word(IDT + 8 * 32 + 4));
  // IDTR at IDT - 8.
  guest.store(IDT - 8, (IDT << 16) | 0x7ff).store(IDT - 4, IDT >>> 16);
  guest.raw(0x0f, 0x01, 0x1d, ...word(IDT - 8));
  for (const [port, value] of [
    [0x20, 0x11],
    [0xa0, 0x11],
    [0x21, 32],
    [0xa1, 40],
    [0x21, 4],
    [0xa1, 2],
    [0x21, 1],
    [0xa1, 1],
    [0x21, 0xfe],
    [0xa1, 0xff],
    [0x43, 0x34],
    [0x40, (1193182 / TIMER_HZ) & 0xff],
    [0x40, (1193182 / TIMER_HZ) >> 8],
  ] as const) {
    guest.outb(port, value);
  }
  return guest.raw(0xfb);
}

describe('the scheduler of the embedded PC', () => {
  for (const jit of [false, true]) {
    it(`gives a guest its timer interrupts however often it has output, JIT ${jit ? 'on' : 'off'}`, async () => {
      const guest = withTimer(new TinyGuest()).label('again').outb(0x3f8, 0x2e);
      guest.load(1, 500).label('wait').loop('wait').jump('again');
      const machine = await machineWith(guest.image(), { jit });
      let outputs = 0;
      while (machine.virtualTimeUs < 100_000) {
        outputs += (await machine.run(100_000)).reason === 'output' ? 1 : 0;
      }
      const ticks = wordAt(machine, TICKS_AT);
      assert.ok(outputs > 5 * ticks, `${outputs} outputs`);
      assert.ok(Math.abs(ticks - 100) <= 2, `${ticks} ticks in 100 ms at ${TIMER_HZ} Hz`);
      machine.dispose();
    });
  }

  it('skips the time in which the guest idles', async () => {
    const guest = withTimer(new TinyGuest()).label('sleep').raw(0xf4).jump('sleep');
    const machine = await machineWith(guest.image());
    await machine.run(1_000_000);
    assert.ok(Math.abs(wordAt(machine, TICKS_AT) - TIMER_HZ) <= 2);
    assert.ok(machine.instructions < 100_000, `${machine.instructions} instructions`);
    machine.dispose();
  });

  it('meets a deadline exactly in an idle stretch', async () => {
    const machine = await createV86Machine(workloadOptions('idle', 1));
    await machine.run(30_000);
    for (const deadline of [100_000.5, 100_001, 123_456.78]) {
      assert.deepEqual(await machine.run(deadline), { reason: 'deadline' });
      assert.equal(machine.virtualTimeUs, deadline);
    }
    machine.dispose();
  });

  it('runs on the same whether it stops for deadlines in between or not', async () => {
    const outputs = async (deadlines: number): Promise<string[]> => {
      const machine = await createV86Machine(workloadOptions('mixed', 5));
      const seen: string[] = [];
      for (let i = 1; i <= deadlines; i++) {
        const deadline = (i * 200_000) / deadlines;
        while (machine.virtualTimeUs < deadline) {
          const outcome = await machine.run(deadline);
          if (outcome.reason !== 'output') continue;
          for (const output of outcome.outputs)
            seen.push(`${machine.virtualTimeUs} ${printed(output)}`);
        }
      }
      seen.push(Buffer.from(memoryOf(machine)).toString('base64'));
      machine.dispose();
      return seen;
    };
    assert.deepEqual(await outputs(1), await outputs(157));
  });

  it('returns at the deadline from a guest that has halted for good', async () => {
    const machine = await machineWith(new TinyGuest().raw(0xfa, 0xf4).image());
    assert.deepEqual(await machine.run(60e6), { reason: 'deadline' });
    assert.equal(machine.virtualTimeUs, 60e6);
    machine.dispose();
  });

  it('does not run before a deadline that has passed', async () => {
    const machine = await createV86Machine(workloadOptions('counter', 1));
    await machine.run(10_000);
    const { instructions } = machine;
    assert.deepEqual(await machine.run(1), { reason: 'deadline' });
    assert.equal(machine.instructions, instructions);
    machine.dispose();
  });

  it('refuses a deadline that never comes', async () => {
    const machine = await createV86Machine(workloadOptions('idle', 1));
    await assert.rejects(machine.run(Infinity), RangeError);
    await assert.rejects(machine.run(NaN), RangeError);
    machine.dispose();
  });

  it('wakes an idle guest for an input at the time at which it comes', async () => {
    const machine = await createV86Machine(workloadOptions('netecho', 1));
    const broadcast = new Uint8Array(64).fill(0xff, 0, 6).fill(0x77, 6);
    await machine.run(33_333);
    machine.inject({ kind: 'net-rx', frame: broadcast });
    const outcome = await machine.run(1e6);
    assert.equal(outcome.reason, 'output');
    assert.ok(machine.virtualTimeUs - 33_333 < 1000, `at ${machine.virtualTimeUs} us`);
    machine.dispose();
  });
});

describe('a guest that does what the embedded PC does not know', () => {
  it('ends its machine with an error that says where and why', async () => {
    // An interrupt without a table of interrupts.
    const machine = await machineWith(new TinyGuest().raw(0xcd, 0x80).image());
    const failed = { name: 'KemariError', message: /guest.*0x100060.*#GP/s };
    await assert.rejects(machine.run(1000), failed);
    await assert.rejects(machine.run(1000), failed);
    machine.dispose();
  });
});
