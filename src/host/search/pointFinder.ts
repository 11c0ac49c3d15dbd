import * as vscode from 'vscode';
import { messageOf } from '../../core/errors';
import type { Query } from '../../query/query';
import type { InspectorSession } from '../inspectorSession';
import type { Direction } from '../../replay/stepping';
import { nearestMatch } from './nearestMatch';
import { formatNumber } from '../numberFormat';

/** A search that takes longer says how far it is, and can be cancelled. */
const PATIENCE_MS = 500;

/** Searches that may wait for the one under way; a held key must not run on. */
const MOST_WAITING = 2;

/** How long the status bar says what came of a search. */
const MESSAGE_MS = 4000;

/** Moves to the next or the previous sync point that a query fits, and past the trace's end begins anew. */
export class PointFinder implements vscode.Disposable {
  #running: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #abort = new AbortController();
  #disposed = false;

  /** Searches once those asked for before are done. Never rejects: a failure is shown to the user. */
  async find(session: InspectorSession, query: Query, direction: Direction): Promise<void> {
    if (this.#waiting >= MOST_WAITING) return;
    this.#waiting++;
    const search = this.#running
      .then(() => this.#find(session, query, direction))
      .catch((error: unknown) => void vscode.window.showErrorMessage(messageOf(error)))
      .finally(() => this.#waiting--);
    this.#running = search;
    await search;
  }

  /** Ends the search under way; those that wait for it do not begin. */
  dispose(): void {
    this.#disposed = true;
    this.#abort.abort();
  }

  async #find(session: InspectorSession, query: Query, direction: Direction): Promise<void> {
    if (this.#disposed) return;
    const { point } = session.position;
    const abort = new AbortController();
    this.#abort = abort;
    let reached = point;
    let report: (() => void) | undefined;
    const found = nearestMatch(
      session.trace,
      query,
      point,
      direction,
      abort.signal,
      (searchedTo) => {
        reached = searchedTo;
        report?.();
      },
    );
    const search = found.then(
      (each) => this.#tell(session, query, direction, point, each),
      (error: unknown) => {
        if (!abort.signal.aborted) void vscode.window.showErrorMessage(messageOf(error));
      },
    );
    if (await within(search, PATIENCE_MS)) return;
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Searching for {0}', query.text),
        cancellable: true,
      },
      async (progress, token) => {
        const cancel = token.onCancellationRequested(() => abort.abort());
        const told = new Reports(progress, session.trace.pointCount);
        report = () => told.report(reached);
        report();
        await search;
        cancel.dispose();
      },
    );
  }

  #tell(
    session: InspectorSession,
    { text }: Query,
    direction: Direction,
    from: number,
    found: number | undefined,
  ): void {
    // Who went elsewhere meanwhile is not called back.
    if (session.position.point !== from) return;
    if (found === undefined) return say(vscode.l10n.t('No sync point fits {0}', text));
    if (found === from) return say(vscode.l10n.t('Only this sync point fits {0}', text));
    session.move({ point: found });
    if (direction === 'forward' ? found > from : found < from) return;
    say(
      direction === 'forward'
        ? vscode.l10n.t('Searched on from the first sync point.')
        : vscode.l10n.t('Searched on from the last sync point.'),
    );
  }
}

/** Tells in a notification how far a search is, when that is a step further. */
class Reports {
  #told: string | undefined;

  constructor(
    readonly progress: vscode.Progress<{ message?: string }>,
    readonly pointCount: number,
  ) {}

  report(reached: number): void {
    const message = vscode.l10n.t(
      'sync point {0} of {1}',
      formatNumber(Math.floor(reached / STEP) * STEP),
      formatNumber(this.pointCount),
    );
    if (message === this.#told) return;
    this.#told = message;
    this.progress.report({ message });
  }
}

/** Sync points between two reports. */
const STEP = 10_000;

/** Whether something is done within a time. */
async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), patience]);
  } finally {
    clearTimeout(timer);
  }
}

function say(text: string): void {
  vscode.window.setStatusBarMessage(text, MESSAGE_MS);
}
