/** The guest's RDRAND: a fixed sequence, so that two machines draw the same numbers. */
export class RdrandGenerator {
  /** What the next number follows from; part of a checkpoint. */
  state = 0x4b656d61;

  /** A 32-bit integer: a step of a linear congruential generator. */
  next(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return this.state | 0;
  }
}
