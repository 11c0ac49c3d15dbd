import { PAGE_SIZE } from '../core/gfn';

const WASM_PAGE = 65536;
const SLOTS_PER_WASM_PAGE = WASM_PAGE / PAGE_SIZE;
const FIRST_GROWTH = 64;
const NOBODY = -1;

/**
 * Room for pages in a WebAssembly memory that grows as it is needed, up to a number of slots. From there on
 * the slot that was not used for long is taken from whoever has it.
 */
export class PageSlots {
  readonly #memory: WebAssembly.Memory;
  readonly #start: number;
  readonly #taken: (slot: number, owner: number) => void;
  /** By slot. */
  readonly #ownerOf: Int32Array;
  readonly #recent: Uint8Array;
  readonly #given: number[] = [];
  #bytes: Uint8Array;
  /** Slots that the memory has room for, and those of them that were ever taken. */
  #slots = 0;
  #used = 0;
  #hand = 0;
  #most: number;

  /**
   * @param memory as {@link memoryFor} makes it.
   * @param start address of the first slot.
   * @param most slots; see {@link countFor}.
   * @param taken is told of a slot that is taken from its owner.
   */
  constructor(
    memory: WebAssembly.Memory,
    start: number,
    most: number,
    taken: (slot: number, owner: number) => void,
  ) {
    this.#memory = memory;
    this.#start = start;
    this.#most = most;
    this.#taken = taken;
    this.#ownerOf = new Int32Array(most).fill(NOBODY);
    this.#recent = new Uint8Array(most);
    this.#bytes = new Uint8Array(memory.buffer);
  }

  /** Slots for so many bytes, at least one wasm page of them and at most 2 GiB. */
  static countFor(bytes: number): number {
    return Math.max(1, Math.ceil(Math.min(bytes, 2 ** 31) / WASM_PAGE)) * SLOTS_PER_WASM_PAGE;
  }

  /** A memory that may grow to so many slots behind its first `start` bytes, which is all it has at first. */
  static memoryFor(slots: number, start: number): WebAssembly.Memory {
    const initial = start / WASM_PAGE;
    return new WebAssembly.Memory({ initial, maximum: initial + slots / SLOTS_PER_WASM_PAGE });
  }

  /** The whole memory; another array after {@link take}. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  address(slot: number): number {
    return this.#start + slot * PAGE_SIZE;
  }

  /**
   * A slot for an owner; it holds anything.
   * @param kept a slot that must not be the one.
   */
  take(owner: number, kept = NOBODY): number {
    const slot = this.#given.pop() ?? this.#freeSlot(kept);
    this.#ownerOf[slot] = owner;
    this.#recent[slot] = 1;
    return slot;
  }

  /** A slot is needed no more. */
  give(slot: number): void {
    this.#ownerOf[slot] = NOBODY;
    this.#given.push(slot);
  }

  /** A slot is used, and so stays for longer. */
  use(slot: number): void {
    this.#recent[slot] = 1;
  }

  #freeSlot(kept: number): number {
    if (this.#used === this.#slots) this.#grow();
    if (this.#used < this.#slots) return this.#used++;
    // All are in use: the second-chance clock picks one whose page gives way.
    while (this.#recent[this.#hand] === 1 || this.#hand === kept) {
      this.#recent[this.#hand] = 0;
      this.#hand = (this.#hand + 1) % this.#slots;
    }
    const slot = this.#hand;
    this.#hand = (slot + 1) % this.#slots;
    this.#taken(slot, this.#ownerOf[slot]);
    return slot;
  }

  #grow(): void {
    const wasmPages = this.#slots / SLOTS_PER_WASM_PAGE;
    const room = this.#most / SLOTS_PER_WASM_PAGE - wasmPages;
    const more = Math.min(room, Math.max(FIRST_GROWTH, wasmPages));
    if (more === 0) return;
    try {
      this.#memory.grow(more);
    } catch (error) {
      // The system has no more; what there is must do, unless there is nothing.
      if (!(error instanceof RangeError) || this.#slots === 0) throw error;
      this.#most = this.#slots;
      return;
    }
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.#slots += more * SLOTS_PER_WASM_PAGE;
  }
}
