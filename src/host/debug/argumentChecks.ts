/**
 * Checks of what a debug client sends: it is a stranger, also when it is VS Code. Shapes, lengths and
 * ranges of numbers are checked here; what they mean for a trace, whoever answers finds out.
 */

/** Longest text of a request: an expression, a name, a reference. */
const MOST_CHARACTERS = 8192;

/** Most breakpoints of a kind, or filters. */
const MOST_ITEMS = 4096;

/** Whatever a request has by this name; undefined if it has nothing, or is no object. */
export function property(args: unknown, name: string): unknown {
  if (typeof args !== 'object' || args === null || !Object.hasOwn(args, name)) return undefined;
  return (args as Record<string, unknown>)[name];
}

/** @throws TypeError if it is no text, or too long. */
export function text(args: unknown, name: string): string {
  const value = property(args, name);
  if (typeof value !== 'string' || value.length > MOST_CHARACTERS) {
    throw new TypeError(`"${name}" must be text of at most ${MOST_CHARACTERS} characters`);
  }
  return value;
}

/** The same; undefined if it is not there, or blank. */
export function optionalText(args: unknown, name: string): string | undefined {
  if ((property(args, name) ?? undefined) === undefined) return undefined;
  const value = text(args, name);
  return value.trim() === '' ? undefined : value;
}

/** @throws TypeError if it is no whole number that a double holds exactly, or outside the range. */
export function whole(
  args: unknown,
  name: string,
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
): number {
  const value = property(args, name);
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
    throw new TypeError(`"${name}" must be a whole number from ${least} to ${most}`);
  }
  return value;
}

/** The same; undefined if it is not there. */
export function optionalWhole(
  args: unknown,
  name: string,
  least?: number,
  most?: number,
): number | undefined {
  if ((property(args, name) ?? undefined) === undefined) return undefined;
  return whole(args, name, least, most);
}

/** Whether it is there and true. */
export function flag(args: unknown, name: string): boolean {
  return property(args, name) === true;
}

/** A list; empty if it is not there. @throws TypeError if it is no list, or too long. */
export function list(args: unknown, name: string): readonly unknown[] {
  const value = property(args, name) ?? [];
  if (!Array.isArray(value) || value.length > MOST_ITEMS) {
    throw new TypeError(`"${name}" must be a list of at most ${MOST_ITEMS}`);
  }
  return value;
}
