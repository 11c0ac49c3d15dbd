/**
 * Names for the state of the CPU and its interrupt controllers, which the emulator's core keeps as
 * plain memory. Offsets in the CPU block are those that the package's JavaScript uses itself; the
 * controllers are structures of the core: `Pic0`, `Apic` and `Ioapic`.
 */
import {
  APIC_BYTES,
  CPU_BLOCK_END,
  CPU_BLOCK_START,
  IOAPIC_BYTES,
  PIC_BYTES,
  SVGA_DIRTY_MAX,
  SVGA_DIRTY_MIN,
  TSC_WORDS,
} from './addresses';
import { field, numbered, row, uncovered, type RegionField } from './regionLayout';

/** A device whose state is one region of memory. */
export interface RegionTable {
  readonly device: string;
  /** Offset of the region's first byte, by the fields' count. */
  readonly start: number;
  readonly end: number;
  readonly fields: readonly RegionField[];
}

const SEGMENTS = ['es', 'cs', 'ss', 'ds', 'fs', 'gs', 'tr', 'ldtr'];
const segment = (part: string): string[] => SEGMENTS.map((name) => `segments.${name}.${part}`);

/** Where the base of the code segment is: EIP is the linear address minus this. */
export const CODE_SEGMENT_BASE = 736 + 4;

const FPU_FIELDS: readonly RegionField[] = [
  field(1036, 'control', 'u16'),
  field(1040, 'status', 'u16'),
  field(1032, 'top', 'u8'),
  field(816, 'empty', 'u8'),
  field(1044, 'last.opcode', 'u32'),
  field(1048, 'last.ip', 'u32'),
  field(1052, 'last.cs', 'u32'),
  field(1056, 'last.data', 'u32'),
  field(1060, 'last.ds', 'u32'),
  ...row(1152, numbered('registers.*', 8), 16),
  field(824, 'mxcsr', 'u32'),
  ...row(832, numbered('xmm.*', 8), 16),
  field(1136, 'scratch', 16),
];

const CPU_FIELDS: readonly RegionField[] = [
  ...row(
    64,
    ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi'].map((name) => `regs.${name}`),
    'u32',
  ),
  field(612, 'cpl', 'u8'),
  field(616, 'halted', 'u8'),
  ...row(668, segment('selector'), 'u16'),
  ...row(736, segment('base'), 'u32'),
  ...row(768, segment('limit'), 'u32'),
  ...row(512, segment('access'), 'u8'),
  ...row(724, segment('is_null'), 'u8'),
  field(576, 'gdtr.base', 'u32'),
  field(572, 'gdtr.limit', 'u32'),
  field(568, 'idtr.base', 'u32'),
  field(564, 'idtr.limit', 'u32'),
  ...row(580, numbered('cr*', 8), 'u32'),
  ...row(684, numbered('dr*', 8), 'u32'),
  ...row(968, numbered('pdpte.*', 4), 'u64'),
  field(636, 'sysenter.cs', 'u32'),
  field(640, 'sysenter.esp', 'u32'),
  field(644, 'sysenter.eip', 'u32'),
  field(800, 'protected_mode', 'u32'),
  field(804, 'code_is_32_bit', 'u32'),
  field(808, 'stack_is_32_bit', 'u32'),
  field(1128, 'tss_is_32_bit', 'u32'),
  field(540, 'page_fault.pending', 'u8'),
  field(544, 'page_fault.error', 'u32'),
  field(548, 'apic_enabled', 'u8'),
  field(552, 'acpi_enabled', 'u8'),
  field(812, 'memory_bytes', 'u32'),
  field(664, 'instruction_counter', 'u32'),
  // What EFLAGS and EIP are made of.
  field(120, 'lazy.flags', 'u32'),
  field(100, 'lazy.flags_changed', 'u32'),
  field(112, 'lazy.last_result', 'u32'),
  field(104, 'lazy.last_operand', 'u32'),
  field(96, 'lazy.last_operand_size', 'u32'),
  field(556, 'lazy.linear_ip', 'u32'),
  field(560, 'lazy.previous_linear_ip', 'u32'),
  field(620, 'lazy.linear_ip_page', 'u32'),
  field(624, 'lazy.physical_ip', 'u32'),
  field(648, 'lazy.prefixes', 'u32'),
  field(108, 'lazy.state_flags', 'u32'),
  field(960, 'tsc.saved', 'u64'),
  field(SVGA_DIRTY_MIN, 'svga_dirty.first', 'u32'),
  field(SVGA_DIRTY_MAX, 'svga_dirty.last', 'u32'),
];

/** CPU and FPU share one block of memory. */
export const CPU_TABLE: RegionTable = {
  device: 'cpu.0',
  start: CPU_BLOCK_START,
  end: CPU_BLOCK_END,
  fields: [
    ...CPU_FIELDS,
    ...uncovered([...CPU_FIELDS, ...FPU_FIELDS], CPU_BLOCK_START, CPU_BLOCK_END),
  ],
};

export const FPU_TABLE: RegionTable = {
  device: 'fpu.0',
  start: CPU_BLOCK_START,
  end: CPU_BLOCK_END,
  fields: FPU_FIELDS,
};

/** The words at {@link TSC_WORDS}, part of the CPU. */
export const TSC_TABLE: RegionTable = {
  device: 'cpu.0',
  start: 0,
  end: 8 * TSC_WORDS.length,
  fields: row(
    0,
    ['tsc.offset', 'tsc.last_value', 'tsc.resolution', 'tsc.speed', 'tsc.same_readings'],
    'u64',
  ),
};

function picTable(device: string): RegionTable {
  return {
    device,
    start: 0,
    end: PIC_BYTES,
    fields: [
      field(0, 'imr', 'inverted-u8'),
      field(3, 'irr', 'u8'),
      field(2, 'isr', 'u8'),
      field(1, 'vector_base', 'u8'),
      field(11, 'lines', 'u8'),
      field(10, 'elcr', 'u8'),
      field(9, 'auto_eoi', 'u8'),
      field(12, 'special_mask_mode', 'u8'),
      field(8, 'read_isr', 'u8'),
      field(7, 'init_state', 'u8'),
      field(6, 'expects_icw4', 'u8'),
      field(4, 'is_master', 'u8'),
      field(5, 'unnamed.0x5', 'u8'),
    ],
  };
}

export const PIC_TABLES = [picTable('pic.0'), picTable('pic.1')] as const;

export const APIC_TABLE: RegionTable = {
  device: 'apic.0',
  start: 0,
  end: APIC_BYTES,
  fields: apicFields(),
};

export const IOAPIC_TABLE: RegionTable = {
  device: 'ioapic',
  start: 0,
  end: IOAPIC_BYTES,
  fields: [
    ...row(0, numbered('redirections.*.config', 24), 'u32'),
    ...row(96, numbered('redirections.*.destination', 24), 'u32'),
    ...row(192, ['ioregsel', 'id', 'irr', 'lines'], 'u32'),
  ],
};

function apicFields(): RegionField[] {
  const named = [
    ...row(
      0,
      ['id', 'timer.divider', 'timer.divider_shift', 'timer.initial_count', 'timer.current_count'],
      'u32',
    ),
    field(24, 'timer.last_tick_ms', 'f64'),
    ...row(32, ['lvt.timer', 'lvt.performance', 'lvt.lint0', 'lvt.lint1', 'lvt.error'], 'u32'),
    ...row(52, ['tpr', 'icr.low', 'icr.high'], 'u32'),
    ...row(64, numbered('irr.*', 8), 'u32'),
    ...row(96, numbered('isr.*', 8), 'u32'),
    ...row(128, numbered('tmr.*', 8), 'u32'),
    ...row(
      160,
      [
        'spurious_vector',
        'destination_format',
        'logical_destination',
        'error.current',
        'error.readable',
        'lvt.thermal',
      ],
      'u32',
    ),
  ];
  return [...named, ...uncovered(named, 0, APIC_BYTES)];
}
