import type { DebugProtocol } from '@vscode/debugprotocol';
import type * as vscode from 'vscode';
import { messageOf } from '../../core/errors';
import { Emitter } from '../../core/events';
import { optionalWhole, property, text } from './argumentChecks';

/** What a request is answered with. */
export interface Reply {
  readonly body?: object;
  /** Done once the reply was sent, so that events come behind it. */
  readonly after?: () => void;
}

/** Answers one kind of request. What it throws is the reply; the arguments are whatever came in. */
export type RequestHandler = (args: unknown) => Reply | Promise<Reply>;

/** An error that the client is to show by itself, where it would not do so anyway. */
export class ShownError extends Error {}

/**
 * One end of the Debug Adapter Protocol: numbers messages, sends each request to its handler, and
 * ends each with exactly one reply, unless the connection has ended before.
 */
export class DebugConnection implements vscode.DebugAdapter {
  readonly #sent = new Emitter<DebugProtocol.ProtocolMessage>();
  readonly #handlers: Readonly<Record<string, RequestHandler>>;
  readonly #onEnd: () => void;
  #seq = 1;
  #ended = false;

  readonly onDidSendMessage = this.#sent.event;

  /**
   * @param handlers by the commands of the requests.
   * @param onEnd called once, when the client is gone.
   */
  constructor(handlers: Readonly<Record<string, RequestHandler>>, onEnd: () => void) {
    this.#handlers = handlers;
    this.#onEnd = onEnd;
  }

  /** Takes a message of the client. What is no request is nobody's. */
  handleMessage(message: unknown): void {
    if (this.#ended || property(message, 'type') !== 'request') return;
    let seq: number;
    let command: string;
    try {
      seq = optionalWhole(message, 'seq') ?? 0;
      command = text(message, 'command');
    } catch {
      return; // nothing that a reply could be for
    }
    void this.#answer(seq, command, property(message, 'arguments'));
  }

  /** Tells the client something. */
  event(event: string, body?: object): void {
    this.#send({ type: 'event', event, ...(body && { body }) });
  }

  dispose(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    this.#sent.dispose();
  }

  async #answer(seq: number, command: string, args: unknown): Promise<void> {
    const reply = { type: 'response', request_seq: seq, command };
    let answer: Reply;
    try {
      const handler = Object.hasOwn(this.#handlers, command) ? this.#handlers[command] : undefined;
      if (handler === undefined) throw new Error(`the request "${command}" is not known`);
      answer = await handler(args);
    } catch (error) {
      const message = messageOf(error);
      // The client fills in what stands in braces.
      const format = message.replaceAll(/[{}]/g, '');
      const body = { error: { id: 1, format, showUser: error instanceof ShownError } };
      this.#send({ ...reply, success: false, message, body });
      return;
    }
    this.#send({ ...reply, success: true, ...(answer.body && { body: answer.body }) });
    answer.after?.();
  }

  #send(message: Omit<DebugProtocol.ProtocolMessage, 'seq'> & Record<string, unknown>): void {
    if (this.#ended) return;
    this.#sent.fire({ seq: this.#seq++, ...message });
  }
}
