import { KemariError } from '../core/errors';
import { formatHex } from '../core/gfn';

const ELF_MAGIC = 0x464c457f;
const SYMBOLS = 2;
const FUNCTION = 2;
/** Offsets and sizes in the ELF specification's structures for 32 and 64 bits. */
const LAYOUTS = {
  32: { header: 52, sections: 32, sectionBytes: 46, section: 40, offset: 16, symbol: 16 },
  64: { header: 64, sections: 40, sectionBytes: 58, section: 64, offset: 24, symbol: 24 },
} as const;

interface FunctionSymbol {
  readonly address: number;
  readonly bytes: number;
  readonly name: string;
}

/** Names of functions by their addresses, from an executable's own table. */
export class SymbolTable {
  /** By ascending address. */
  readonly #functions: readonly FunctionSymbol[];

  private constructor(functions: readonly FunctionSymbol[]) {
    this.#functions = functions;
  }

  /**
   * The functions of an ELF file, little-endian, of 32 or 64 bits; none if it was stripped.
   * @param file its name, for messages.
   * @throws KemariError of kind `input` if it is none, or damaged.
   */
  static ofElf(elf: Uint8Array, file: string): SymbolTable {
    const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
    const refuse = (offset: number, expected: string, found: string): never => {
      const message = `${file} at offset ${offset}: expected ${expected}, found ${found}`;
      throw new KemariError('input', message, { file, offset });
    };
    if (elf.length < 16 || view.getUint32(0, true) !== ELF_MAGIC) {
      refuse(0, 'an ELF file', 'other bytes');
    }
    if (elf[5] !== 1 || (elf[4] !== 1 && elf[4] !== 2)) {
      refuse(4, 'a little-endian file of 32 or 64 bits', 'another kind');
    }
    const wide = elf[4] === 2;
    const layout = LAYOUTS[wide ? 64 : 32];
    if (elf.length < layout.header) refuse(0, 'a whole header', `${elf.length} bytes`);
    const word = (at: number): number =>
      wide ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true);
    const table = word(layout.sections);
    const entryBytes = view.getUint16(layout.sectionBytes, true);
    const entries = view.getUint16(layout.sectionBytes + 2, true);
    if (entries > 0 && (entryBytes < layout.section || table + entries * entryBytes > elf.length)) {
      refuse(layout.sections, `section headers within ${elf.length} bytes`, 'none');
    }
    /** Where a section's bytes are. */
    const section = (number: number): { readonly start: number; readonly end: number } => {
      const at = table + number * entryBytes;
      const start = word(at + layout.offset);
      const end = start + word(at + layout.offset + (wide ? 8 : 4));
      if (number >= entries || end > elf.length) {
        refuse(table, `section ${number} within ${elf.length} bytes`, 'none');
      }
      return { start, end };
    };
    const functions: FunctionSymbol[] = [];
    for (let number = 0; number < entries; number++) {
      const at = table + number * entryBytes;
      if (view.getUint32(at + 4, true) !== SYMBOLS) continue;
      const symbols = section(number);
      const names = section(view.getUint32(at + layout.offset + (wide ? 16 : 8), true));
      for (let k = symbols.start; k + layout.symbol <= symbols.end; k += layout.symbol) {
        if ((view.getUint8(k + (wide ? 4 : 12)) & 0xf) !== FUNCTION) continue;
        const name = nameIn(elf, names.start + view.getUint32(k, true), names.end);
        const [address, bytes] = wide ? [word(k + 8), word(k + 16)] : [word(k + 4), word(k + 8)];
        if (name !== '') functions.push({ address, bytes, name });
      }
    }
    return new SymbolTable(functions.sort((a, b) => a.address - b.address));
  }

  /** `name+0x1c` of the function that an address lies in; undefined if it lies in none. */
  nameAt(address: number): string | undefined {
    let low = 0;
    let high = this.#functions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#functions[middle].address <= address) low = middle + 1;
      else high = middle;
    }
    const found = this.#functions.at(low - 1);
    if (low === 0 || found === undefined) return undefined;
    const into = address - found.address;
    if (into >= Math.max(1, found.bytes)) return undefined;
    return into === 0 ? found.name : `${found.name}+${formatHex(into)}`;
  }
}

function nameIn(elf: Uint8Array, start: number, end: number): string {
  const zero = elf.subarray(0, end).indexOf(0, start);
  return new TextDecoder().decode(elf.subarray(start, zero < 0 ? end : zero));
}
