import type { PageSpace } from '../../core/guestMemory';
import type { Machine, MachineInput, RunOutcome } from '../machine';
import { DeviceCapture } from './deviceCapture';
import type { Pc } from './pc';
import { copyPages, pageSpaceOf } from './pcPages';
import { NE2K, UART } from './touchedDevices';

/** The embedded PC behind the machine port. */
export class V86Machine implements Machine {
  readonly kind = 'v86';
  readonly pages: PageSpace;
  readonly #capture: DeviceCapture;
  #pc: Pc | undefined;

  /** Takes ownership of the PC. */
  constructor(pc: Pc) {
    this.#pc = pc;
    this.pages = pageSpaceOf(pc.ramBytes);
    this.#capture = new DeviceCapture(pc);
  }

  /** How dirty pages are found; `fallbackReason` says why not by log-dirty if that was asked for. */
  get dirtyTracking(): Pc['tracking'] {
    return this.#running.tracking;
  }

  get diskBytes(): number {
    return this.#running.disk.byteLength;
  }

  get virtualTimeUs(): number {
    return this.#running.clock.us;
  }

  /** Instructions retired since the machine started. */
  get instructions(): number {
    return this.#running.clock.state.instructions;
  }

  /** @throws RangeError if the deadline is not a number: a guest that halts for good never returns. */
  async run(deadlineUs: number): Promise<RunOutcome> {
    if (!Number.isFinite(deadlineUs)) throw new RangeError(`${deadlineUs} is no deadline`);
    const { scheduler, tap } = this.#running;
    scheduler.run(deadlineUs);
    if (!tap.caught) return { reason: 'deadline' };
    return { reason: 'output', outputs: tap.take(), access: tap.takeAccess() };
  }

  inject(input: MachineInput): void {
    const { scheduler, clock, touched, send } = this.#running;
    scheduler.claimClock();
    if (input.kind === 'serial-rx') {
      touched.touch(UART);
      for (const byte of input.data) send('serial0-input', byte);
    } else {
      touched.touch(NE2K);
      send('net0-receive', input.frame);
    }
    // An idle guest is to notice at once.
    clock.wake = 0;
  }

  /**
   * As the port says; the first call after a start names every page that is not all zero, the first
   * after a standby's activation those written since.
   */
  collectDirtyPages(): Uint32Array {
    return this.#running.dirty.collect();
  }

  firstWriters(gfns: Uint32Array): Uint32Array {
    return this.#running.dirty.firstWriters(gfns);
  }

  copyPages(gfns: Uint32Array, into: Uint8Array): void {
    copyPages(this.#running, gfns, into);
  }

  freezePages(gfns: Uint32Array): void {
    this.#running.dirty.frozen.freeze(gfns);
  }

  copyFrozenPages(gfns: Uint32Array, into: Uint8Array): void {
    this.#running.dirty.frozen.copy(gfns, into);
  }

  readDisk(offset: number, bytes: number): Uint8Array {
    const { disk } = this.#running;
    disk.checkRange(offset, bytes);
    return disk.read(offset, bytes);
  }

  captureDevices(scope: 'touched' | 'all'): Uint8Array {
    return this.#running && this.#capture.capture(scope);
  }

  dispose(): void {
    this.#pc?.dispose();
    this.#pc = undefined;
  }

  get #running(): Pc {
    if (this.#pc === undefined) throw new Error('the machine was disposed');
    return this.#pc;
  }
}
