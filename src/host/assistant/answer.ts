import type { Position } from '../../protocol/inspector';
import type { Trace } from '../../trace/trace';
import type { ToolInput } from './toolInput';

/** What a tool is asked about a trace. */
export interface Question {
  readonly trace: Trace;
  /** The file's name, as the user sees it. */
  readonly file: string;
  readonly input: ToolInput;
  /** Where the user is in the trace: what is not asked for is taken from there. */
  readonly position: Position;
  readonly signal: AbortSignal;
}

/** An answer as an object for JSON; its lists have no more items than it is told. */
export type Answer = (items: number) => object;

/** Most items of any list in an answer. */
export const MAX_ITEMS = 256;

/** Characters of an answer where its reader does not say how many it has room for. */
const MAX_CHARACTERS = 24_000;

/**
 * The beginning of a list, and how many items it leaves out: `{ gfns: [...], gfnsLeftOut: 12 }`.
 * @param total items there are, where `all` holds only the first of them.
 */
export function listed(
  name: string,
  all: readonly unknown[],
  items: number,
  total = all.length,
): object {
  const shown = all.slice(0, items);
  const leftOut = total - shown.length;
  return { [name]: shown, ...(leftOut > 0 && { [`${name}LeftOut`]: leftOut }) };
}

/**
 * The answer as JSON, with lists as long as there is room for.
 * @param fits whether the reader has room for a text.
 */
export async function answerText(
  answer: Answer,
  fits: (text: string) => PromiseLike<boolean> | boolean = ({ length }) => length <= MAX_CHARACTERS,
): Promise<string> {
  for (let items = MAX_ITEMS; ; items = items >> 1) {
    const text = JSON.stringify(answer(items));
    if (items === 0 || (await fits(text))) return text;
  }
}
