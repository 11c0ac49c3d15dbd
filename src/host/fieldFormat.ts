import type { LeafValue } from '../core/deviceState';
import * as names from './namedBits';

/** How a leaf is written for reading. */
interface FieldFormat {
  /** Hexadecimal digits; absent: a decimal number. */
  readonly hexDigits?: number;
  /** Names of the bits, lowest first. */
  readonly bits?: readonly string[];
}

const HEX_8: FieldFormat = { hexDigits: 2 };
const HEX_16: FieldFormat = { hexDigits: 4 };
const HEX_32: FieldFormat = { hexDigits: 8 };
const HEX_64: FieldFormat = { hexDigits: 16 };

type Rule = readonly [field: RegExp, format: FieldFormat];

const APIC_WORDS = [0, 1, 2, 3, 4, 5, 6, 7].map((word): Rule => [
  new RegExp(`^(irr|isr|tmr)\\.${word}$`),
  { hexDigits: 8, bits: names.apicVectors(word) },
]);

/** Rules by kind of device, the name's part before the first dot; the first that matches counts. */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  cpu: [
    [/^eflags$|^lazy\.flags$/, { hexDigits: 8, bits: names.EFLAGS }],
    [/^cr0$/, { hexDigits: 8, bits: names.CR0 }],
    [/^cr4$/, { hexDigits: 8, bits: names.CR4 }],
    [/^(eip|[cd]r\d|regs\..*)$/, HEX_32],
    [/^segments\..*\.selector$/, HEX_16],
    [/^segments\..*\.access$/, HEX_8],
    [/\.(base|limit|esp|eip|error|cs)$/, HEX_32],
    [/^pdpte\./, HEX_64],
    [/^lazy\.(?!last_operand_size$)/, HEX_32],
  ],
  fpu: [
    [/^(control|status|last\.opcode)$/, HEX_16],
    [/^(last\..*|mxcsr)$/, HEX_32],
    [/^empty$/, HEX_8],
  ],
  apic: [
    ...APIC_WORDS,
    [/^(lvt|icr|error)\.|^(spurious_vector|destination_format|logical_destination|tpr)$/, HEX_32],
  ],
  ioapic: [
    [/\.config$/, { hexDigits: 8, bits: names.IOAPIC_REDIRECTION }],
    [/^(irr|lines)$/, { hexDigits: 8, bits: names.IOAPIC_LINES }],
    [/\.destination$|^id$/, HEX_32],
    [/^ioregsel$/, HEX_8],
  ],
  uart: [
    [/^lsr$/, { hexDigits: 2, bits: names.UART_LSR }],
    [/^ier$/, { hexDigits: 2, bits: names.UART_IER }],
    [/^mcr$/, { hexDigits: 2, bits: names.UART_MCR }],
    [/^msr$/, { hexDigits: 2, bits: names.UART_MSR }],
    [/^(iir|fcr|lcr|scr|pending_interrupts)$/, HEX_8],
  ],
  ne2k: [
    [/^(isr|imr)$/, { hexDigits: 2, bits: names.NE2K_ISR }],
    [/^cr$/, { hexDigits: 2, bits: names.NE2K_CR }],
    [/^([drt]cr|tsr|pst\w+|bnry|curr|tpsr|mac\..*)$/, HEX_8],
    [/^rsar$/, HEX_16],
  ],
  ide: [
    [/^(master|slave)\.status$/, { hexDigits: 2, bits: names.ATA_STATUS }],
    [/(command|status|error|features|device|device_control)$/, HEX_8],
    [/(_base|prdt)$/, HEX_32],
  ],
  rtc: [
    [/^register_b$/, { hexDigits: 2, bits: names.RTC_B }],
    [/^register_c$/, { hexDigits: 2, bits: names.RTC_C }],
    [/^(register_a|index|diagnostic_status)$/, HEX_8],
  ],
  port92: [[/^value$/, { hexDigits: 2, bits: names.PORT_92 }]],
  pit: [[/\.(mode|latch)$/, HEX_8]],
  pci: [[/^(config_address|config_value|response|status)\./, HEX_8]],
  dma: [
    [/\.(address|base_address)$/, HEX_16],
    [/\.(page|page_high|mode)$/, HEX_8],
  ],
  parallel: [[/./, HEX_8]],
  ps2: [[/(register|_port|last_byte)$/, HEX_8]],
  fdc: [[/^(sra|srb|dor|tdr|msr|dsr|st\d|command\.(code|flags))$/, HEX_8]],
  vga: [
    [/(registers|palette)\.|(^|\.)(misc\w+|mode|memory_mode|clocking_mode|\w*mask)$/, HEX_8],
    [/address(_latched)?$/, HEX_16],
  ],
};

/** The two 8259As have the same registers for different lines. */
const PIC_REGISTERS = /^(irr|isr|imr|lines|elcr)$/;

const DECIMAL: FieldFormat = {};

/** Bytes of a byte leaf that are written out. */
const SHOWN_BYTES = 16;

/** Characters of a text leaf that are written out. */
const SHOWN_CHARACTERS = 200;

/** What stands where a leaf is not there. */
const ABSENT = '–';

/** The leaf, written for reading. `undefined`: there is no such leaf. */
export function formatLeaf(device: string, field: string, value: LeafValue | undefined): string {
  switch (typeof value) {
    case 'undefined':
      return ABSENT;
    case 'boolean':
      return String(value);
    case 'string':
      return value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
    case 'number':
    case 'bigint':
      return formatNumber(value, formatOf(device, field));
    default:
      return value === null ? 'null' : formatBytes(value);
  }
}

/** Names of the bits that changed, such as `+ZF`; undefined if the leaf has no named bits. */
export function formatChangedBits(
  device: string,
  field: string,
  before: LeafValue | undefined,
  after: LeafValue | undefined,
): readonly string[] | undefined {
  const { bits } = formatOf(device, field);
  if (bits === undefined || typeof before !== 'number' || typeof after !== 'number') {
    return undefined;
  }
  const changed = names.changedBits(bits, before, after);
  return changed.length > 0 ? changed : undefined;
}

function formatOf(device: string, field: string): FieldFormat {
  const kind = device.split('.', 1)[0];
  if (kind === 'pic') {
    const bits = device === 'pic.1' ? names.PIC_SLAVE : names.PIC_MASTER;
    if (PIC_REGISTERS.test(field)) return { hexDigits: 2, bits };
    return field === 'vector_base' ? HEX_8 : DECIMAL;
  }
  // What has no name of its own is bits, not a count.
  if (field.startsWith('unnamed.')) return HEX_8;
  const rules = Object.hasOwn(RULES, kind) ? RULES[kind] : [];
  return rules.find(([pattern]) => pattern.test(field))?.[1] ?? DECIMAL;
}

function formatNumber(value: number | bigint, { hexDigits }: FieldFormat): string {
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (hexDigits !== undefined && isWhole) {
    // A register that a machine keeps as a signed number is still the same bits.
    const unsigned = typeof value === 'number' && value < 0 ? value + 2 ** 32 : value;
    if (unsigned >= 0) return `0x${unsigned.toString(16).toUpperCase().padStart(hexDigits, '0')}`;
  }
  if (typeof value === 'number' && !isWhole) {
    return value.toLocaleString('en-US', { maximumFractionDigits: 6 });
  }
  return value.toLocaleString('en-US');
}

function formatBytes(bytes: Uint8Array): string {
  const head = Array.from(bytes.subarray(0, SHOWN_BYTES), (byte) =>
    byte.toString(16).toUpperCase().padStart(2, '0'),
  ).join(' ');
  if (bytes.length === 0) return '0 bytes';
  if (bytes.length <= SHOWN_BYTES) return head;
  return `${head} … ${bytes.length.toLocaleString('en-US')} bytes`;
}
