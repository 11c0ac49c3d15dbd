import { INSTRUCTION_COUNTER } from './addresses';
import type { WasmMemory } from './wasmMemory';

/** Ticks in a microsecond of guest time. A tick is one retired instruction: 100 million a second. */
export const TICKS_PER_US = 100;
const TICKS_PER_MS = 1000 * TICKS_PER_US;

/** How far the instruction counter is pushed so that the emulator ends its slice. */
const STOP_DISTANCE = 0x4000_0000;

/** All of the clock, as it goes into a checkpoint. Counts of ticks, each below 2^53. */
export interface ClockState {
  /** Instructions retired since the machine started. */
  readonly instructions: number;
  /** Ticks skipped while the guest idled. */
  readonly idle: number;
  /** The tick at which an idle guest wakes; 0 if it does not idle. */
  readonly wake: number;
}

/**
 * The guest's time: instructions retired plus the idle time that was skipped. It depends on nothing
 * but what the guest did, so that two machines with the same inputs tell the same time.
 */
export class VirtualClock {
  #memory: WasmMemory | undefined;
  #instructions = 0;
  #counter = 0;
  #idle = 0;
  #stopping = false;
  /** The tick at which an idle guest wakes; 0 if it does not idle. */
  wake = 0;

  /** Reads instructions from this memory from now on. Before, time stands still. */
  attach(memory: WasmMemory): void {
    this.#memory = memory;
    this.#counter = memory.words[INSTRUCTION_COUNTER / 4];
  }

  /** Guest time in ticks. */
  get ticks(): number {
    return this.#countInstructions() + this.#idle;
  }

  /** Guest time in milliseconds, the unit of the emulator's devices. */
  get ms(): number {
    return this.ticks / TICKS_PER_MS;
  }

  /** Guest time in microseconds. */
  get us(): number {
    return this.ticks / TICKS_PER_US;
  }

  get state(): ClockState {
    return { instructions: this.#countInstructions(), idle: this.#idle, wake: this.wake };
  }

  /** Takes over a state, together with an instruction counter that was restored in memory. */
  restore(state: ClockState): void {
    this.#instructions = state.instructions;
    this.#counter = this.#memory?.words[INSTRUCTION_COUNTER / 4] ?? 0;
    this.#idle = state.idle;
    this.wake = state.wake;
  }

  /** Lets idle time pass up to this tick. */
  skipTo(tick: number): void {
    this.#idle += Math.max(0, tick - this.ticks);
  }

  /** Sets when the guest, now idle, wakes: `ms` from now, which the devices may give as 0 or less. */
  idleFor(ms: number): void {
    // Less than a microsecond never ends: the timer fires strictly after its time.
    this.wake = this.ticks + Math.max(TICKS_PER_US, Math.ceil(ms * TICKS_PER_MS));
  }

  /** Whether {@link requestStop} was called in the slice that runs. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Makes the emulator leave its inner loop at the end of this instruction; time is not touched. */
  requestStop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#pushCounter(STOP_DISTANCE);
  }

  /** Undoes {@link requestStop} after the slice. */
  endStop(): void {
    if (!this.#stopping) return;
    this.#stopping = false;
    this.#pushCounter(-STOP_DISTANCE);
  }

  #pushCounter(distance: number): void {
    const words = this.#memory?.words;
    if (words === undefined) return;
    this.#countInstructions();
    const counter = (this.#counter + distance) >>> 0;
    words[INSTRUCTION_COUNTER / 4] = counter;
    this.#counter = counter;
  }

  #countInstructions(): number {
    if (this.#memory === undefined) return 0;
    const counter = this.#memory.words[INSTRUCTION_COUNTER / 4];
    this.#instructions += (counter - this.#counter) >>> 0;
    this.#counter = counter;
    return this.#instructions;
  }
}
