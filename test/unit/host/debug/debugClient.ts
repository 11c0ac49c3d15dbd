import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type * as vscode from 'vscode';
import { TraceDebugger } from '../../../../src/host/debug/traceDebugger';
import type { InspectorSession } from '../../../../src/host/inspectorSession';
import { PositionMemory } from '../../../../src/host/positionMemory';
import { TraceDocument } from '../../../../src/host/traceDocument';
import type { Trace } from '../../../../src/trace/trace';

type Event = DebugProtocol.Event & { readonly body?: Record<string, unknown> };

/** A client of the protocol, and the trace that it debugs. */
export class DebugClient {
  readonly document: TraceDocument;
  readonly debugger: TraceDebugger;
  /** Told since they were last asked for. */
  readonly events: Event[] = [];
  readonly #replies = new Map<number, (reply: DebugProtocol.Response) => void>();
  #heard: (() => void) | undefined;
  #seq = 1;

  /** @param open gives the trace, each time the document is read. */
  constructor(open: () => Trace | Promise<Trace>) {
    this.document = new TraceDocument(
      { scheme: 'file', path: '/x.kemari', fsPath: '/x.kemari' } as vscode.Uri,
      async () => open(),
      new PositionMemory({ get: () => undefined, update: async () => undefined }),
    );
    this.debugger = new TraceDebugger(async () => this.document);
    this.debugger.connection.onDidSendMessage((message) => {
      if (message.type === 'event') {
        this.events.push(message as Event);
        this.#heard?.();
      } else {
        const reply = message as DebugProtocol.Response;
        this.#replies.get(reply.request_seq)?.(reply);
        this.#replies.delete(reply.request_seq);
      }
    });
  }

  get session(): InspectorSession {
    assert.ok(this.document.current, 'the trace is not open');
    return this.document.current.session;
  }

  /** Sends a request, and gives its reply. */
  send(command: string, args?: unknown): Promise<DebugProtocol.Response> {
    const seq = this.#seq++;
    return new Promise((resolve) => {
      this.#replies.set(seq, resolve);
      this.debugger.connection.handleMessage({ seq, type: 'request', command, arguments: args });
    });
  }

  /** The body of the reply, which must be a success. */
  async ask<Body>(command: string, args?: unknown): Promise<Body> {
    const reply = await this.send(command, args);
    assert.equal(reply.success, true, `${command}: ${reply.message}`);
    return reply.body as Body;
  }

  /** Why the request is refused. */
  async refusal(command: string, args?: unknown): Promise<string> {
    const reply = await this.send(command, args);
    assert.equal(reply.success, false, `${command} was not refused`);
    return reply.message ?? '';
  }

  /** The next event of a kind, which is then forgotten with all before it. */
  async event(kind: string): Promise<Record<string, unknown>> {
    for (;;) {
      const at = this.events.findIndex(({ event }) => event === kind);
      if (at >= 0) return this.events.splice(0, at + 1)[at]!.body ?? {};
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  /** Starts a session as VS Code does; it stands still at a point. */
  async start(args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    await this.ask('initialize', {
      supportsMemoryEvent: true,
      supportsProgressReporting: true,
      ...(args['client'] as object | undefined),
    });
    await this.ask('launch', { trace: 'x.kemari', ...args });
    await this.event('initialized');
    await this.ask('setFunctionBreakpoints', { breakpoints: args['breakpoints'] ?? [] });
    await this.ask('configurationDone');
    return this.event('stopped');
  }

  /** Breaks on these only. */
  async breakOn(
    ...breakpoints: readonly (
      string | { name: string; condition?: string; hitCondition?: string }
    )[]
  ): Promise<DebugProtocol.Breakpoint[]> {
    const all = breakpoints.map((each) => (typeof each === 'string' ? { name: each } : each));
    const body = await this.ask<{ breakpoints: DebugProtocol.Breakpoint[] }>(
      'setFunctionBreakpoints',
      { breakpoints: all },
    );
    return body.breakpoints;
  }

  /** Starts something, and waits until it stands still; gives the point where it does. */
  async until(command: string, args: object = { threadId: 1 }): Promise<number> {
    this.events.length = 0;
    await this.ask(command, args);
    await this.event('stopped');
    return this.session.position.point;
  }

  /** The variables of a scope whose name begins like this. */
  async scope(name: string): Promise<DebugProtocol.Variable[]> {
    const { scopes } = await this.ask<DebugProtocol.ScopesResponse['body']>('scopes', {
      frameId: 1,
    });
    const found = scopes.find((scope) => scope.name.startsWith(name));
    assert.ok(found, `there is no scope ${name}`);
    return this.variables(found.variablesReference);
  }

  /** The variables below a reference. */
  async variables(
    variablesReference: number,
    range: { start?: number; count?: number } = {},
  ): Promise<DebugProtocol.Variable[]> {
    const { variables } = await this.ask<DebugProtocol.VariablesResponse['body']>('variables', {
      variablesReference,
      ...range,
    });
    return variables;
  }

  async evaluate(expression: string): Promise<DebugProtocol.EvaluateResponse['body']> {
    return this.ask('evaluate', { expression, frameId: 1, context: 'repl' });
  }
}
