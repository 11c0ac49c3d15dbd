import type { LeafValue } from '../core/deviceState';
import {
  ATA_STATUS,
  changedBits,
  CR0,
  CR4,
  EFLAGS,
  NE2K_CR,
  NE2K_ISR,
  PIC_MASTER,
  PIC_SLAVE,
  RTC_B,
  UART_IER,
  UART_LSR,
  UART_MCR,
  UART_MSR,
} from './namedBits';

/** How a leaf is written for reading. */
interface FieldFormat {
  /** Hexadecimal digits; absent: a decimal number. */
  readonly hexDigits?: number;
  /** Names of the bits, lowest first. */
  readonly bits?: readonly string[];
}

/** Formats by device and field; the first rule of which both patterns match counts. */
const RULES: readonly (readonly [device: RegExp, field: RegExp, format: FieldFormat])[] = [
  [/^cpu\b/, /(^|\.)e?flags$/, { hexDigits: 8, bits: EFLAGS }],
  [/^cpu\b/, /(^|\.)cr0$/, { hexDigits: 8, bits: CR0 }],
  [/^cpu\b/, /(^|\.)cr4$/, { hexDigits: 8, bits: CR4 }],
  [/^cpu\b/, /(^|\.)(e[a-d]x|e[sd]i|e[sbi]p|cr\d|dr\d)$/, { hexDigits: 8 }],
  [/^cpu\b/, /(^|\.)(eip|instruction_pointer|previous_ip)$/, { hexDigits: 8 }],
  [/^cpu\b/, /(base|offset|address|mask|limit|result|_op\d?)(\.\w+)?$/, { hexDigits: 8 }],
  [/^cpu\b/, /(^|\.)(sregs?(\.\w+)?|[cdefgs]s|tr|ldtr|selector)$/, { hexDigits: 4 }],
  [/^pic\b/, /(^|\.)(slave|1)\.(irr|isr|imr|irq_mask|mask)$/, { hexDigits: 2, bits: PIC_SLAVE }],
  [/^pic\.1/, /(^|\.)(irr|isr|imr|irq_mask|mask)$/, { hexDigits: 2, bits: PIC_SLAVE }],
  [/^pic\b/, /(^|\.)(irr|isr|imr|irq_mask|mask)$/, { hexDigits: 2, bits: PIC_MASTER }],
  [/^uart\b/, /(^|\.)(lsr|line_status)$/, { hexDigits: 2, bits: UART_LSR }],
  [/^uart\b/, /(^|\.)(ier|interrupts_enabled)$/, { hexDigits: 2, bits: UART_IER }],
  [/^uart\b/, /(^|\.)(mcr|modem_control)$/, { hexDigits: 2, bits: UART_MCR }],
  [/^uart\b/, /(^|\.)(msr|modem_status)$/, { hexDigits: 2, bits: UART_MSR }],
  [/^(ne2k|net)\b/, /(^|\.)(isr|imr)$/, { hexDigits: 2, bits: NE2K_ISR }],
  [/^(ne2k|net)\b/, /(^|\.)cr$/, { hexDigits: 2, bits: NE2K_CR }],
  [/^(ide|ata|disk)\b/, /(^|\.)status(_reg)?$/, { hexDigits: 2, bits: ATA_STATUS }],
  [/^rtc\b/, /(^|\.)cmos_b$/, { hexDigits: 2, bits: RTC_B }],
  [/^ioapic\b/, /(config|redtbl|destination)/, { hexDigits: 8 }],
  [
    /./,
    /(^|\.)(lcr|lsr|iir|isr|irr|imr|ier|mcr|msr|cr|elcr|status|command|control)$/,
    {
      hexDigits: 2,
    },
  ],
];

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
  const changed = changedBits(bits, before, after);
  return changed.length > 0 ? changed : undefined;
}

function formatOf(device: string, field: string): FieldFormat {
  const name = field.toLowerCase();
  return (
    RULES.find(([devices, fields]) => devices.test(device) && fields.test(name))?.[2] ?? DECIMAL
  );
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
