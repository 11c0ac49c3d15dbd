import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import * as check from './argumentChecks';
import { consoleCompletions } from './consoleCompletions';
import { formatDataId, memoryTarget, nameOf, type DataTarget } from './dataTarget';
import type { RequestHandler } from './debugConnection';
import type { DebuggedTrace } from './debuggedTrace';
import { DeviceNodes } from './deviceNodes';
import { evaluate } from './evaluation';
import { parseFieldName } from './guestNames';
import type { MemoryReads } from './memoryReads';
import { factNodes, memoryNodes, outputNodes } from './syncPointNodes';
import { VariableHandles, type VariableNode } from './variableNode';
import { vcpusOf } from './vcpus';

/** Answers what asks for the state at the position, and changes nothing. */
export class StateRequests {
  readonly #current: () => DebuggedTrace;
  readonly #memory: MemoryReads;
  readonly #handles = new VariableHandles();

  /** @param current the trace; throws if there is none. */
  constructor(current: () => DebuggedTrace, memory: MemoryReads) {
    this.#current = current;
    this.#memory = memory;
  }

  readonly handlers: Readonly<Record<string, RequestHandler>> = {
    threads: async () => ({ body: { threads: await this.#threads() } }),
    stackTrace: async (args) => ({ body: await this.#stackTrace(args) }),
    scopes: async () => ({ body: { scopes: await this.#scopes() } }),
    variables: async (args) => ({ body: { variables: await this.#variables(args) } }),
    evaluate: async (args) => ({ body: await this.#evaluate(args) }),
    completions: (args) => ({ body: { targets: this.#completions(args) } }),
    readMemory: async (args) => ({ body: await this.#readMemory(args) }),
    dataBreakpointInfo: (args) => ({ body: this.#dataBreakpointInfo(args) }),
  };

  /** One for each virtual CPU, numbered from 1; one for the guest if it has none. */
  async #threads(): Promise<DebugProtocol.Thread[]> {
    const vcpus = await this.#vcpus();
    if (vcpus.length === 0) return [{ id: 1, name: vscode.l10n.t('guest') }];
    return vcpus.map(({ name }, i) => ({ id: i + 1, name }));
  }

  /** One frame for each thread, with the thread's number: where its program counter is. */
  async #stackTrace(args: unknown): Promise<DebugProtocol.StackTraceResponse['body']> {
    const thread = check.whole(args, 'threadId');
    const { document, session } = this.#current();
    const { point } = session.position;
    const vcpu = (await this.#vcpus()).at(thread - 1);
    const name = [
      vcpu?.name ?? vscode.l10n.t('guest'),
      ...(vcpu?.counter === undefined ? [] : [vcpu.counter]),
      ...(vcpu?.halted === true ? [vscode.l10n.t('halted')] : []),
    ].join(' ');
    const path = document.uri.scheme === 'file' ? document.uri.fsPath : document.uri.toString();
    const frame = {
      id: thread,
      name,
      // A trace has no lines; its sync points stand where a program has them.
      line: point,
      column: 0,
      source: { name: document.fileName, path },
    };
    return { stackFrames: [frame], totalFrames: 1 };
  }

  async #vcpus(): Promise<ReturnType<typeof vcpusOf>> {
    const { trace, position } = this.#current().session;
    return vcpusOf(await trace.devices(position.point));
  }

  async #scopes(): Promise<DebugProtocol.Scope[]> {
    const { trace, position } = this.#current().session;
    const { point } = position;
    const devices = await DeviceNodes.read(trace, point);
    const scope = (
      name: string,
      read: () => Promise<readonly VariableNode[]> | readonly VariableNode[],
      hint?: string,
    ): DebugProtocol.Scope => ({
      name,
      expensive: false,
      variablesReference: this.#handles.referenceOf({ read: async () => read() }),
      ...(hint !== undefined && { presentationHint: hint }),
    });
    // A client knows by its name whether a scope was open, so the names stay the same.
    return [
      scope(vscode.l10n.t('Changed'), () => devices.changed(), 'locals'),
      scope(vscode.l10n.t('Sync Point'), () => factNodes(trace, point)),
      scope(vscode.l10n.t('Devices'), () => devices.devices(), 'registers'),
      scope(vscode.l10n.t('Outputs'), () => outputNodes(trace, point)),
      scope(vscode.l10n.t('Memory'), () => memoryNodes(trace)),
    ];
  }

  async #variables(args: unknown): Promise<DebugProtocol.Variable[]> {
    const reference = check.whole(args, 'variablesReference', 1);
    const start = check.optionalWhole(args, 'start');
    const count = check.optionalWhole(args, 'count');
    // By the protocol, a count of 0 means all.
    const nodes = await this.#handles.children(reference, start, count === 0 ? undefined : count);
    return nodes.map((node) => this.#handles.variable(node));
  }

  async #evaluate(args: unknown): Promise<DebugProtocol.EvaluateResponse['body']> {
    const { session, breakable } = this.#current();
    const node = await evaluate(
      session.trace,
      breakable.knowledge,
      session.position.point,
      check.text(args, 'expression'),
    );
    const { value, ...variable } = this.#handles.variable(node);
    return { ...variable, result: value };
  }

  #completions(args: unknown): DebugProtocol.CompletionItem[] {
    const text = check.text(args, 'text');
    const caret = Math.min(text.length, check.whole(args, 'column', 1) - 1);
    return consoleCompletions(text, caret, this.#current().breakable.knowledge);
  }

  #readMemory(args: unknown): Promise<NonNullable<DebugProtocol.ReadMemoryResponse['body']>> {
    const { trace, position } = this.#current().session;
    return this.#memory.read(
      trace,
      position.point,
      check.text(args, 'memoryReference'),
      check.optionalWhole(args, 'offset', Number.MIN_SAFE_INTEGER) ?? 0,
      check.whole(args, 'count'),
    );
  }

  #dataBreakpointInfo(args: unknown): DebugProtocol.DataBreakpointInfoResponse['body'] {
    const target = this.#targetOf(args);
    if (target === undefined) {
      return { dataId: null, description: vscode.l10n.t('There is nothing here to break on.') };
    }
    return {
      dataId: formatDataId(target),
      description: nameOf(target),
      accessTypes: ['write'],
      canPersist: true,
    };
  }

  #targetOf(args: unknown): DataTarget | undefined {
    const name = check.text(args, 'name');
    const reference = check.optionalWhole(args, 'variablesReference') ?? 0;
    if (reference > 0) return this.#handles.find(reference, name)?.target;
    const bytes = check.optionalWhole(args, 'bytes', 1);
    if (check.flag(args, 'asAddress') || bytes !== undefined) {
      const isAddress = /^\s*(0x[0-9a-f]{1,13}|\d{1,15})\s*$/i.test(name);
      return isAddress ? memoryTarget(Number(name), bytes ?? 1) : undefined;
    }
    const field = parseFieldName(name, this.#current().breakable.knowledge.devices);
    return field && { kind: 'field', ...field };
  }
}
