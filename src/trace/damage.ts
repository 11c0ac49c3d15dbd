import { KemariError, ReadError } from '../core/errors';
import { recordName } from './format';

/** The error for damage at a place in a trace. */
export function damaged(
  file: string,
  offset: number,
  what: string,
  expected: string,
  found: string,
): KemariError {
  return new KemariError(
    'input',
    `${file}: ${what} at offset ${offset}: expected ${expected}, found ${found}`,
    { file, offset },
  );
}

/** The error for a record that only a newer Kemari understands, and says it must be understood. */
export function unknownRequired(file: string, offset: number, type: number): KemariError {
  return new KemariError(
    'input',
    `${file}: ${recordName(type)} at offset ${offset} must be understood to read this trace; ` +
      'open it with a newer Kemari',
    { file, offset },
  );
}

/** Whether what was thrown is damage in what was read; else it may be a disk or a network that failed. */
export function isDamage(error: unknown): error is KemariError {
  return error instanceof KemariError && error.kind === 'input' && !(error instanceof ReadError);
}
