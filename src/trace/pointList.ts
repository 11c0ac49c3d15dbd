/** Numbers that are added one by one, four bytes each. */
export class PointList {
  #points = new Uint32Array(256);
  #length = 0;

  add(point: number): void {
    if (this.#length === this.#points.length) {
      const larger = new Uint32Array(2 * this.#length);
      larger.set(this.#points);
      this.#points = larger;
    }
    this.#points[this.#length++] = point;
  }

  /** The numbers, in the order in which they were added. */
  copy(): Uint32Array {
    return this.#points.slice(0, this.#length);
  }
}
