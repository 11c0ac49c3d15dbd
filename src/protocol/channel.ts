import { toDisposable, type Disposable } from '../core/disposables';
import { messageOf } from '../core/errors';
import type { Event } from '../core/events';
import {
  parseMessage,
  type Answer,
  type Answers,
  type ChannelMessage,
  type NoticeName,
  type ParamsOf,
  type ReplyOf,
  type RequestName,
  type Side,
} from './rpc';

/** What a channel runs over: a webview, the page's own window, or a pair in a test. */
export interface ChannelPort {
  /**
   * Hands over plain data. Throws, or returns a promise that rejects, if the data cannot be cloned or
   * the other side is gone.
   */
  post(message: unknown): void | PromiseLike<unknown>;
  readonly onMessage: Event<unknown>;
}

/** Why a request ended without a reply. */
export type RequestEnd =
  /** The other side could not answer; the message says why. */
  | 'error'
  /** Whoever asked cancelled it. */
  | 'cancelled'
  /** One of the two sides was disposed. */
  | 'disposed';

/** See {@link RequestEnd}. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly reason: RequestEnd,
    message: string,
  ) {
    super(message);
  }
}

/** Requests of the other side that may be in work at one time; more are refused. */
const MAX_OPEN_ANSWERS = 1000;

interface PendingRequest {
  readonly method: string;
  resolve(value: unknown): void;
  reject(error: RequestError): void;
}

/**
 * A typed channel between two sides that do not trust each other. A request ends in exactly one of
 * four ways: a reply, an error, its cancellation, or the disposal of either side. What comes in and is
 * no message of this channel is ignored, since a page may also receive messages of others.
 *
 * @typeParam Own what this side offers; @typeParam Peer what the other side offers.
 */
export class Channel<Own extends Side, Peer extends Side> implements Disposable {
  readonly #port: ChannelPort;
  readonly #answers: ReadonlyMap<string, Answer<unknown, unknown>>;
  readonly #subscription: Disposable;
  readonly #pending = new Map<string, PendingRequest>();
  readonly #working = new Map<string, AbortController>();
  readonly #listeners = new Map<string, Set<(value: unknown) => void>>();
  readonly #prefix = `${Date.now().toString(36)}.${Math.random().toString(36).slice(2)}`;
  #asked = 0;
  #disposed = false;

  /** Listens at once. The channel does not own the port. */
  constructor(port: ChannelPort, answers: Answers<Own>) {
    this.#port = port;
    // Own enumerable names only: a request named `constructor` must find nothing.
    this.#answers = new Map(Object.entries(answers as Record<string, Answer<unknown, unknown>>));
    this.#subscription = port.onMessage((data) => {
      const message = parseMessage(data);
      if (message !== undefined) this.#receive(message);
    });
  }

  /**
   * Asks the other side.
   * @throws RequestError if there will be no reply; an aborted signal cancels the request.
   */
  request<K extends RequestName<Peer>>(
    method: K,
    ...[params, signal]: undefined extends ParamsOf<Peer, K>
      ? [params?: ParamsOf<Peer, K>, signal?: AbortSignal]
      : [params: ParamsOf<Peer, K>, signal?: AbortSignal]
  ): Promise<ReplyOf<Peer, K>> {
    if (this.#disposed) return Promise.reject(disposedError(method));
    if (signal?.aborted) return Promise.reject(cancelledError(method));

    const id = `${this.#prefix}.${this.#asked++}`;
    const reply = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { method, resolve, reject });
    });
    const cancel = (): void => {
      this.#send({ type: 'cancel', id });
      this.#pending.get(id)?.reject(cancelledError(method));
    };
    signal?.addEventListener('abort', cancel);
    this.#post({ type: 'request', id, method, params }).catch((error: unknown) => {
      this.#pending.get(id)?.reject(new RequestError('error', `${method}: ${messageOf(error)}`));
    });
    return reply.finally(() => {
      this.#pending.delete(id);
      signal?.removeEventListener('abort', cancel);
    }) as Promise<ReplyOf<Peer, K>>;
  }

  /** Tells the other side something; it may be gone, in which case nothing happens. */
  notify<K extends NoticeName<Own>>(name: K, value: Own['notices'][K]): void {
    if (!this.#disposed) this.#send({ type: 'notice', name, value });
  }

  /** Listens to what the other side tells. */
  on<K extends NoticeName<Peer>>(
    name: K,
    listener: (value: Peer['notices'][K]) => void,
  ): Disposable {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    const entry = (value: unknown): void => listener(value as Peer['notices'][K]);
    listeners.add(entry);
    return toDisposable(() => listeners.delete(entry));
  }

  /** Ends every request in either direction, and tells the other side so. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#subscription.dispose();
    this.#listeners.clear();
    this.#send({ type: 'closed' });
    this.#endAll();
  }

  #receive(message: ChannelMessage): void {
    switch (message.type) {
      case 'request':
        void this.#work(message.id, message.method, message.params);
        return;
      case 'reply':
        this.#pending.get(message.id)?.resolve(message.value);
        return;
      case 'error':
        this.#pending.get(message.id)?.reject(new RequestError('error', message.message));
        return;
      case 'cancel':
        this.#working.get(message.id)?.abort();
        this.#working.delete(message.id);
        return;
      case 'notice':
        for (const listener of [...(this.#listeners.get(message.name) ?? [])]) {
          listener(message.value);
        }
        return;
      case 'closed':
        // A page that was loaded again comes back over the same port, so the channel stays open.
        this.#endAll();
        return;
    }
  }

  async #work(id: string, method: string, params: unknown): Promise<void> {
    const answer = this.#answers.get(method);
    const refusal = this.#refusal(id, method, answer);
    if (answer === undefined || refusal !== undefined) {
      this.#send({ type: 'error', id, message: refusal ?? method });
      return;
    }
    const abort = new AbortController();
    this.#working.set(id, abort);
    let end: ChannelMessage;
    try {
      const value = await answer.answer(answer.check(params), abort.signal);
      end = { type: 'reply', id, value };
    } catch (error) {
      end = { type: 'error', id, message: messageOf(error) };
    }
    // Cancelled, closed or disposed in the meantime: nobody waits.
    if (this.#working.get(id) !== abort) return;
    this.#working.delete(id);
    try {
      await this.#post(end);
    } catch (error) {
      this.#send({ type: 'error', id, message: messageOf(error) });
    }
  }

  /** Why a request is not even begun. */
  #refusal(id: string, method: string, answer: unknown): string | undefined {
    if (answer === undefined) return `there is no request "${method}"`;
    if (this.#working.has(id)) return `request ${id} is already in work`;
    if (this.#working.size >= MAX_OPEN_ANSWERS) return 'too many requests at one time';
    return undefined;
  }

  #endAll(): void {
    for (const abort of this.#working.values()) abort.abort();
    this.#working.clear();
    for (const { method, reject } of this.#pending.values()) reject(disposedError(method));
  }

  /** Posts where the other side may be gone already, which is then no error. */
  #send(message: ChannelMessage): void {
    // A disposed webview refuses; whoever would have read the message is gone with it.
    this.#post(message).catch(() => undefined);
  }

  /** Posts at once; however the port refuses, the promise rejects. */
  async #post(message: ChannelMessage): Promise<void> {
    await this.#port.post(message);
  }
}

function cancelledError(method: string): RequestError {
  return new RequestError('cancelled', `${method}: cancelled`);
}

function disposedError(method: string): RequestError {
  return new RequestError('disposed', `${method}: the channel was closed`);
}
