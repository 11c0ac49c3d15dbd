import { PAGE_SHIFT, PAGE_SIZE } from '../../core/gfn';
import type { LogDirtyExports } from './logDirtyRewrite';
import type { WasmMemory } from './wasmMemory';

/** Where the emulator's memory holds what is frozen, by address. */
export interface FrozenLayout {
  /** Guest RAM. */
  readonly ram: number;
  /** A byte a page; see the head of `logDirtyRewrite.ts`. */
  readonly map: number;
  /** A word a page, for the slot in which its copy lies. */
  readonly slots: number;
}

/** The bit in the map of a page that is to be copied before it is written. */
const FROZEN = 2;

/** Slots at first. */
const LEAST_SLOTS = 256;

/**
 * Pages of guest RAM as they were at one moment, while the guest writes on: copy before write. The
 * emulator's own log copies a page aside when it is about to be written for the first time. Pages whose
 * writes it does not see are copied aside at once.
 */
export class FrozenPages {
  readonly #memory: WasmMemory;
  readonly #layout: FrozenLayout;
  readonly #log: LogDirtyExports | undefined;
  readonly #logSees: (gfn: number) => boolean;
  /** Address of the copies. */
  #ring = 0;
  #ringPages = 0;
  #aside = 0;
  #left = 0;

  /**
   * @param log the rewritten module's exports; undefined if it has none.
   * @param logSees whether all writes to a page are seen by the log.
   */
  constructor(
    memory: WasmMemory,
    layout: FrozenLayout,
    log: LogDirtyExports | undefined,
    logSees: (gfn: number) => boolean,
  ) {
    this.#memory = memory;
    this.#layout = layout;
    this.#log = log;
    this.#logSees = logSees;
    if (log !== undefined) log.log_dirty_slots.value = layout.slots;
  }

  /** How many are still to be copied. */
  get left(): number {
    return this.#left;
  }

  /**
   * Freezes pages that were not written since the emulator's TLB was flushed.
   * @throws Error if earlier ones are still to be copied.
   */
  freeze(gfns: Uint32Array): void {
    if (this.#left > 0) throw new Error(`${this.#left} frozen pages are still to be copied`);
    this.#reserve(gfns.length);
    this.#aside = 0;
    const { bytes } = this.#memory;
    const { map } = this.#layout;
    for (const gfn of gfns) {
      if (this.#log !== undefined && this.#logSees(gfn)) bytes[map + gfn] = FROZEN;
      else this.#copyAside(gfn);
    }
    if (this.#log !== undefined) this.#log.log_dirty_aside.value = this.#aside;
    this.#left = gfns.length;
  }

  /** Copies pages as they were, each once, one after the other; they are no longer frozen then. */
  copy(gfns: Uint32Array, into: Uint8Array): void {
    const { bytes, words } = this.#memory;
    const { ram, map, slots } = this.#layout;
    for (let i = 0; i < gfns.length; i++) {
      const gfn = gfns[i];
      let start = ram + (gfn << PAGE_SHIFT);
      if (bytes[map + gfn] === FROZEN) bytes[map + gfn] = 0;
      else start = this.#ring + words[slots / 4 + gfn] * PAGE_SIZE;
      into.set(bytes.subarray(start, start + PAGE_SIZE), i << PAGE_SHIFT);
    }
    this.#left -= gfns.length;
  }

  /** Room for a copy of each page: in the worst case the guest writes all of them. */
  #reserve(pages: number): void {
    if (pages <= this.#ringPages) return;
    this.#ringPages = Math.max(pages, 2 * this.#ringPages, LEAST_SLOTS);
    this.#ring = this.#memory.allocate(this.#ringPages * PAGE_SIZE);
    if (this.#log !== undefined) this.#log.log_dirty_ring.value = this.#ring;
  }

  #copyAside(gfn: number): void {
    const { bytes, words } = this.#memory;
    const { ram, slots } = this.#layout;
    const start = ram + (gfn << PAGE_SHIFT);
    bytes.copyWithin(this.#ring + this.#aside * PAGE_SIZE, start, start + PAGE_SIZE);
    words[slots / 4 + gfn] = this.#aside++;
  }
}
