/** The few assertions that the tests in a browser need, where Node's are not. */

/** @throws Error unless both have the same content, as JSON has it. */
export function deepEqual(actual: unknown, expected: unknown, what = 'the value'): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${what} is ${found} instead of ${wanted}`);
}

/** @throws Error unless the value is there. */
export function exists<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is missing`);
  return value;
}

/** @throws Error unless the text matches. */
export function match(text: string, pattern: RegExp): void {
  if (!pattern.test(text)) throw new Error(`"${text}" does not match ${pattern}`);
}
