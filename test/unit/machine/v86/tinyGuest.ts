/** Where a tiny guest is loaded. */
const LOAD_ADDRESS = 0x10_0000;
const CODE_OFFSET = 52 + 32 + 12;
/** Address of a tiny guest's first instruction. */
export const CODE_ADDRESS = LOAD_ADDRESS + CODE_OFFSET;

/** Labels that are not placed yet. */
interface Fixup {
  readonly at: number;
  readonly label: string;
}

/**
 * Writes 32-bit x86 code, just enough for guests of a few instructions that show one thing. `image`
 * is a multiboot ELF file that starts with it, in flat protected mode with interrupts off.
 */
export class TinyGuest {
  readonly #code: number[] = [];
  readonly #labels = new Map<string, number>();
  readonly #fixups: Fixup[] = [];
  /** Where a label's address goes, not the distance to it. */
  readonly #absolute = new Set<number>();

  /** Address of the next instruction. */
  get here(): number {
    return CODE_ADDRESS + this.#code.length;
  }

  raw(...bytes: readonly number[]): this {
    this.#code.push(...bytes);
    return this;
  }

  label(name: string): this {
    this.#labels.set(name, this.#code.length);
    return this;
  }

  /** `out dx, al`; clobbers both. */
  outb(port: number, value: number): this {
    return this.raw(0x66, 0xba, port & 0xff, port >> 8, 0xb0, value, 0xee);
  }

  /** `out dx, eax`; clobbers both. */
  outl(port: number, value: number): this {
    return this.raw(0x66, 0xba, port & 0xff, port >> 8, 0xb8, ...word(value), 0xef);
  }

  /** `mov dword [address], value`. */
  store(address: number, value: number): this {
    return this.raw(0xc7, 0x05, ...word(address), ...word(value));
  }

  /** `mov <register>, value`; registers in the order of their codes: eax ecx edx ebx esp ebp esi edi. */
  load(register: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7, value: number): this {
    return this.raw(0xb8 + register, ...word(value));
  }

  /** Loads a label's address into a register. */
  loadAddress(register: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7, label: string): this {
    this.raw(0xb8 + register);
    return this.#fixup(label, true);
  }

  jump(label: string): this {
    this.raw(0xe9);
    return this.#fixup(label, false);
  }

  /** `jmp selector:label`. */
  farJump(selector: number, label: string): this {
    this.raw(0xea);
    return this.#fixup(label, true).raw(selector, 0);
  }

  /** `dec ecx; jnz label`. */
  loop(label: string): this {
    this.raw(0x49, 0x0f, 0x85);
    return this.#fixup(label, false);
  }

  #fixup(label: string, absolute: boolean): this {
    const at = this.#code.length;
    this.#fixups.push({ at, label });
    if (absolute) this.#absolute.add(at);
    return this.raw(0, 0, 0, 0);
  }

  /** The guest as a file. */
  image(): Uint8Array {
    for (const { at, label } of this.#fixups) {
      const target = this.#labels.get(label)!;
      const value = this.#absolute.has(at) ? CODE_ADDRESS + target : target - (at + 4);
      this.#code.splice(at, 4, ...word(value));
    }
    const bytes = CODE_OFFSET + this.#code.length;
    const file = new Uint8Array(Math.max(bytes, 8192));
    const view = new DataView(file.buffer);
    file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
    const header: readonly (readonly [number, number, 2 | 4])[] = [
      [16, 2, 2],
      [18, 3, 2],
      [20, 1, 4],
      [24, CODE_ADDRESS, 4],
      [28, 52, 4],
      [40, 52, 2],
      [42, 32, 2],
      [44, 1, 2],
      [46, 40, 2],
    ];
    for (const [at, value, size] of header) {
      if (size === 2) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
    }
    const segment = [1, 0, LOAD_ADDRESS, LOAD_ADDRESS, bytes, bytes, 7, 4096];
    segment.forEach((value, i) => view.setUint32(52 + 4 * i, value, true));
    [0x1badb002, 0, -0x1badb002].forEach((value, i) => view.setInt32(84 + 4 * i, value, true));
    file.set(this.#code, CODE_OFFSET);
    return file;
  }
}

/** A 32-bit value, little-endian. */
export function word(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff];
}
