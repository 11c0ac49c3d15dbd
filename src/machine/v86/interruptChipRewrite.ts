/**
 * Lets the emulator's core tell of accesses to its interrupt controllers: PICs, local APIC and I/O
 * APIC. They are part of the core, and the guest's accesses to them never leave it. Their functions are
 * wrapped; while `irqchip_watch` is not 0 they first call the import `io_port_write8` with a port that
 * no guest can name.
 */
import { KemariError } from '../../core/errors';
import {
  call,
  functionBody,
  globalGet,
  i32And,
  i32Const,
  i32Eq,
  i32Or,
  localGet,
  when,
  type Code,
} from './wasmCode';
import type { WasmModule } from './wasmModule';

/** Above all ports, of which there are 65,536. */
export const INTERRUPT_CHIP_PORT = 0x1_0000;

/** What the rewritten module exports for this. */
export interface InterruptChipExports {
  /** Not 0: tell of accesses. */
  readonly irqchip_watch: WebAssembly.Global;
}

const TELL = '3cpu2js14io_port_write8';

const PAGE_MASK = -4096;
const APIC_PAGE = 0xfee0_0000;
const IOAPIC_PAGE = 0xfec0_0000;

/** Whether parameter 0 is a port of a PIC: 0x20, 0x21, 0xa0, 0xa1, or one of the ELCR: 0x4d0, 0x4d1. */
const IS_PIC_PORT: Code = [
  ...masked(localGet(0), ~0x81, 0x20),
  ...masked(localGet(0), ~0x01, 0x4d0),
  ...i32Or,
];

/** Whether parameter 0 is an address of the local APIC or the I/O APIC. */
const IS_APIC_ADDRESS: Code = [
  ...masked(localGet(0), PAGE_MASK, APIC_PAGE),
  ...masked(localGet(0), PAGE_MASK, IOAPIC_PAGE),
  ...i32Or,
];

const ALWAYS: Code = i32Const(1);

/** The functions, by how their names end; how many parameters they have, and when they are told of. */
const ACCESSES: readonly { name: string; parameters: number; condition: Code }[] = [
  { name: '3cpu3cpu13io_port_read8', parameters: 1, condition: IS_PIC_PORT },
  { name: '3cpu3cpu14io_port_write8', parameters: 2, condition: IS_PIC_PORT },
  { name: '4apic6read32', parameters: 1, condition: ALWAYS },
  { name: '6ioapic6read32', parameters: 1, condition: ALWAYS },
  { name: '6memory12mmap_write32', parameters: 2, condition: IS_APIC_ADDRESS },
];

/**
 * Wraps the functions.
 * @throws KemariError of kind `input` if one is not there, or takes something else.
 */
export function rewriteForInterruptChips(module: WasmModule): void {
  const tell = found(module, TELL);
  const watch = module.addGlobal('irqchip_watch');
  for (const { name, parameters, condition } of ACCESSES) {
    const index = found(module, name);
    if (module.typeOf(index).parameters.length !== parameters) {
      throw unexpected(`${name} with ${parameters} parameters`);
    }
    module.wrapFunction(index, (original) =>
      functionBody(
        0,
        globalGet(watch),
        when(condition, when(i32Const(INTERRUPT_CHIP_PORT), i32Const(0), call(tell))),
        ...Array.from({ length: parameters }, (_, i) => localGet(i)),
        call(original),
      ),
    );
  }
}

function masked(value: Code, mask: number, expected: number): Code {
  return [...value, ...i32Const(mask), ...i32And, ...i32Const(expected), ...i32Eq];
}

function found(module: WasmModule, name: string): number {
  const index = module.functionWithNameEnding(name);
  if (index === undefined) throw unexpected(`a function ${name}`);
  return index;
}

function unexpected(expected: string): KemariError {
  return new KemariError(
    'input',
    `v86.wasm: cannot watch interrupt controllers: expected ${expected}`,
    { file: 'v86.wasm' },
  );
}
