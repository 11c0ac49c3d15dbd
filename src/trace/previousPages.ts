import { PAGE_SIZE } from '../core/gfn';
import { MAX_DELTA_BYTES } from './format';
import { PageSlots } from './pageSlots';
import kernelBytes from './xorDelta.wat';

/** What became of a page, as {@link PreviousPages.update} tells it. */
export const UNCHANGED = 0;
export const CHANGED = 1;
export const ALL_ZERO = -1;
/** See {@link PreviousPages.delta}. */
export const TOO_LONG = -2;

/** Addresses in front of the slots: the page at hand, its delta, and a page of zeros. */
const AFTER_AT = 0;
const OUT_AT = PAGE_SIZE;
const ZEROS_AT = 2 * PAGE_SIZE;
const SLOTS_AT = 65536;

/** What stands in place of a slot: a page of zeros, the last version, or what is not held any more. */
const ZEROS = -1;
const LAST = -2;
const LOST = -3;

interface Kernel {
  compare(before: number, after: number): number;
  encode(before: number, after: number, out: number, limit: number): number;
}

/**
 * The last version of the guest's pages, and for each the version that its deltas are made against: the
 * last one that is stored in full. So whoever reads a page needs two records at most, however many
 * versions there were. Memory grows with the pages that were seen, up to a budget; from there on pages
 * that were not written for long give way.
 *
 * The pages live in the memory of xorDelta.wat, so that comparing takes no copy.
 */
export class PreviousPages {
  readonly #kernel: Kernel;
  readonly #slots: PageSlots;
  /** By page index: the slot of its last version, or ZEROS or LOST. */
  readonly #lastOf: Int32Array;
  /** By page index: the slot of what its deltas are made against, or ZEROS, LAST or LOST. */
  readonly #baseOf: Int32Array;

  private constructor(kernel: Kernel, memory: WebAssembly.Memory, pages: number, slots: number) {
    this.#kernel = kernel;
    this.#lastOf = new Int32Array(pages).fill(LOST);
    this.#baseOf = new Int32Array(pages).fill(LOST);
    this.#slots = new PageSlots(memory, SLOTS_AT, slots, (slot, index) => {
      if (this.#baseOf[index] === slot) this.#baseOf[index] = LOST;
      else this.#forget(index);
    });
  }

  /**
   * @param pages pages of the guest, numbered by their page index.
   * @param budget bytes of pages to hold at most.
   */
  static async create(pages: number, budget: number): Promise<PreviousPages> {
    // Two versions of each page, at the most.
    const slots = PageSlots.countFor(Math.min(2 * pages * PAGE_SIZE, budget));
    const memory = PageSlots.memoryFor(slots, SLOTS_AT);
    const module = await WebAssembly.compile(kernelBytes as Uint8Array<ArrayBuffer>);
    const instance = await WebAssembly.instantiate(module, { trace: { memory } });
    return new PreviousPages(instance.exports as unknown as Kernel, memory, pages, slots);
  }

  /**
   * Counts a page whose version before is not held as zeros.
   * @returns whether the version before was held.
   */
  hold(index: number): boolean {
    if (this.#lastOf[index] !== LOST) return true;
    this.#lastOf[index] = ZEROS;
    this.#baseOf[index] = ZEROS;
    return false;
  }

  /**
   * Takes over a page's new version; {@link hold} comes first.
   * @returns {@link UNCHANGED}, {@link CHANGED} or {@link ALL_ZERO}, whether it was zeros before or not.
   */
  update(index: number, page: Uint8Array): number {
    const slots = this.#slots;
    const last = this.#lastOf[index];
    slots.bytes.set(page, AFTER_AT);
    const change = this.#kernel.compare(this.#address(last), AFTER_AT);
    if (change === UNCHANGED) {
      slots.use(last);
    } else if (change === ALL_ZERO) {
      if (last !== ZEROS) slots.give(last);
      this.#lastOf[index] = ZEROS;
      this.#setBase(index, ZEROS);
    } else {
      let target = last;
      if (last === ZEROS || this.#baseOf[index] === LAST) {
        target = slots.take(index, last);
        this.#lastOf[index] = target;
        // The version before stays as it is, for deltas to be made against.
        if (last !== ZEROS) this.#baseOf[index] = last;
      }
      slots.use(target);
      slots.bytes.copyWithin(this.#address(target), AFTER_AT, AFTER_AT + PAGE_SIZE);
    }
    return change;
  }

  /**
   * Makes the delta of the version that {@link update} has just taken over.
   * @returns bytes of {@link runs}, at most `limit`; or {@link TOO_LONG}, also where what it would be made
   *   against has given way.
   */
  delta(index: number, limit: number): number {
    const base = this.#baseOf[index];
    if (base === LOST || base === LAST) return TOO_LONG;
    if (base !== ZEROS) this.#slots.use(base);
    const most = Math.min(limit, MAX_DELTA_BYTES);
    return this.#kernel.encode(this.#address(base), AFTER_AT, OUT_AT, most);
  }

  /** The runs that {@link delta} has just made, borrowed until the next call. */
  runs(length: number): Uint8Array {
    return this.#slots.bytes.subarray(OUT_AT, OUT_AT + length);
  }

  /** The last version is stored in full: later deltas are made against it. */
  storedInFull(index: number): void {
    if (this.#lastOf[index] >= 0) this.#setBase(index, LAST);
  }

  /** The last version of a page, borrowed until the next call; undefined if it gave way. */
  page(index: number): Uint8Array | undefined {
    const last = this.#lastOf[index];
    if (last === LOST) return undefined;
    const address = this.#address(last);
    return this.#slots.bytes.subarray(address, address + PAGE_SIZE);
  }

  #address(slot: number): number {
    return slot === ZEROS ? ZEROS_AT : this.#slots.address(slot);
  }

  #setBase(index: number, base: number): void {
    const before = this.#baseOf[index];
    if (before >= 0) this.#slots.give(before);
    this.#baseOf[index] = base;
  }

  /** The last version has given way, and with it goes what is of no use without it. */
  #forget(index: number): void {
    this.#setBase(index, LOST);
    this.#lastOf[index] = LOST;
  }
}
