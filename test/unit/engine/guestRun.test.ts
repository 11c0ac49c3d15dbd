import assert from 'node:assert/strict';
import type { PageSpace } from '../../../src/core/guestMemory';
import { GuestRun } from '../../../src/engine/guestRun';
import type { InputSchedule } from '../../../src/machine/inputSchedule';
import type { Machine, MachineInput, RunOutcome } from '../../../src/machine/machine';
import { TOY_PAGES } from '../../support/toyMachine';

/** A machine that outputs at given moments, overshoots its deadlines, and notes what is done to it. */
class ScriptedMachine implements Machine {
  readonly kind = 'scripted';
  readonly pages: PageSpace = TOY_PAGES;
  readonly diskBytes = 0;
  readonly log: string[] = [];
  virtualTimeUs = 0;
  readonly #outputsAt: number[];

  constructor(outputsAt: readonly number[]) {
    this.#outputsAt = [...outputsAt];
  }

  run(deadlineUs: number): Promise<RunOutcome> {
    const [outputAt] = this.#outputsAt;
    if (outputAt !== undefined && outputAt <= deadlineUs + 5) {
      this.#outputsAt.shift();
      this.virtualTimeUs = outputAt;
      this.log.push(`output at ${outputAt}`);
      const outputs = [{ kind: 'serial-tx', data: new Uint8Array(1) }] as const;
      return Promise.resolve({ reason: 'output', outputs });
    }
    this.virtualTimeUs = deadlineUs + 5;
    return Promise.resolve({ reason: 'deadline' });
  }

  inject(input: MachineInput): void {
    const [byte] = input.kind === 'net-rx' ? input.frame : input.data;
    this.log.push(`input ${byte} at ${this.virtualTimeUs}`);
  }

  collectDirtyPages(): Uint32Array {
    return new Uint32Array(0);
  }

  copyPages(): void {}

  freezePages(): void {}

  copyFrozenPages(): void {}

  readDisk(): Uint8Array {
    return new Uint8Array(0);
  }

  captureDevices(): Uint8Array {
    return new Uint8Array(0);
  }

  dispose(): void {}
}

/** Inputs at these moments, numbered from 0. */
function inputsAt(...times: readonly number[]): InputSchedule {
  return {
    next(afterUs) {
      const index = times.findIndex((time) => time > afterUs);
      if (index < 0) return undefined;
      return { atUs: times[index], input: { kind: 'serial-rx', data: Uint8Array.of(index) } };
    },
  };
}

describe('a running guest', () => {
  it('is handed its inputs in order, when their time has come', async () => {
    const machine = new ScriptedMachine([]);
    await new GuestRun(machine, inputsAt(0, 100, 200)).slice();
    assert.deepEqual(machine.log, ['input 0 at 0', 'input 1 at 105', 'input 2 at 205']);
  });

  it('comes back after a slice that ends at a whole multiple of guest time', async () => {
    const machine = new ScriptedMachine([30_000]);
    const guest = new GuestRun(machine, inputsAt());
    assert.equal((await guest.slice()).length, 0);
    assert.equal(machine.virtualTimeUs, 20_005);
    assert.equal((await guest.slice()).length, 1);
    assert.equal((await guest.slice()).length, 0);
    assert.equal(machine.virtualTimeUs, 40_005);
  });

  it('is still handed an input whose time passed while an output stopped it', async () => {
    const machine = new ScriptedMachine([102]);
    const guest = new GuestRun(machine, inputsAt(100));
    await guest.slice();
    assert.equal(guest.inputCursorUs, -1);
    const resumed = new GuestRun(machine, inputsAt(100), guest.inputCursorUs);
    await resumed.slice();
    assert.deepEqual(machine.log, ['output at 102', 'input 0 at 102']);
    assert.equal(resumed.inputCursorUs, 100);
  });

  it('is not handed again what it was handed before a failover', async () => {
    const machine = new ScriptedMachine([50]);
    const guest = new GuestRun(machine, inputsAt(10, 90));
    await guest.slice();
    assert.equal(guest.inputCursorUs, 10);
    await new GuestRun(machine, inputsAt(10, 90), guest.inputCursorUs).slice();
    assert.deepEqual(machine.log, ['input 0 at 15', 'output at 50', 'input 1 at 95']);
  });
});
