/**
 * A WebAssembly module taken apart into its sections, so that functions, globals and exports can be
 * added to it, and put together again. Binary format: WebAssembly Core Specification, chapter 5.
 *
 *   magic "\0asm", version 1, then sections: id u8, size varint, contents
 *     1 type   2 import   3 function   6 global   7 export   10 code   0 custom ("name")
 *
 * Custom sections are left out of the result: names and debugging information are of no use there.
 */
import { ByteReader } from '../../core/byteReader';
import { KemariError } from '../../core/errors';
import { ByteWriter } from '../../core/byteWriter';
import { I32, unsignedLeb, type Code } from './wasmCode';

const SECTION = { custom: 0, type: 1, import: 2, function: 3, global: 6, export: 7, code: 10 };
const KIND = { function: 0, table: 1, memory: 2, global: 3 };
const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** Parameter and result types by their codes, such as 0x7f for i32. */
export interface FunctionType {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

interface Section {
  readonly id: number;
  /** Where the contents start in the file. */
  readonly offset: number;
  readonly contents: Uint8Array;
}

interface Export {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

/** See the head of this file. */
export class WasmModule {
  readonly #file: string;
  readonly #sections: readonly Section[];
  readonly #types: readonly FunctionType[];
  readonly #importedFunctions: number;
  /** By function index without the imported ones. */
  readonly #functionTypes: number[] = [];
  readonly #bodies: Uint8Array[] = [];
  readonly #globalCount: number;
  readonly #addedGlobals: Code[] = [];
  readonly #exports: Export[];
  readonly #names: ReadonlyMap<string, number>;

  /**
   * @param file what the bytes are, for messages.
   * @throws KemariError of kind `input` if the bytes are no module, or lack a section needed here.
   */
  constructor(bytes: Uint8Array, file: string) {
    this.#file = file;
    this.#sections = readSections(bytes, file);
    this.#types = this.#readTypes();
    this.#importedFunctions = this.#countImportedFunctions();
    const types = this.#reader(SECTION.function, 'function section');
    for (let left = types.count('functions', 1); left > 0; left--) {
      this.#functionTypes.push(types.varint('type index'));
    }
    const code = this.#reader(SECTION.code, 'code section');
    for (let left = code.count('bodies', 1); left > 0; left--) {
      this.#bodies.push(code.bytes(code.varint('size of body'), 'body'));
    }
    if (this.#bodies.length !== this.#functionTypes.length) {
      throw code.unexpected(`${this.#functionTypes.length} bodies`, String(this.#bodies.length));
    }
    this.#globalCount = this.#reader(SECTION.global, 'global section').varint('globals');
    this.#exports = this.#readExports();
    this.#names = this.#readFunctionNames();
  }

  /** The index of the exported function of this name. */
  exportedFunction(name: string): number | undefined {
    return this.#exports.find((each) => each.kind === KIND.function && each.name === name)?.index;
  }

  /** The index of the function whose name in the name section ends so; the names are mangled. */
  functionWithNameEnding(ending: string): number | undefined {
    for (const [name, index] of this.#names) if (name.endsWith(ending)) return index;
    return undefined;
  }

  /** The index of this type, if the module has it. */
  typeIndex({ parameters, results }: FunctionType): number | undefined {
    const same = (a: readonly number[], b: readonly number[]): boolean =>
      a.length === b.length && a.every((code, i) => code === b[i]);
    const index = this.#types.findIndex(
      (type) => same(type.parameters, parameters) && same(type.results, results),
    );
    return index < 0 ? undefined : index;
  }

  /** The type of a function that is not imported. */
  typeOf(functionIndex: number): FunctionType {
    return this.#types[this.#functionTypes[this.#defined(functionIndex)]];
  }

  /** @returns the new function's index. */
  addFunction(typeIndex: number, body: Uint8Array): number {
    this.#functionTypes.push(typeIndex);
    this.#bodies.push(body);
    return this.#importedFunctions + this.#bodies.length - 1;
  }

  /**
   * Puts another body in front of a function: all that called the function call that one.
   * @param makeBody is given the index under which the original can be called.
   */
  wrapFunction(functionIndex: number, makeBody: (original: number) => Uint8Array): void {
    const defined = this.#defined(functionIndex);
    const original = this.addFunction(this.#functionTypes[defined], this.#bodies[defined]);
    this.#bodies[defined] = makeBody(original);
  }

  /** Adds a mutable i32 global that starts as 0 and exports it. @returns its index. */
  addGlobal(exportName: string): number {
    const index = this.#globalCount + this.#addedGlobals.length;
    this.#addedGlobals.push([I32, 1, 0x41, 0, 0x0b]);
    this.#exports.push({ name: exportName, kind: KIND.global, index });
    return index;
  }

  exportFunction(name: string, index: number): void {
    this.#exports.push({ name, kind: KIND.function, index });
  }

  /** The module as it is now. */
  toBytes(): Uint8Array {
    const out = new ByteWriter(4 << 20);
    out.bytes(Uint8Array.from(HEADER));
    const contents = new ByteWriter(4 << 20);
    for (const section of this.#sections) {
      if (section.id === SECTION.custom) continue;
      contents.clear();
      this.#writeSection(section, contents);
      out.u8(section.id);
      out.varint(contents.length);
      out.bytes(contents.view());
    }
    return out.copy();
  }

  #writeSection({ id, contents }: Section, out: ByteWriter): void {
    if (id === SECTION.function) {
      out.varint(this.#functionTypes.length);
      for (const type of this.#functionTypes) out.varint(type);
    } else if (id === SECTION.global) {
      out.varint(this.#globalCount + this.#addedGlobals.length);
      out.bytes(contents.subarray(unsignedLeb(this.#globalCount).length));
      for (const global of this.#addedGlobals) out.bytes(Uint8Array.from(global));
    } else if (id === SECTION.export) {
      out.varint(this.#exports.length);
      for (const { name, kind, index } of this.#exports) {
        out.string(name);
        out.u8(kind);
        out.varint(index);
      }
    } else if (id === SECTION.code) {
      out.varint(this.#bodies.length);
      for (const body of this.#bodies) {
        out.varint(body.length);
        out.bytes(body);
      }
    } else {
      out.bytes(contents);
    }
  }

  #defined(functionIndex: number): number {
    const defined = functionIndex - this.#importedFunctions;
    if (defined < 0 || defined >= this.#bodies.length) {
      throw new RangeError(`${this.#file} has no function ${functionIndex} of its own`);
    }
    return defined;
  }

  #reader(id: number, record: string): ByteReader {
    const section = this.#sections.find((each) => each.id === id);
    if (section === undefined) {
      throw new KemariError('input', `${this.#file}: expected a ${record}, found none`, {
        file: this.#file,
      });
    }
    return new ByteReader(section.contents, {
      file: this.#file,
      record,
      offset: section.offset,
    });
  }

  #readTypes(): FunctionType[] {
    const reader = this.#reader(SECTION.type, 'type section');
    const list = (what: string): number[] => [
      ...reader.bytes(reader.count(`number of ${what}`, 1), what),
    ];
    const types: FunctionType[] = [];
    for (let left = reader.count('types', 1); left > 0; left--) {
      const form = reader.u8('form');
      if (form !== 0x60) throw reader.unexpected('a function type', `form ${form}`);
      types.push({ parameters: list('parameters'), results: list('results') });
    }
    return types;
  }

  #countImportedFunctions(): number {
    const reader = this.#reader(SECTION.import, 'import section');
    const skipLimits = (): void => {
      const hasMaximum = (reader.u8('limits') & 1) !== 0;
      reader.varint('minimum');
      if (hasMaximum) reader.varint('maximum');
    };
    let functions = 0;
    for (let left = reader.count('imports', 1); left > 0; left--) {
      reader.string('module name');
      reader.string('import name');
      const kind = reader.u8('kind');
      if (kind === KIND.function) {
        reader.varint('type index');
        functions++;
      } else if (kind === KIND.table) {
        reader.u8('element type');
        skipLimits();
      } else if (kind === KIND.memory) {
        skipLimits();
      } else if (kind === KIND.global) {
        reader.bytes(2, 'global type');
      } else {
        throw reader.unexpected('a kind of import', String(kind));
      }
    }
    return functions;
  }

  #readExports(): Export[] {
    const reader = this.#reader(SECTION.export, 'export section');
    const exports: Export[] = [];
    for (let left = reader.count('exports', 1); left > 0; left--) {
      exports.push({
        name: reader.string('export name'),
        kind: reader.u8('kind'),
        index: reader.varint('index'),
      });
    }
    return exports;
  }

  /** From the subsection 1 of the custom section `name`; empty if there is none. */
  #readFunctionNames(): Map<string, number> {
    const names = new Map<string, number>();
    for (const { id, contents, offset } of this.#sections) {
      if (id !== SECTION.custom) continue;
      const reader = new ByteReader(contents, { file: this.#file, record: 'name section', offset });
      if (reader.string('name of section') !== 'name') continue;
      while (reader.remaining > 0) {
        const subsection = reader.u8('subsection');
        const size = reader.count('size of subsection', 1);
        if (subsection !== 1) {
          reader.bytes(size, 'subsection');
          continue;
        }
        for (let left = reader.count('names', 2); left > 0; left--) {
          const index = reader.varint('function index');
          names.set(reader.string('function name'), index);
        }
      }
    }
    return names;
  }
}

function readSections(bytes: Uint8Array, file: string): Section[] {
  const reader = new ByteReader(bytes, { file, record: 'module', offset: 0 });
  const header = reader.bytes(HEADER.length, 'header');
  if (HEADER.some((byte, i) => header[i] !== byte)) {
    throw reader.unexpected('a WebAssembly module of version 1', 'other bytes');
  }
  const sections: Section[] = [];
  while (reader.remaining > 0) {
    const id = reader.u8('section id');
    const size = reader.count('size of section', 1);
    sections.push({ id, offset: reader.position, contents: reader.bytes(size, 'section') });
  }
  return sections;
}
