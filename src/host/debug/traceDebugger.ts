import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/disposables';
import { messageOf } from '../../core/errors';
import type { Direction } from '../../replay/stepping';
import { formatNumber } from '../numberFormat';
import type { TraceDocument } from '../traceDocument';
import * as check from './argumentChecks';
import { BreakpointRequests, exceptionFilters } from './breakpointRequests';
import { DebugConnection, type Reply, type RequestHandler } from './debugConnection';
import { debuggedTraceOf, type DebuggedTrace } from './debuggedTrace';
import { MemoryReads } from './memoryReads';
import { RunControl, type Stop } from './runControl';
import { SearchProgress } from './searchProgress';
import { StateRequests } from './stateRequests';

/** Shows a trace in an editor, and gives its document once there is one. */
export type DebugOpener = (trace: string) => Promise<TraceDocument>;

/** What a client can rely on. */
const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsDataBreakpoints: true,
  supportsDataBreakpointBytes: true,
  supportsExceptionFilterOptions: true,
  supportsStepBack: true,
  supportsGotoTargetsRequest: true,
  supportsRestartRequest: true,
  supportsTerminateRequest: true,
  supportsReadMemoryRequest: true,
  supportsEvaluateForHovers: true,
  supportsCompletionsRequest: true,
  completionTriggerCharacters: ['.', '(', '"'],
  supportsCancelRequest: true,
};

/**
 * One debug session over a trace: the debug adapter's side. The position is the one that the
 * trace's editor, tree and commands share, so each follows the other.
 */
export class TraceDebugger {
  readonly connection: DebugConnection;
  readonly #open: DebugOpener;
  readonly #memory = new MemoryReads();
  readonly #progress: SearchProgress;
  readonly #ends = new DisposableStore();
  #client: unknown;
  #traced: DebuggedTrace | undefined;
  readonly #breakpoints = new BreakpointRequests(() => this.#run?.takeBreakpoints());
  #run: RunControl | undefined;
  #entry: { readonly at: number | undefined; readonly stops: boolean } | undefined;
  /** The virtual CPU that the client steps, which all others stop with. */
  #thread = 1;

  constructor(open: DebugOpener) {
    this.#open = open;
    const state = new StateRequests(() => this.#current(), this.#memory);
    this.connection = new DebugConnection(
      { ...state.handlers, ...this.#breakpoints.handlers, ...this.#handlers() },
      () => this.#end(),
    );
    this.#progress = this.#ends.add(
      new SearchProgress(this.connection, () =>
        check.flag(this.#client, 'supportsProgressReporting'),
      ),
    );
  }

  #handlers(): Record<string, RequestHandler> {
    const stepped = (direction: Direction) => this.#started((run) => run.step(direction));
    const advanced = (direction: Direction) => this.#started((run) => run.run(direction));
    return {
      initialize: (args) => this.#initialize(args),
      launch: (args) => this.#launch(args),
      configurationDone: () => ({ after: () => this.#begin() }),
      next: stepped('forward'),
      // A sync point has nothing inside that one could step into or out of.
      stepIn: stepped('forward'),
      stepOut: stepped('forward'),
      stepBack: stepped('backward'),
      continue: advanced('forward'),
      reverseContinue: advanced('backward'),
      pause: this.#started((run) => run.pause()),
      gotoTargets: (args) => this.#gotoTargets(args),
      goto: (args) => this.#goto(args),
      restart: () => ({ after: () => this.#restart() }),
      terminate: () => ({ after: () => this.connection.event('terminated') }),
      disconnect: () => ({ after: () => this.#end() }),
      cancel: (args) => this.#cancel(args),
    };
  }

  #initialize(args: unknown): Reply {
    this.#client = args;
    return {
      body: {
        ...CAPABILITIES,
        exceptionBreakpointFilters: exceptionFilters(),
      },
    };
  }

  async #launch(args: unknown): Promise<Reply> {
    if (this.#traced !== undefined) throw new Error('a trace is being debugged already');
    const at = check.optionalWhole(args, 'at');
    const stops = check.property(args, 'stopAtEntry') !== false;
    const document = await this.#open(check.text(args, 'trace'));
    if (check.flag(args, 'noDebug')) {
      return { after: () => this.connection.event('terminated') };
    }
    const traced = await debuggedTraceOf(document);
    const { pointCount } = traced.session.trace;
    if (at !== undefined && at >= pointCount) {
      const last = formatNumber(pointCount - 1);
      throw new RangeError(vscode.l10n.t('This trace has the sync points 0 to {0}.', last));
    }
    if (this.#ends.disposed) throw new Error('the session has ended');
    this.#entry = { at, stops };
    this.#attach(traced);
    this.#ends.add(document.onLoading(() => void this.#reopened(document)));
    this.#ends.add(document.onDisposed(() => this.connection.event('terminated')));
    return { after: () => this.connection.event('initialized') };
  }

  #attach(traced: DebuggedTrace): void {
    this.#run?.dispose();
    this.#traced = traced;
    this.#breakpoints.target(traced.breakable);
    const run = new RunControl(traced.session, () => this.#breakpoints.breakpoints);
    run.onStopped((stop) => this.#tell(stop));
    run.onReached((point) => this.#progress.reached(point, traced.session.trace.pointCount));
    this.#run = run;
  }

  /** The file was read again: it may be another recording. */
  async #reopened(document: TraceDocument): Promise<void> {
    this.#run?.dispose();
    this.#progress.end();
    try {
      const traced = await debuggedTraceOf(document);
      if (this.#ends.disposed) return;
      this.#attach(traced);
      this.#tell({ reason: 'restart' });
    } catch (error) {
      this.#print(messageOf(error), 'stderr');
      this.connection.event('terminated');
    }
  }

  #begin(): void {
    const run = this.#run;
    if (run === undefined || this.#entry === undefined) return;
    const { at, stops } = this.#entry;
    const { session, document } = this.#current();
    const { point } = session.position;
    this.#print(
      vscode.l10n.t(
        'Debugging {0}: {1} sync points. Type a query (dirtyPages > 500), a field (cpu.0.eip) or a page (page 0x104).',
        document.fileName,
        formatNumber(session.trace.pointCount),
      ),
    );
    if (stops) run.goTo(at ?? point, 'entry');
    else {
      if (at !== undefined) session.move({ point: at });
      void run.run('forward');
    }
  }

  /** To the first sync point, and on from there if that is how it began. */
  #restart(): void {
    const run = this.#run;
    if (run === undefined) return;
    run.goTo(0, 'restart');
    if (this.#entry?.stops === false) void run.run('forward');
  }

  /** Sync points stand where a program has lines. */
  #gotoTargets(args: unknown): Reply {
    const point = check.whole(args, 'line');
    const { pointCount } = this.#current().session.trace;
    const label = vscode.l10n.t('Sync point {0}', formatNumber(point));
    return { body: { targets: point < pointCount ? [{ id: point, label, line: point }] : [] } };
  }

  #goto(args: unknown): Reply {
    const point = check.whole(args, 'targetId');
    const { pointCount } = this.#current().session.trace;
    if (point >= pointCount) {
      const last = formatNumber(pointCount - 1);
      throw new RangeError(vscode.l10n.t('This trace has the sync points 0 to {0}.', last));
    }
    return { after: () => this.#run?.goTo(point) };
  }

  #cancel(args: unknown): Reply {
    const id = check.optionalText(args, 'progressId');
    const isSearch = id !== undefined && id === this.#progress.id;
    return { after: () => isSearch && this.#run?.pause() };
  }

  /** Replies first, since the stop may come at once. */
  #started(start: (run: RunControl) => unknown): RequestHandler {
    return (args) => {
      this.#current();
      this.#thread = check.optionalWhole(args, 'threadId', 1) ?? 1;
      return { after: () => this.#run && void start(this.#run) };
    };
  }

  #tell(stop: Stop): void {
    this.#progress.end();
    const hit = stop.hits && this.#breakpoints.describe(stop.hits);
    const names = hit?.names;
    const description = names === undefined ? undefined : vscode.l10n.t('Paused on {0}', names);
    const text = stop.text ?? names;
    if (stop.text !== undefined) {
      this.#print(stop.text, stop.reason === 'exception' ? 'stderr' : 'stdout');
    }
    if (stop.reason === 'goto' || stop.reason === 'restart') {
      // Else a client that knows it to stand still goes on showing why it did before.
      this.connection.event('continued', { threadId: this.#thread, allThreadsContinued: true });
    }
    this.connection.event('stopped', {
      reason: hit?.reason ?? stop.reason,
      threadId: this.#thread,
      allThreadsStopped: true,
      ...(description !== undefined && { description }),
      ...(text !== undefined && { text }),
      ...(stop.hits !== undefined && { hitBreakpointIds: stop.hits }),
    });
    if (!check.flag(this.#client, 'supportsMemoryEvent')) return;
    for (const body of this.#memory.stale) this.connection.event('memory', body);
  }

  /** VS Code shows what is for the `console` as a warning, which this is not. */
  #print(text: string, category: 'stdout' | 'stderr' = 'stdout'): void {
    this.connection.event('output', { category, output: `${text}\n` });
  }

  #current(): DebuggedTrace {
    if (this.#traced === undefined) throw new Error('no trace is being debugged');
    return this.#traced;
  }

  #end(): void {
    this.#ends.dispose();
    this.#run?.dispose();
    this.#run = undefined;
  }
}
