/** Exact figures of how numbers are distributed. All are 0 where there were none. */
export interface Distribution {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Numbers collected one by one, 8 bytes each. */
export class Samples {
  #values: Float64Array;
  #count = 0;
  #sum = 0;

  /** @param expected how many there will be, where that is known. */
  constructor(expected = 1024) {
    this.#values = new Float64Array(Math.max(1, expected));
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** 0 where there are no samples. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
    this.#sum += value;
  }

  /**
   * Percentiles by nearest rank: the smallest sample that at least p % of all samples do not exceed,
   * so each is a value that really occurred.
   */
  distribution(): Distribution {
    // In place: in which order they came is told to nobody.
    const sorted = this.#values.subarray(0, this.#count).sort();
    const rank = (percent: number): number =>
      sorted.length === 0 ? 0 : sorted[Math.ceil((percent / 100) * sorted.length) - 1];
    return { p50: rank(50), p95: rank(95), p99: rank(99), max: rank(100) };
  }
}
