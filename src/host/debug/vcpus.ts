import type { DeviceState, LeafValue } from '../../core/deviceState';

/** A virtual CPU as of a sync point. */
export interface Vcpu {
  /** Its device, such as `cpu.0`. */
  readonly name: string;
  /** Where it is: `0008:00101030`, or the counter alone; undefined if the device does not tell. */
  readonly counter: string | undefined;
  readonly halted: boolean;
}

/** Names of the program counter, by machines that Kemari knows or may come to know. */
const COUNTERS = ['rip', 'eip', 'pc', 'regs.rip', 'regs.eip', 'regs.pc'];
const SELECTORS = ['segments.cs.selector', 'cs.selector'];
const BASES = ['segments.cs.base', 'cs.base'];

/** The virtual CPUs, in the machine's order. */
export function vcpusOf(states: readonly DeviceState[]): Vcpu[] {
  return states
    .filter(({ schema }) => /^cpu\.\d+$/.test(schema.device))
    .map((state) => ({
      name: state.schema.device,
      counter: counterOf(state),
      halted: Number(leafOf(state, ['halted']) ?? 0) === 1,
    }));
}

function counterOf(state: DeviceState): string | undefined {
  const counter = numberOf(leafOf(state, COUNTERS));
  if (counter === undefined) return undefined;
  const selector = numberOf(leafOf(state, SELECTORS));
  const base = numberOf(leafOf(state, BASES)) ?? 0n;
  const digits = counter > 0xffff_ffffn ? 16 : 8;
  const hex = (value: bigint, length: number): string =>
    value.toString(16).toUpperCase().padStart(length, '0');
  const offset = hex(counter, digits);
  const written = selector === undefined ? `0x${offset}` : `${hex(selector, 4)}:${offset}`;
  // The linear address is another number only where the segment does not begin at 0.
  return base === 0n ? written : `${written} = 0x${hex(base + counter, digits)}`;
}

function leafOf({ schema, values }: DeviceState, names: readonly string[]): LeafValue | undefined {
  const name = names.find((each) => schema.fields.includes(each));
  return name === undefined ? undefined : values[schema.fields.indexOf(name)];
}

/** A register as an unsigned number; a machine may keep one of 32 bits as a signed number. */
function numberOf(value: LeafValue | undefined): bigint | undefined {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return BigInt(value < 0 ? value + 2 ** 32 : value);
  }
  return typeof value === 'bigint' && value >= 0n ? value : undefined;
}
