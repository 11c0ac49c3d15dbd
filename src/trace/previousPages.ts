import { PAGE_SIZE } from '../core/gfn';
import { MAX_DELTA_BYTES } from './format';
import kernelBytes from './xorDelta.wat';

const WASM_PAGE = 65536;
/** The first wasm page holds the page at hand and its delta; the rest are slots of a page each. */
const AFTER_AT = 0;
const OUT_AT = PAGE_SIZE;
const SLOTS_PER_WASM_PAGE = WASM_PAGE / PAGE_SIZE;
const FIRST_GROWTH = 64;
const NONE = -1;

/** What became of a page, as {@link PreviousPages.update} tells it. */
export const ALL_ZERO = -1;
export const TOO_LONG = -2;

type Encode = (before: number, after: number, out: number, limit: number) => number;

/**
 * The last version of the guest's pages, to make deltas against. Memory grows with the pages that
 * were seen, up to a budget; from there on the page that was not written for long gives way.
 *
 * The pages live in the memory of xorDelta.wat, so that comparing takes no copy.
 */
export class PreviousPages {
  readonly #memory: WebAssembly.Memory;
  readonly #encode: Encode;
  /** By page index. */
  readonly #slotOf: Int32Array;
  /** By slot. */
  readonly #ownerOf: Int32Array;
  readonly #recent: Uint8Array;
  #bytes: Uint8Array;
  #slots = 0;
  #used = 0;
  #hand = 0;
  #maxSlots: number;

  private constructor(memory: WebAssembly.Memory, encode: Encode, pages: number, slots: number) {
    this.#memory = memory;
    this.#encode = encode;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#slotOf = new Int32Array(pages).fill(NONE);
    this.#ownerOf = new Int32Array(slots).fill(NONE);
    this.#recent = new Uint8Array(slots);
    this.#maxSlots = slots;
  }

  /**
   * @param pages pages of the guest, numbered by their page index.
   * @param budget bytes of pages to hold at most.
   */
  static async create(pages: number, budget: number): Promise<PreviousPages> {
    const wanted = Math.min(pages * PAGE_SIZE, budget, 2 ** 31);
    const maximum = Math.max(1, Math.ceil(wanted / WASM_PAGE));
    const memory = new WebAssembly.Memory({ initial: 1, maximum: maximum + 1 });
    const module = await WebAssembly.compile(kernelBytes as Uint8Array<ArrayBuffer>);
    const instance = await WebAssembly.instantiate(module, { trace: { memory } });
    const encode = instance.exports.encode as Encode;
    return new PreviousPages(memory, encode, pages, maximum * SLOTS_PER_WASM_PAGE);
  }

  /**
   * Makes room for a page whose version before is not held, which then counts as zeros.
   * @returns whether the version before was held already.
   */
  hold(index: number): boolean {
    if (this.#slotOf[index] !== NONE) return true;
    const slot = this.#freeSlot();
    this.#slotOf[index] = slot;
    this.#ownerOf[slot] = index;
    return false;
  }

  /**
   * Takes over a page's new version; {@link hold} comes first.
   * @returns bytes of {@link runs}, at most `limit`; 0 if nothing changed; {@link ALL_ZERO}; or
   *   {@link TOO_LONG}.
   */
  update(index: number, page: Uint8Array, limit: number): number {
    const slot = this.#slotOf[index];
    this.#recent[slot] = 1;
    this.#bytes.set(page, AFTER_AT);
    return this.#encode(slotAddress(slot), AFTER_AT, OUT_AT, Math.min(limit, MAX_DELTA_BYTES));
  }

  /** The last version of a page, borrowed until the next call; undefined if it gave way. */
  page(index: number): Uint8Array | undefined {
    const slot = this.#slotOf[index];
    if (slot === NONE) return undefined;
    return this.#bytes.subarray(slotAddress(slot), slotAddress(slot) + PAGE_SIZE);
  }

  /** The runs that {@link update} has just made, borrowed until the next call. */
  runs(length: number): Uint8Array {
    return this.#bytes.subarray(OUT_AT, OUT_AT + length);
  }

  #freeSlot(): number {
    if (this.#used === this.#slots) this.#grow();
    if (this.#used < this.#slots) return this.#used++;
    // The budget is used up: the second-chance clock picks a page that gives way.
    while (this.#recent[this.#hand] === 1) {
      this.#recent[this.#hand] = 0;
      this.#hand = (this.#hand + 1) % this.#slots;
    }
    const slot = this.#hand;
    this.#hand = (slot + 1) % this.#slots;
    this.#slotOf[this.#ownerOf[slot]] = NONE;
    const address = slotAddress(slot);
    this.#bytes.fill(0, address, address + PAGE_SIZE);
    return slot;
  }

  #grow(): void {
    const wasmPages = this.#slots / SLOTS_PER_WASM_PAGE;
    const most = this.#maxSlots / SLOTS_PER_WASM_PAGE - wasmPages;
    const more = Math.min(most, Math.max(FIRST_GROWTH, wasmPages));
    if (more === 0) return;
    try {
      this.#memory.grow(more);
    } catch (error) {
      // The system has no more; what there is must do, unless there is nothing.
      if (!(error instanceof RangeError) || this.#slots === 0) throw error;
      this.#maxSlots = this.#slots;
      return;
    }
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.#slots += more * SLOTS_PER_WASM_PAGE;
  }
}

function slotAddress(slot: number): number {
  return WASM_PAGE + slot * PAGE_SIZE;
}
