import assert from 'node:assert/strict';
import type { AccessCause } from '../../../../src/core/syncPoint';
import type { V86Machine } from '../../../../src/machine/v86/embeddedMachine';
import { devicesOf, leafOf, machineWith, wasm, type TestOptions } from './machines';
import { TinyGuest, word } from './tinyGuest';

const COM1 = 0x3f8;
const SPURIOUS_VECTOR = 0xfee0_00f0;
const IOAPIC = 0xfec0_0000;

/** Accesses to interrupt controllers and timers, each as code, with the cause that it is. */
const ACCESSES: readonly { what: string; cause: AccessCause; code(guest: TinyGuest): void }[] = [
  { what: 'a mask of the first PIC', cause: 'irqchip', code: (guest) => guest.outb(0x21, 0x5a) },
  { what: 'the end of an interrupt', cause: 'irqchip', code: (guest) => guest.outb(0x20, 0x20) },
  { what: 'reading the second PIC', cause: 'irqchip', code: (guest) => guest.raw(0xe4, 0xa1) },
  { what: 'an edge or level', cause: 'irqchip', code: (guest) => guest.outb(0x4d0, 0x08) },
  {
    what: 'reading the local APIC',
    cause: 'irqchip',
    code: (guest) => guest.raw(0xa1, ...word(SPURIOUS_VECTOR)),
  },
  {
    what: 'writing the local APIC',
    cause: 'irqchip',
    code: (guest) => guest.store(SPURIOUS_VECTOR, 0x1ff),
  },
  {
    what: 'reading the I/O APIC',
    cause: 'irqchip',
    code: (guest) => guest.raw(0xa1, ...word(IOAPIC)),
  },
  { what: 'writing the I/O APIC', cause: 'irqchip', code: (guest) => guest.store(IOAPIC, 0x10) },
  { what: 'the mode of the PIT', cause: 'timer', code: (guest) => guest.outb(0x43, 0x34) },
  { what: 'reading the clock', cause: 'timer', code: (guest) => guest.raw(0xe4, 0x71) },
];

/** The causes of the guest's stops, up to its first output. */
async function stopsOf(machine: V86Machine): Promise<AccessCause[]> {
  const stops: AccessCause[] = [];
  for (;;) {
    const outcome = await machine.run(machine.virtualTimeUs + 1e6);
    if (outcome.reason === 'deadline') throw new Error('the guest said nothing');
    if (outcome.access) stops.push(outcome.access);
    if (outcome.outputs.length > 0) return stops;
  }
}

/** Does each access, with work in between, and says so. */
function guestOf(rounds: number): Uint8Array {
  const guest = new TinyGuest().load(1, rounds).label('again');
  for (const { code } of ACCESSES) {
    code(guest);
    // Compiled code is left at the end of a block.
    guest.outb(0x80, 0);
  }
  return guest.outb(COM1, 1).loop('again').label('end').jump('end').image();
}

async function machineTapping(
  accesses: readonly AccessCause[],
  options: TestOptions = {},
): Promise<V86Machine> {
  return machineWith(guestOf(1000), { accesses, ...options });
}

describe('accesses to devices', () => {
  const all = ACCESSES.map(({ cause }) => cause);

  for (const jit of [false, true]) {
    it(`stop the guest where they are tapped, each once, JIT ${jit ? 'on' : 'off'}`, async () => {
      const machine = await machineTapping(['irqchip', 'timer'], { jit });
      for (let round = 0; round < 500; round++) assert.deepEqual(await stopsOf(machine), all);
      machine.dispose();
    });
  }

  it('never stop the guest for reading the time-stamp counter', async () => {
    const guest = new TinyGuest();
    for (let i = 0; i < 20; i++) guest.raw(0x0f, 0x31);
    const image = guest.outb(COM1, 1).label('end').jump('end').image();
    const machine = await machineWith(image, { accesses: ['irqchip', 'timer'] });
    assert.deepEqual(await stopsOf(machine), []);
    machine.dispose();
  });

  it('stop the guest only for what was asked for', async () => {
    for (const cause of ['irqchip', 'timer'] as const) {
      const machine = await machineTapping([cause]);
      const expected = all.filter((each) => each === cause);
      assert.deepEqual(await stopsOf(machine), expected);
      machine.dispose();
    }
    const machine = await machineTapping([]);
    assert.deepEqual(await stopsOf(machine), []);
    machine.dispose();
  });

  it('reach the controllers as they would have', async () => {
    const states = [];
    for (const accesses of [[], ['irqchip', 'timer']] as const) {
      const machine = await machineTapping(accesses);
      await stopsOf(machine);
      const devices = devicesOf(machine);
      assert.equal(leafOf(devices, 'pic.0', 'imr'), 0x5a);
      const names = ['pic.0', 'pic.1', 'apic', 'ioapic'];
      states.push(devices.filter(({ schema }) => names.includes(schema.device)));
      machine.dispose();
    }
    assert.deepEqual(states[1], states[0]);
  });

  it('cannot be tapped at the controllers where the core cannot be rewritten, which is said', async () => {
    const options = { accesses: ['irqchip'], dirtyTracking: 'compare', wasm } as const;
    await assert.rejects(machineWith(guestOf(1), options), {
      name: 'KemariError',
      message: /interrupt controllers cannot be tapped: the core was not rewritten/,
    });
  });
});
