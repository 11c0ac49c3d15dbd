import { recordName } from './format';

/** Whole records of a trace by their offsets, to see whether what refers to one finds it. */
export class RecordLedger {
  #offsets = new Float64Array(1024);
  #types = new Uint8Array(1024);
  #rawLengths = new Uint32Array(1024);
  #count = 0;

  /** Adds a record behind all others. @param rawLength bytes of its payload once unpacked. */
  add(offset: number, type: number, rawLength: number): void {
    if (this.#count === this.#offsets.length) this.#grow();
    this.#offsets[this.#count] = offset;
    this.#types[this.#count] = type;
    this.#rawLengths[this.#count++] = rawLength;
  }

  /** Bytes of the unpacked payload of the record there, or -1 if none of these types is. */
  rawLength(offset: number, types: readonly number[]): number {
    const at = this.#find(offset);
    return at >= 0 && types.includes(this.#types[at]) ? this.#rawLengths[at] : -1;
  }

  #find(offset: number): number {
    let low = 0;
    let high = this.#count - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      if (this.#offsets[middle] === offset) return middle;
      if (this.#offsets[middle] < offset) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #grow(): void {
    const capacity = this.#offsets.length * 2;
    const offsets = new Float64Array(capacity);
    const types = new Uint8Array(capacity);
    const rawLengths = new Uint32Array(capacity);
    offsets.set(this.#offsets);
    types.set(this.#types);
    rawLengths.set(this.#rawLengths);
    this.#offsets = offsets;
    this.#types = types;
    this.#rawLengths = rawLengths;
  }
}

/** That a record refers to another of certain types which is not there. */
export function noneThere(name: string, to: number, types: readonly number[]): string {
  const what = types.map(recordName).join(' or ');
  return `${name} record refers to a ${what} at ${to}, where none is`;
}
