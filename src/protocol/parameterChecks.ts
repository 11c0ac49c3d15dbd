/** Parts of the checks of what a page asks. All throw TypeErrors that name the wrong part. */

/** The highest number that a sync point may have. */
export const MAX_POINT = 2 ** 32 - 1;

/** A property that the parameters themselves have; undefined if there is none. */
export function property(params: unknown, name: string): unknown {
  if (typeof params !== 'object' || params === null) {
    throw new TypeError('the parameters must be an object');
  }
  return Object.hasOwn(params, name) ? (params as Record<string, unknown>)[name] : undefined;
}

/** Whether the property is there, also as undefined. */
export function names(params: unknown, name: string): boolean {
  return typeof params === 'object' && params !== null && Object.hasOwn(params, name);
}

/** Whether the property is there, and is not undefined. */
export function has(params: unknown, name: string): boolean {
  return property(params, name) !== undefined;
}

/** A whole number from `least` to `most`. */
export function whole(params: unknown, name: string, least: number, most: number): number {
  const value = property(params, name);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new TypeError(`"${name}" must be a whole number from ${least} to ${most}`);
  }
  return value;
}

/** Text of at most so many characters. */
export function text(params: unknown, name: string, mostCharacters: number): string {
  const value = property(params, name);
  if (typeof value !== 'string' || value.length > mostCharacters) {
    throw new TypeError(`"${name}" must be text of at most ${mostCharacters} characters`);
  }
  return value;
}
