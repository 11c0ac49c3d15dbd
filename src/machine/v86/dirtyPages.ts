import { PAGE_SHIFT, PAGE_SIZE } from '../../core/gfn';
import kernelBytes from './dirtyKernel.wat';
import { FrozenPages } from './frozenPages';
import type { LogDirtyExports } from './logDirtyRewrite';
import type { V86Exports } from './v86Types';
import type { WasmMemory } from './wasmMemory';

/**
 * Guest pages that a BIOS of a real machine would also be reached through below 4 GiB. They are
 * compared in every epoch even with log-dirty, which does not see writes through that alias.
 */
const ALIAS_FIRST_GFN = 0xf0;
const ALIAS_PAGES = 16;

/** Writers from here on are devices; the low 16 bits tell which one. No instruction has such an address here. */
const FIRST_DEVICE_WRITER = 0xffff_0000;

/** Who wrote a page first in an epoch. */
export type FirstWriter =
  /** The instruction at this linear address. */
  | { readonly kind: 'instruction'; readonly address: number }
  /** A device, by DMA; the number that {@link DirtyPages.touch} was given. */
  | { readonly kind: 'device'; readonly device: number };

/** What a number of {@link DirtyPages.firstWriters} stands for; undefined if none is known. */
export function firstWriter(number: number): FirstWriter | undefined {
  if (number === 0) return undefined;
  return number >= FIRST_DEVICE_WRITER
    ? { kind: 'device', device: number - FIRST_DEVICE_WRITER }
    : { kind: 'instruction', address: number };
}

interface Kernel {
  mark_changed(page: number, shadow: number, pages: number, map: number, writers: number): void;
  take_marked(map: number, pages: number, list: number): number;
}

let kernelModule: Promise<WebAssembly.Module> | undefined;

/** Compiles the comparing kernel, once for all machines of this thread. */
export function loadDirtyKernel(): Promise<WebAssembly.Module> {
  kernelModule ??= WebAssembly.compile(kernelBytes.slice());
  return kernelModule;
}

/**
 * Which pages of guest RAM were written since the last time it was asked: from the emulator's own
 * log if its module was rewritten for that, else by comparing all of RAM with a shadow copy.
 */
export class DirtyPages {
  /** Pages that are kept as they were when the epoch began. */
  readonly frozen: FrozenPages;
  readonly #memory: WasmMemory;
  readonly #exports: V86Exports;
  readonly #log: LogDirtyExports | undefined;
  readonly #kernel: Kernel;
  readonly #ram: number;
  readonly #pages: number;
  /** Addresses in the emulator's memory; see the head of `logDirtyRewrite.ts`. */
  readonly #map: number;
  readonly #writers: number;
  readonly #list: number;
  readonly #shadow: number;
  readonly #comparedFirst: number;
  readonly #comparedPages: number;
  readonly #result: Uint32Array;

  /**
   * Starts the first epoch, with every page that is not all zero marked as written.
   * @param ram address of guest RAM in the memory.
   * @param pages pages of RAM, a multiple of 16.
   * @param log the rewritten module's exports; undefined to compare.
   */
  constructor(
    memory: WasmMemory,
    exports: V86Exports,
    kernel: WebAssembly.Module,
    ram: number,
    pages: number,
    log: LogDirtyExports | undefined,
  ) {
    this.#memory = memory;
    this.#exports = exports;
    this.#log = log;
    this.#ram = ram;
    this.#pages = pages;
    this.#comparedFirst = log === undefined ? 0 : ALIAS_FIRST_GFN;
    this.#comparedPages = log === undefined ? pages : ALIAS_PAGES;
    this.#map = memory.allocate(pages + 3 * 4 * pages + this.#comparedPages * PAGE_SIZE);
    this.#writers = this.#map + pages;
    this.#list = this.#writers + 4 * pages;
    const slots = this.#list + 4 * pages;
    this.#shadow = slots + 4 * pages;
    this.#result = new Uint32Array(pages);
    const { exports: functions } = new WebAssembly.Instance(kernel, {
      v86: { memory: exports.memory },
    });
    this.#kernel = functions as unknown as Kernel;
    for (let gfn = 0; gfn < pages; gfn++) {
      if (exports.is_memory_zeroed(gfn << PAGE_SHIFT, PAGE_SIZE) === 0) {
        memory.bytes[this.#map + gfn] = 1;
      }
    }
    this.#refreshShadow();
    if (log !== undefined) {
      log.log_dirty_ram.value = ram;
      log.log_dirty_writers.value = this.#writers;
      log.log_dirty_map.value = this.#map;
    }
    this.frozen = new FrozenPages(
      memory,
      { ram, map: this.#map, slots },
      log,
      (gfn) => gfn < ALIAS_FIRST_GFN || gfn >= ALIAS_FIRST_GFN + ALIAS_PAGES,
    );
    exports.full_clear_tlb();
  }

  /** Notes that a device writes these bytes of guest memory, before it does. */
  touch(address: number, bytes: number, device: number): void {
    if (this.#log === undefined || bytes === 0) return;
    const last = Math.min((address + bytes - 1) >>> PAGE_SHIFT, this.#pages - 1);
    for (let gfn = address >>> PAGE_SHIFT; gfn <= last; gfn++) {
      this.#log.log_dirty_touch(gfn, FIRST_DEVICE_WRITER | device);
    }
  }

  /**
   * The pages written in this epoch, ascending, and starts the next. Overwritten by the next call.
   * @throws Error if frozen pages are still to be copied.
   */
  collect(): Uint32Array {
    if (this.frozen.left > 0) throw new Error(`${this.frozen.left} pages are still frozen`);
    const first = this.#comparedFirst;
    this.#kernel.mark_changed(
      this.#ram + first * PAGE_SIZE,
      this.#shadow,
      this.#comparedPages,
      this.#map + first,
      this.#writers + 4 * first,
    );
    const count = this.#kernel.take_marked(this.#map, this.#pages, this.#list);
    const from = this.#list / 4;
    this.#result.set(this.#memory.words.subarray(from, from + count));
    if (this.#log !== undefined) this.#exports.full_clear_tlb();
    return this.#result.subarray(0, count);
  }

  /**
   * Who first wrote the pages that the last {@link collect} named, until the guest runs again: numbers
   * for {@link firstWriter}. 0 where that is not known, as when pages are found by comparing.
   */
  firstWriters(gfns: Uint32Array): Uint32Array {
    if (this.#log === undefined) return new Uint32Array(gfns.length);
    const { words } = this.#memory;
    const start = this.#writers / 4;
    return gfns.map((gfn) => words[start + gfn]);
  }

  /** Forgets what was written: memory was filled from outside and is the new beginning. */
  restart(): void {
    this.#memory.bytes.fill(0, this.#map, this.#map + this.#pages);
    this.#refreshShadow();
    this.#exports.full_clear_tlb();
  }

  #refreshShadow(): void {
    const start = this.#ram + this.#comparedFirst * PAGE_SIZE;
    this.#memory.bytes.copyWithin(this.#shadow, start, start + this.#comparedPages * PAGE_SIZE);
  }
}
