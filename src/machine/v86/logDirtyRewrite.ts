/**
 * Log-dirty as KVM has it, for an emulator that has none: its WebAssembly module is rewritten when it
 * is loaded, so that it notes the first write to each page of guest RAM. Nothing is slowed down but
 * that first write, since every other one goes through the emulator's TLB:
 *
 * - `do_page_walk` runs when an address is not in the TLB, in interpreted and in compiled code alike.
 *   It is wrapped: when it makes a writable entry for a page of RAM, the page is touched. The TLB is
 *   flushed at the start of every epoch, so each page written in it passes here at least once.
 * - `write8`, `write16` and `write32` write physical memory past the TLB (accessed and dirty bits of
 *   page tables, descriptors). They are wrapped too.
 * - The slow paths of compiled code are wrapped to learn the address of the instruction that writes;
 *   compiled code keeps the instruction pointer in memory up to date only by its page.
 *
 * The one new function is `touch(gfn, ip)`. It works on memory that the machine allocates:
 *
 *   map      one byte a page: 1 if the page was written in this epoch, 2 if it is frozen
 *   writers  a u32 a page: the linear address of the instruction that wrote it first
 *   ring     room for copies of pages, in slots of 4096 bytes, of which `aside` are in use
 *   slots    a u32 a page: the slot in which its copy lies
 *
 * A frozen page is to be copied before it is written: the first write in the epoch copies it to the
 * next slot of the ring.
 *
 * DMA goes through JavaScript (`write_blob`), which calls `touch` itself. Not seen are writes through
 * the BIOS's alias below 4 GiB; the machine watches these apart.
 *
 * The interrupt controllers are made to be watched on the way; see `interruptChipRewrite.ts`.
 *
 * The result is derived from the package: it is made when needed and never stored.
 */
import { KemariError } from '../../core/errors';
import { INSTRUCTION_POINTER, MEMORY_SIZE, PREVIOUS_INSTRUCTION_POINTER } from './addresses';
import { rewriteForInterruptChips } from './interruptChipRewrite';
import {
  call,
  functionBody,
  globalGet,
  globalSet,
  I32,
  i32Add,
  i32And,
  i32Const,
  i32Eq,
  i32LoadAt,
  i32Load8u,
  i32LtU,
  i32Ne,
  i32Or,
  i32Shl,
  i32ShrU,
  i32Store,
  i32Store8,
  i32Sub,
  i32Xor,
  localGet,
  localTee,
  memoryCopy,
  select,
  when,
  type Code,
} from './wasmCode';
import { WasmModule } from './wasmModule';

/** What the rewritten module exports besides what it did before. */
export interface LogDirtyExports {
  /** Address of the map; log-dirty is off while it is 0. */
  readonly log_dirty_map: WebAssembly.Global;
  /** Address of the writers. */
  readonly log_dirty_writers: WebAssembly.Global;
  /** Address of guest RAM. */
  readonly log_dirty_ram: WebAssembly.Global;
  /** Address of the ring. */
  readonly log_dirty_ring: WebAssembly.Global;
  /** Slots of the ring in use. */
  readonly log_dirty_aside: WebAssembly.Global;
  /** Address of the slots' numbers. */
  readonly log_dirty_slots: WebAssembly.Global;
  log_dirty_touch(gfn: number, writer: number): void;
}

/** Bits of a TLB entry: 1 valid, 2 read-only, 8 not RAM. A page that can be written has just the first. */
const TLB_KIND = 1 | 2 | 8;
const TLB_WRITABLE_RAM = 1;
/** `do_page_walk(address, for_writing, user, side_effects, set_access_bits)`: who is told its caller. */
const FROM_COMPILED_CODE = 3;

const PHYSICAL_WRITES = { write8: 1, write16: 2, write32: 4 } as const;

/** Functions that compiled code calls when an address is not in the TLB; the last argument tells where. */
const SLOW_PATHS = [
  'safe_write8_slow_jit',
  'safe_write16_slow_jit',
  'safe_write32_slow_jit',
  'safe_write64_slow_jit',
  'safe_write128_slow_jit',
  'safe_read_write8_slow_jit',
  'safe_read_write16_slow_jit',
  'safe_read_write32s_slow_jit',
  'safe_read_write64_slow_jit',
  'safe_read8_slow_jit',
  'safe_read16_slow_jit',
  'safe_read32s_slow_jit',
  'safe_read64s_slow_jit',
  'safe_read128s_slow_jit',
  'writable_or_pagefault_jit',
];

/**
 * Rewrites the emulator's module for log-dirty.
 * @throws KemariError of kind `input` if the module is not built as expected: another version, or
 *   without names. Dirty pages must then be found by comparing.
 */
export function rewriteForLogDirty(wasm: Uint8Array): Uint8Array {
  const module = new WasmModule(wasm, 'v86.wasm');
  const walk = module.functionWithNameEnding('12do_page_walk');
  if (walk === undefined) throw unexpected('a function do_page_walk in the name section', 'none');
  const { parameters, results } = module.typeOf(walk);
  if (parameters.length !== 5 || results.length !== 1) {
    throw unexpected(
      'do_page_walk with 5 parameters and 1 result',
      `${parameters.length} and ${results.length}`,
    );
  }
  const touchType = module.typeIndex({ parameters: [I32, I32], results: [] });
  if (touchType === undefined) throw unexpected('the type (i32, i32) -> ()', 'none');

  const map = module.addGlobal('log_dirty_map');
  const writers = module.addGlobal('log_dirty_writers');
  const ram = module.addGlobal('log_dirty_ram');
  const frozen = {
    ram,
    ring: module.addGlobal('log_dirty_ring'),
    aside: module.addGlobal('log_dirty_aside'),
    slots: module.addGlobal('log_dirty_slots'),
  };
  /** The instruction of compiled code that is on a slow path. */
  const compiledIp = module.addGlobal('log_dirty_compiled_ip');
  /** The instruction for which a page walk is under way; 0 outside. */
  const walkIp = module.addGlobal('log_dirty_walk_ip');

  const touch = module.addFunction(touchType, touchBody(map, writers, frozen));
  module.exportFunction('log_dirty_touch', touch);

  module.wrapFunction(walk, (original) => {
    const entry = parameters.length;
    return functionBody(
      1,
      globalGet(compiledIp),
      i32LoadAt(PREVIOUS_INSTRUCTION_POINTER),
      localGet(FROM_COMPILED_CODE),
      select,
      globalSet(walkIp),
      ...parameters.map((_, i) => localGet(i)),
      call(original),
      localTee(entry),
      // if ((entry & kind) == writable RAM && map != 0)
      i32Const(TLB_KIND),
      i32And,
      i32Const(TLB_WRITABLE_RAM),
      i32Eq,
      globalGet(map),
      i32Const(0),
      i32Ne,
      i32And,
      when(
        // gfn = ((entry ^ address) - ram) >> 12
        localGet(entry),
        localGet(0),
        i32Xor,
        globalGet(ram),
        i32Sub,
        i32Const(12),
        i32ShrU,
        globalGet(walkIp),
        call(touch),
      ),
      i32Const(0),
      globalSet(walkIp),
      localGet(entry),
    );
  });

  for (const [name, bytes] of Object.entries(PHYSICAL_WRITES)) {
    const index = exported(module, name, 2);
    module.wrapFunction(index, (original) =>
      functionBody(
        0,
        globalGet(map),
        when(
          localGet(0),
          i32LoadAt(MEMORY_SIZE),
          i32LtU,
          when(
            touchPageOf(localGet(0), walkIp, touch),
            bytes === 1
              ? []
              : touchPageOf([...localGet(0), ...i32Const(bytes - 1), ...i32Add], walkIp, touch),
          ),
        ),
        localGet(0),
        localGet(1),
        call(original),
      ),
    );
  }

  for (const name of SLOW_PATHS) {
    const index = exported(module, name);
    const count = module.typeOf(index).parameters.length;
    module.wrapFunction(index, (original) =>
      functionBody(
        0,
        // compiledIp = (instruction pointer & ~0xfff) | (last argument & 0xfff)
        i32LoadAt(INSTRUCTION_POINTER),
        i32Const(-4096),
        i32And,
        localGet(count - 1),
        i32Const(0xfff),
        i32And,
        i32Or,
        globalSet(compiledIp),
        ...Array.from({ length: count }, (_, i) => localGet(i)),
        call(original),
      ),
    );
  }
  rewriteForInterruptChips(module);
  return module.toBytes();
}

/** Globals of copy before write. */
interface FrozenGlobals {
  readonly ram: number;
  readonly ring: number;
  readonly aside: number;
  readonly slots: number;
}

/** `touch(gfn, ip)`: notes the first write of the epoch, and copies a frozen page aside. */
function touchBody(map: number, writers: number, frozen: FrozenGlobals): Uint8Array {
  const entry = 2;
  const state = 3;
  return functionBody(
    2,
    globalGet(map),
    localGet(0),
    i32Add,
    localTee(entry),
    i32Load8u,
    localTee(state),
    i32Const(1),
    i32Ne,
    when(
      localGet(entry),
      i32Const(1),
      i32Store8,
      elementOf(writers, localGet(0), 2),
      localGet(1),
      i32Store,
      localGet(state),
      when(copyAside(frozen)),
    ),
  );
}

/** Copies the page whose number is parameter 0 to the next slot. */
function copyAside({ ram, ring, aside, slots }: FrozenGlobals): Code {
  return [
    ...elementOf(ring, globalGet(aside), 12),
    ...elementOf(ram, localGet(0), 12),
    ...i32Const(4096),
    ...memoryCopy,
    ...elementOf(slots, localGet(0), 2),
    ...globalGet(aside),
    ...i32Store,
    ...globalGet(aside),
    ...i32Const(1),
    ...i32Add,
    ...globalSet(aside),
  ];
}

/** The address of an element of 2^`shift` bytes in the array whose address is in a global. */
function elementOf(array: number, index: Code, shift: number): Code {
  return [...globalGet(array), ...index, ...i32Const(shift), ...i32Shl, ...i32Add];
}

/** Touches the page of a physical address, on behalf of the walk under way or else of the interpreter. */
function touchPageOf(address: Code, walkIp: number, touch: number): Code {
  return [
    ...address,
    ...i32Const(12),
    ...i32ShrU,
    ...globalGet(walkIp),
    ...i32LoadAt(PREVIOUS_INSTRUCTION_POINTER),
    ...globalGet(walkIp),
    ...select,
    ...call(touch),
  ];
}

function exported(module: WasmModule, name: string, parameters?: number): number {
  const index = module.exportedFunction(name);
  if (index === undefined) throw unexpected(`an export ${name}`, 'none');
  const { length } = module.typeOf(index).parameters;
  if (length === 0 || (parameters !== undefined && length !== parameters)) {
    throw unexpected(`${name} with ${parameters ?? 'some'} parameters`, String(length));
  }
  return index;
}

function unexpected(expected: string, found: string): KemariError {
  return new KemariError(
    'input',
    `v86.wasm: cannot log dirty pages: expected ${expected}, found ${found}`,
    {
      file: 'v86.wasm',
    },
  );
}
