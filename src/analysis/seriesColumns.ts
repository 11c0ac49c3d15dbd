/** A value, and the first sync point of a range that has it. */
export interface Extreme {
  readonly value: number;
  readonly point: number;
}

/** What {@link SeriesColumns} gathers. */
export interface GatheredColumns {
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  readonly lowest: Extreme | undefined;
  readonly highest: Extreme | undefined;
  readonly changes: number;
}

/** Gathers values that hold from one sync point to the next into columns, each with its extremes. */
export class SeriesColumns {
  readonly #from: number;
  readonly #to: number;
  readonly #pointsPerColumn: number;
  readonly #least: Float64Array;
  readonly #greatest: Float64Array;
  #lowest: Extreme | undefined;
  #highest: Extreme | undefined;
  #changes = -1;
  #last = { point: 0, value: NaN };

  /** @param from the first point; a value for it must be the first that is added. */
  constructor(from: number, to: number, pointsPerColumn: number) {
    this.#from = from;
    this.#to = to;
    this.#pointsPerColumn = pointsPerColumn;
    const count = Math.ceil((to - from + 1) / pointsPerColumn);
    this.#least = new Float64Array(count).fill(NaN);
    this.#greatest = new Float64Array(count).fill(NaN);
  }

  /** The value holds from this point on; points ascend. NaN: there is no value. */
  add(point: number, value: number): void {
    if (this.#changes >= 0 && Object.is(value, this.#last.value)) return;
    if (this.#changes >= 0) this.#hold(point - 1);
    this.#changes++;
    this.#last = { point, value };
    if (Number.isNaN(value)) return;
    if (this.#lowest === undefined || value < this.#lowest.value) this.#lowest = { value, point };
    if (this.#highest === undefined || value > this.#highest.value)
      this.#highest = { value, point };
  }

  /** The columns; nothing may be added any more. */
  finish(): GatheredColumns {
    this.#hold(this.#to);
    return {
      least: this.#least,
      greatest: this.#greatest,
      lowest: this.#lowest,
      highest: this.#highest,
      changes: Math.max(0, this.#changes),
    };
  }

  /** The last value holds up to and including this point. */
  #hold(end: number): void {
    const { point, value } = this.#last;
    if (Number.isNaN(value)) return;
    const first = Math.floor((point - this.#from) / this.#pointsPerColumn);
    const last = Math.floor((end - this.#from) / this.#pointsPerColumn);
    for (let column = first; column <= last; column++) {
      if (!(this.#least[column] <= value)) this.#least[column] = value;
      if (!(this.#greatest[column] >= value)) this.#greatest[column] = value;
    }
  }
}
