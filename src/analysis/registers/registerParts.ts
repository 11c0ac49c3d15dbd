/** A part of a register that has a name: one bit, or some bits that are one value together. */
export interface RegisterPart {
  readonly name: string;
  /** Its lowest bit. */
  readonly bit: number;
  /** Its number of bits; 1 is a flag. */
  readonly width: number;
  /** What its values mean, from 0 on; a value without a text is its number. */
  readonly values?: readonly string[];
}

/** The parts of a register, lowest bit first. Which leaf holds which register, `fieldFormat.ts` tells. */
export type Register = readonly RegisterPart[];

/** A part's value, before and after; absent where there was no register. */
export interface PartChange {
  readonly name: string;
  readonly isFlag: boolean;
  readonly before?: string;
  readonly after?: string;
}

/** Flags by their names with commas between them, lowest bit first; an empty name is no flag. */
export function flags(names: string, firstBit = 0): Register {
  return names
    .split(',')
    .map((name, i) => ({ name, bit: firstBit + i, width: 1 }))
    .filter(({ name }) => name !== '');
}

/**
 * Some bits that are one value.
 * @param values what the values mean, from 0 on, with `|` between them.
 */
export function part(name: string, bit: number, width: number, values?: string): RegisterPart {
  return values === undefined
    ? { name, bit, width }
    : { name, bit, width, values: values.split('|') };
}

/** The parts in order of their bits. */
export function register(...parts: readonly (RegisterPart | Register)[]): Register {
  return parts.flat().sort((a, b) => a.bit - b.bit);
}

/**
 * Every part of a register, before and after.
 * @param before whole numbers up to 32 bits, also as signed ones; undefined where there is none.
 */
export function partChanges(
  parts: Register,
  before: number | undefined,
  after: number | undefined,
): PartChange[] {
  return parts.map((each) => ({
    name: each.name,
    isFlag: each.width === 1 && each.values === undefined,
    ...(before === undefined ? {} : { before: textOf(each, before) }),
    ...(after === undefined ? {} : { after: textOf(each, after) }),
  }));
}

/** A change in a few characters: `+ZF` was set, `-IF` was cleared, `stop bits 1 → 2`. */
export function changeText({ name, isFlag, before, after }: PartChange): string {
  if (isFlag && before !== undefined && after !== undefined)
    return `${after === '1' ? '+' : '-'}${name}`;
  return `${name} ${before ?? '–'} → ${after ?? '–'}`;
}

function textOf({ bit, width, values }: RegisterPart, register: number): string {
  const value = ((register >>> bit) & (2 ** width - 1)) >>> 0;
  const meaning = values?.[value] ?? '';
  return meaning === '' ? String(value) : meaning;
}
