import * as interrupts from './interruptControllers';
import * as legacy from './legacyDevices';
import * as pci from './pciDevices';
import * as cpu from './processor';
import type { Register } from './registerParts';

/** How a leaf is written for reading. */
export interface FieldFormat {
  /** Hexadecimal digits; absent: a decimal number. */
  readonly hexDigits?: number;
  /** What its bits mean. */
  readonly parts?: Register;
}

const HEX_8: FieldFormat = { hexDigits: 2 };
const HEX_16: FieldFormat = { hexDigits: 4 };
const HEX_32: FieldFormat = { hexDigits: 8 };
const HEX_64: FieldFormat = { hexDigits: 16 };

const bits8 = (parts: Register): FieldFormat => ({ hexDigits: 2, parts });
const bits16 = (parts: Register): FieldFormat => ({ hexDigits: 4, parts });
const bits32 = (parts: Register): FieldFormat => ({ hexDigits: 8, parts });
/** A small number that stands for something, such as a mode. */
const number = (parts: Register): FieldFormat => ({ parts });

type Rule = readonly [field: RegExp, format: FieldFormat];

const APIC_WORDS = [0, 1, 2, 3, 4, 5, 6, 7].map((word): Rule => [
  new RegExp(`^(irr|isr|tmr)\\.${word}$`),
  bits32(interrupts.apicVectors(word)),
]);

/** Rules by kind of device, the name's part before the first dot; the first that matches counts. */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  cpu: [
    [/^eflags$|^lazy\.flags(_changed)?$/, bits32(cpu.EFLAGS)],
    [/^cr0$/, bits32(cpu.CR0)],
    [/^cr3$/, bits32(cpu.CR3)],
    [/^cr4$/, bits32(cpu.CR4)],
    [/^efer$/, bits32(cpu.EFER)],
    [/^dr6$/, bits32(cpu.DR6)],
    [/^dr7$/, bits32(cpu.DR7)],
    [/^page_fault\.error$/, bits32(cpu.PAGE_FAULT_ERROR)],
    [/^(eip|[cd]r\d|regs\..*)$/, HEX_32],
    [/^segments\..*\.selector$/, bits16(cpu.SELECTOR)],
    [/^segments\..*\.access$/, bits8(cpu.SEGMENT_ACCESS)],
    [/\.(base|limit|esp|eip|error|cs)$/, HEX_32],
    [/^pdpte\./, HEX_64],
    [/^lazy\.(?!last_operand_size$)/, HEX_32],
  ],
  fpu: [
    [/^control$/, bits16(cpu.FPU_CONTROL)],
    [/^status$/, bits16(cpu.FPU_STATUS)],
    [/^last\.opcode$/, HEX_16],
    [/^mxcsr$/, bits32(cpu.MXCSR)],
    [/^last\..*$/, HEX_32],
    [/^empty$/, bits8(cpu.FPU_EMPTY)],
  ],
  apic: [
    ...APIC_WORDS,
    [/^lvt\.timer$/, bits32(interrupts.APIC_LVT_TIMER)],
    [/^lvt\./, bits32(interrupts.APIC_LVT)],
    [/^icr\.low$/, bits32(interrupts.APIC_ICR)],
    [/^spurious_vector$/, bits32(interrupts.APIC_SPURIOUS)],
    [/^error\./, bits32(interrupts.APIC_ERROR)],
    [/^tpr$/, bits32(interrupts.APIC_TPR)],
    [/^icr\.|^(destination_format|logical_destination)$/, HEX_32],
  ],
  ioapic: [
    [/\.config$/, bits32(interrupts.IOAPIC_REDIRECTION)],
    [/^(irr|lines)$/, bits32(interrupts.IOAPIC_LINES)],
    [/\.destination$|^id$/, HEX_32],
    [/^ioregsel$/, HEX_8],
  ],
  uart: [
    [/^lsr$/, bits8(legacy.UART_LSR)],
    [/^lcr$/, bits8(legacy.UART_LCR)],
    [/^fcr$/, bits8(legacy.UART_FCR)],
    [/^iir$/, bits8(legacy.UART_IIR)],
    [/^ier$/, bits8(legacy.UART_IER)],
    [/^mcr$/, bits8(legacy.UART_MCR)],
    [/^msr$/, bits8(legacy.UART_MSR)],
    [/^pending_interrupts$/, bits16(legacy.UART_PENDING)],
    [/^scr$/, HEX_8],
  ],
  ne2k: [
    [/^isr$/, bits8(pci.NE2K_ISR)],
    [/^imr$/, bits8(pci.NE2K_IMR)],
    [/^cr$/, bits8(pci.NE2K_CR)],
    [/^dcr$/, bits8(pci.NE2K_DCR)],
    [/^rcr$/, bits8(pci.NE2K_RCR)],
    [/^tcr$/, bits8(pci.NE2K_TCR)],
    [/^tsr$/, bits8(pci.NE2K_TSR)],
    [/^(pst\w+|bnry|curr|tpsr|mac\..*)$/, HEX_8],
    [/^rsar$/, HEX_16],
  ],
  ide: [
    [/^(master|slave)\.status$/, bits8(pci.ATA_STATUS)],
    [/^(master|slave)\.error$/, bits8(pci.ATA_ERROR)],
    [/^(master|slave)\.device$/, bits8(pci.ATA_DEVICE)],
    [/^device_control$/, bits8(pci.ATA_CONTROL)],
    [/^bus_master\.command$/, bits8(pci.BUS_MASTER_COMMAND)],
    [/^bus_master\.status$/, bits8(pci.BUS_MASTER_STATUS)],
    [/(command|status|error|features|device|device_control)$/, HEX_8],
    [/(_base|prdt)$/, HEX_32],
  ],
  rtc: [
    [/^register_a$/, bits8(legacy.RTC_A)],
    [/^register_b$/, bits8(legacy.RTC_B)],
    [/^register_c$/, bits8(legacy.RTC_C)],
    [/^(index|diagnostic_status)$/, HEX_8],
  ],
  port92: [[/^value$/, bits8(legacy.PORT_92)]],
  pit: [
    [/\.mode$/, number(legacy.PIT_MODE)],
    [/\.access_mode$/, number(legacy.PIT_ACCESS)],
    [/\.latch$/, HEX_16],
  ],
  pci: [[/^(config_address|config_value|response|status)\./, HEX_8]],
  dma: [
    [/\.mode$/, bits8(legacy.DMA_MODE)],
    [/\.(address|base_address)$/, HEX_16],
    [/\.(page|page_high)$/, HEX_8],
  ],
  parallel: [
    [/status$/, bits8(legacy.PARALLEL_STATUS)],
    [/^control$/, bits8(legacy.PARALLEL_CONTROL)],
    [/./, HEX_8],
  ],
  ps2: [
    [/^command_register$/, bits8(legacy.PS2_COMMAND)],
    [/^output_port$/, bits8(legacy.PS2_OUTPUT)],
    [/(register|_port|last_byte)$/, HEX_8],
  ],
  fdc: [
    [/^msr$/, bits8(pci.FDC_MSR)],
    [/^dor$/, bits8(pci.FDC_DOR)],
    [/^st0$/, bits8(pci.FDC_ST0)],
    [/^st1$/, bits8(pci.FDC_ST1)],
    [/^(sra|srb|tdr|dsr|st\d|command\.(code|flags))$/, HEX_8],
  ],
  vga: [
    [/^miscellaneous_output$/, bits8(pci.VGA_MISCELLANEOUS)],
    [/^input_status_1$/, bits8(pci.VGA_INPUT_STATUS_1)],
    [/^sequencer\.plane_write_mask$/, bits8(pci.VGA_PLANES)],
    [/(registers|palette)\.|(^|\.)(misc\w+|mode|memory_mode|clocking_mode|\w*mask)$/, HEX_8],
    [/address(_latched)?$/, HEX_16],
  ],
};

/** The two 8259As have the same registers for different lines. */
const PIC_REGISTERS = /^(irr|isr|imr|lines|elcr)$/;

const DECIMAL: FieldFormat = {};

/** How a leaf is written, by the name of its device and its path. */
export function formatOf(device: string, field: string): FieldFormat {
  const kind = device.split('.', 1)[0];
  if (kind === 'pic') {
    const lines = device === 'pic.1' ? interrupts.PIC_SLAVE : interrupts.PIC_MASTER;
    if (PIC_REGISTERS.test(field)) return bits8(lines);
    return field === 'vector_base' ? HEX_8 : DECIMAL;
  }
  // What has no name of its own is bits, not a count.
  if (field.startsWith('unnamed.')) return HEX_8;
  const rules = Object.hasOwn(RULES, kind) ? RULES[kind] : [];
  return rules.find(([pattern]) => pattern.test(field))?.[1] ?? DECIMAL;
}
