import * as vscode from 'vscode';
import type { Disposable } from '../../core/disposables';
import { Throttle } from '../../core/throttle';
import { formatNumber } from '../numberFormat';
import type { DebugConnection } from './debugConnection';

/** Between two reports, and before the first. */
const REPORT_MS = 250;

/** Tells the client how far a search has come, once it takes longer than a moment. */
export class SearchProgress implements Disposable {
  readonly #connection: DebugConnection;
  readonly #isWanted: () => boolean;
  readonly #report = new Throttle(REPORT_MS, () => this.#tell());
  #next = 1;
  #shown: string | undefined;
  #beganMs: number | undefined;
  #reached = 0;
  #pointCount = 1;

  /** @param isWanted whether the client shows progress. */
  constructor(connection: DebugConnection, isWanted: () => boolean) {
    this.#connection = connection;
    this.#isWanted = isWanted;
  }

  /** The id of what is shown now. */
  get id(): string | undefined {
    return this.#shown;
  }

  /** A search has come this far. */
  reached(point: number, pointCount: number): void {
    if (!this.#isWanted()) return;
    this.#reached = point;
    this.#pointCount = pointCount;
    this.#beganMs ??= Date.now();
    if (this.#shown !== undefined) this.#report.request();
    else if (Date.now() - this.#beganMs > REPORT_MS) this.#show();
  }

  /** The search is over. */
  end(): void {
    this.#beganMs = undefined;
    if (this.#shown === undefined) return;
    this.#report.dispose();
    this.#connection.event('progressEnd', { progressId: this.#shown });
    this.#shown = undefined;
  }

  dispose(): void {
    this.#report.dispose();
  }

  #show(): void {
    this.#shown = `search-${this.#next++}`;
    this.#connection.event('progressStart', {
      progressId: this.#shown,
      title: vscode.l10n.t('Searching for the next breakpoint'),
      cancellable: true,
      message: this.#message(),
    });
  }

  #tell(): void {
    if (this.#shown === undefined) return;
    this.#connection.event('progressUpdate', {
      progressId: this.#shown,
      message: this.#message(),
    });
  }

  #message(): string {
    return vscode.l10n.t(
      'sync point {0} of {1}',
      formatNumber(this.#reached),
      formatNumber(this.#pointCount),
    );
  }
}
