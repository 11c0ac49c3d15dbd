import { messageOf } from '../../src/core/errors';

const LIMIT_MS = 20_000;
const EVERY_MS = 50;

/**
 * Asks again until there is an answer.
 *
 * @param probe undefined: not yet. What it throws counts as not yet, too, and is told at the end.
 * @param expected for the message, such as `the inspector shows sync point 7`.
 */
export async function eventually<T>(
  probe: () => Promise<T | undefined> | T | undefined,
  expected: string,
): Promise<T> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    let failure: unknown;
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > end) {
      const why = failure === undefined ? '' : `: ${messageOf(failure)}`;
      throw new Error(`after ${LIMIT_MS / 1000} s it is still not so that ${expected}${why}`);
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
