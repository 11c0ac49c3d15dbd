/**
 * The messages of a {@link Channel} as they cross a port, and the check that whatever comes in is one.
 *
 * Both sides ask and tell; an identifier is chosen by whoever asks and is never used twice, also not
 * after the asking page was loaded again, so that an answer can never reach the wrong question.
 */
export type ChannelMessage =
  | {
      readonly type: 'request';
      readonly id: string;
      readonly method: string;
      readonly params?: unknown;
    }
  | { readonly type: 'reply'; readonly id: string; readonly value?: unknown }
  | { readonly type: 'error'; readonly id: string; readonly message: string }
  /** Whoever asked no longer wants the answer; there will be none. */
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'notice'; readonly name: string; readonly value?: unknown }
  /** The sender has ended: it answers nothing more and waits for nothing more. */
  | { readonly type: 'closed' };

/** Longest identifier or name that is accepted. */
const MAX_NAME_LENGTH = 64;

/** Longest error text that is accepted; more is cut off. */
const MAX_ERROR_LENGTH = 4096;

/** Reads a message from the other side, which may have sent anything; undefined if it is none. */
export function parseMessage(data: unknown): ChannelMessage | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const message = data as Record<string, unknown>;
  const { type, id, value } = message;
  switch (type) {
    case 'request': {
      const { method, params } = message;
      return isName(id) && isName(method) ? { type, id, method, params } : undefined;
    }
    case 'reply':
      return isName(id) ? { type, id, value } : undefined;
    case 'error': {
      const text = message['message'];
      if (!isName(id) || typeof text !== 'string') return undefined;
      return { type, id, message: text.slice(0, MAX_ERROR_LENGTH) };
    }
    case 'cancel':
      return isName(id) ? { type, id } : undefined;
    case 'notice': {
      const { name } = message;
      return isName(name) ? { type, name, value } : undefined;
    }
    case 'closed':
      return { type };
    default:
      return undefined;
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME_LENGTH;
}

/** What one side of a channel offers: requests it answers, and notices it gives. */
export interface Side {
  /** An interface of methods with at most one parameter, each returning the reply. */
  readonly requests: object;
  /** The value that each notice carries. */
  readonly notices: object;
}

type Method = (params: never) => unknown;

/** Names of a side's requests. */
export type RequestName<S extends Side> = keyof S['requests'] & string;

/** Names of a side's notices. */
export type NoticeName<S extends Side> = keyof S['notices'] & string;

/** What a request carries; undefined if it carries nothing. */
export type ParamsOf<S extends Side, K extends RequestName<S>> = S['requests'][K] extends Method
  ? Parameters<S['requests'][K]> extends [infer P]
    ? P
    : undefined
  : never;

/** What a request is answered with. */
export type ReplyOf<S extends Side, K extends RequestName<S>> = S['requests'][K] extends Method
  ? ReturnType<S['requests'][K]>
  : never;

/** How one request is answered. */
export interface Answer<P, R> {
  /**
   * Makes what came in into parameters.
   * @throws Error if it is something else; the message goes to whoever asked.
   */
  check(params: unknown): P;
  /** The signal is aborted when nobody waits for the answer any more. */
  answer(params: P, signal: AbortSignal): R | Promise<R>;
}

/** How each request of a side is answered. */
export type Answers<S extends Side> = {
  readonly [K in RequestName<S>]: Answer<ParamsOf<S, K>, ReplyOf<S, K>>;
};
