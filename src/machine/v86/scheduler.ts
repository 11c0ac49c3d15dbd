import { KemariError, messageOf } from '../../core/errors';
import { formatHex } from '../../core/gfn';
import { ACPI_ENABLED, IN_HLT, PREVIOUS_INSTRUCTION_POINTER } from './addresses';
import type { EventTap } from './eventTap';
import type { JitLinker } from './jitLinker';
import type { V86Cpu, V86Environment, V86Exports } from './v86Types';
import { TICKS_PER_US, type VirtualClock } from './virtualClock';
import type { WasmMemory } from './wasmMemory';

/** What the scheduler drives. */
export interface SchedulerParts {
  readonly cpu: V86Cpu;
  readonly exports: V86Exports;
  readonly memory: WasmMemory;
  readonly clock: VirtualClock;
  readonly tap: EventTap;
  readonly jit: JitLinker | undefined;
  /** Runs the devices' timers; returns the milliseconds until the next one. */
  readonly runHardwareTimers: V86Environment['run_hardware_timers'];
  /** Makes the devices read this machine's clock. */
  claimClock(): void;
  /** What the core said last, which is why it failed if it did. */
  lastMessage(): string;
}

/**
 * Runs the guest in slices of about 100,000 instructions, one after the other, with no timer of the
 * host involved. Where a slice ends depends only on the guest, and so does all that happens between
 * two slices.
 */
export class Scheduler {
  readonly #parts: SchedulerParts;
  #failure: KemariError | undefined;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
  }

  /**
   * Runs until something was caught by the tap or guest time has reached the deadline. A slice is not cut short for
   * the deadline, which may be overrun by about a millisecond; a deadline in an idle stretch is met
   * exactly, and what comes after it does not depend on its having been there.
   * @throws KemariError of kind `input` if the guest did something that the emulator cannot do; the
   *   machine cannot go on after that.
   */
  run(deadlineUs: number): void {
    const { clock, tap } = this.#parts;
    const deadline = Math.ceil(deadlineUs * TICKS_PER_US);
    while (!tap.caught && clock.ticks < deadline) {
      if (clock.wake > clock.ticks) clock.skipTo(Math.min(clock.wake, deadline));
      if (clock.wake <= clock.ticks) this.#slice();
    }
  }

  /** Makes the clock this machine's for calls into its devices from outside. */
  claimClock(): void {
    this.#parts.claimClock();
  }

  #slice(): void {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      this.#runSlice();
    } catch (error) {
      const { memory, lastMessage } = this.#parts;
      const address = memory.words[PREVIOUS_INSTRUCTION_POINTER / 4];
      this.#failure = new KemariError(
        'input',
        `the guest made the embedded PC fail near ${formatHex(address)}: ${messageOf(error)}: ${lastMessage()}`,
        {},
        { cause: error },
      );
      throw this.#failure;
    }
  }

  #runSlice(): void {
    const { cpu, exports, memory, clock, jit } = this.#parts;
    this.#parts.claimClock();
    // A slice that was stopped for an output had no timers. A guest with outputs more often than once
    // a slice would never get any, so they run before each slice.
    this.#parts.runHardwareTimers(memory.bytes[ACPI_ENABLED], clock.ms);
    exports.handle_irqs();
    const idleMs = cpu.main_loop();
    clock.endStop();
    jit?.link();
    if (memory.bytes[IN_HLT] === 1) clock.idleFor(idleMs);
    else clock.wake = 0;
  }
}
