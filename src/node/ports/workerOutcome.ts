import { KemariError, type ErrorKind, type ErrorPlace } from '../../core/errors';

/** An error on its way from one thread to another, which would lose its class and fields. */
interface ErrorParcel {
  readonly message: string;
  readonly stack: string | undefined;
  /** Of a KemariError. */
  readonly kind?: ErrorKind;
  readonly place?: ErrorPlace;
}

/** A worker's last message: how it ended. */
export type WorkerOutcome<T> =
  | { readonly kind: 'done'; readonly result: T }
  | { readonly kind: 'failed'; readonly error: ErrorParcel };

/** Wraps whatever was thrown. */
export function failedOutcome(error: unknown): WorkerOutcome<never> {
  if (!(error instanceof Error)) {
    return { kind: 'failed', error: { message: String(error), stack: undefined } };
  }
  const { message, stack } = error;
  const parcel = { message, stack };
  if (!(error instanceof KemariError)) return { kind: 'failed', error: parcel };
  return { kind: 'failed', error: { ...parcel, kind: error.kind, place: error.place } };
}

/** The error again: a KemariError if it was one, with the stack of the thread that threw it. */
export function unwrapError({ message, stack, kind, place }: ErrorParcel): Error {
  const error = kind ? new KemariError(kind, message, place) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
