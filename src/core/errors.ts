/**
 * Errors that a user can do something about. Everything else that is thrown is a defect of ours.
 *
 * The kind decides the command line's exit code and whether the editor offers a way out; the message
 * names the file, the offset, what was found and what was expected, and, where there is one, the
 * next step.
 */

export type ErrorKind =
  /** Wrong usage: an option, a value, a number out of range. */
  | 'usage'
  /** The input cannot be read, or is damaged. */
  | 'input'
  /** A program that is needed is not installed. */
  | 'missing-program'
  /** The output cannot be written: a full disk, no permission. */
  | 'output'
  /** The user cancelled. */
  | 'cancelled';

/** Where in a file an error lies. */
export interface ErrorPlace {
  readonly file?: string;
  /** Byte offset in the file. */
  readonly offset?: number;
}

/** See the head of this file. */
export class KemariError extends Error {
  override readonly name = 'KemariError';

  constructor(
    readonly kind: ErrorKind,
    message: string,
    readonly place: ErrorPlace = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Input that could not be read just now, since a disk or a network failed. That is no damage: it may well
 * be read the next time.
 */
export class ReadError extends KemariError {
  constructor(message: string, place: ErrorPlace, options?: ErrorOptions) {
    super('input', message, place, options);
  }
}

/** The message of whatever was thrown, for a user's eyes. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
