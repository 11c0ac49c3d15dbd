import { KemariError } from '../core/errors';

/** Wrong usage inside of a text that the user typed: lines below the message point at its place. */
export class MarkedError extends KemariError {
  constructor(
    message: string,
    /** Printable; to stand below the message as they are. */
    readonly lines: readonly string[],
  ) {
    super('usage', message);
  }
}
