import * as vscode from 'vscode';
import type { Disposable } from '../../core/disposables';
import { DisposableStore } from '../../core/disposables';
import { messageOf } from '../../core/errors';
import { Emitter } from '../../core/events';
import { Throttle } from '../../core/throttle';
import { findHit, type Breakpoint, type Hit } from '../../replay/breakpoints';
import type { Direction } from '../../replay/stepping';
import type { InspectorSession } from '../inspectorSession';

/** Why and where the guest stands still. */
export interface Stop {
  /** A reason of the protocol. */
  readonly reason: 'entry' | 'step' | 'goto' | 'pause' | 'restart' | 'exception' | 'breakpoint';
  /** For the user's eyes, instead of the reason. */
  readonly description?: string;
  /** More of it: what went wrong, or that there is nothing further. */
  readonly text?: string;
  /** Breakpoints that were hit. */
  readonly hits?: readonly number[];
}

/** Between two stops that are told of while someone else moves the position, such as a player. */
const FOLLOW_MS = 100;

/** Why a search was ended from outside. */
type Interruption =
  /** The user wants it to stop where it is. */
  | 'pause'
  /** The user went elsewhere. */
  | 'moved'
  /** It goes on with other breakpoints. */
  | 'breakpoints'
  /** Nobody wants to know any more. */
  | 'disposed';

/**
 * Moves the shared position as a debugger does, and stands still wherever others move it. There is
 * one stop for each start, and one for each move of others.
 */
export class RunControl implements Disposable {
  readonly #session: InspectorSession;
  readonly #breakpoints: () => readonly Breakpoint[];
  readonly #stopped = new Emitter<Stop>();
  readonly #reached = new Emitter<number>();
  readonly #ends = new DisposableStore();
  readonly #followed: Throttle;
  #point: number;
  /** Moves of our own that are under way. */
  #moves = 0;
  #search: AbortController | undefined;
  /** Whether the trace was still recorded when the run began. */
  #isLive = false;

  /** Tells every stop, once the position is where it is. */
  readonly onStopped = this.#stopped.event;
  /** Tells how far a search has come. */
  readonly onReached = this.#reached.event;

  /** @param breakpoints those there are now. */
  constructor(session: InspectorSession, breakpoints: () => readonly Breakpoint[]) {
    this.#session = session;
    this.#breakpoints = breakpoints;
    this.#point = session.position.point;
    this.#followed = this.#ends.add(new Throttle(FOLLOW_MS, () => this.#tellFollowed()));
    this.#ends.add(session.onMoved(({ point }) => this.#moved(point)));
  }

  get running(): boolean {
    return this.#search !== undefined;
  }

  /** One sync point on; stands still where there is none. */
  async step(direction: Direction): Promise<void> {
    this.#interrupt('moved');
    try {
      const moved = await this.#own(() =>
        this.#session.step(direction === 'forward' ? 'next' : 'previous'),
      );
      this.#stop({ reason: 'step', ...(!moved && { text: endText(direction) }) });
    } catch (error) {
      this.#stop({ reason: 'exception', text: messageOf(error) });
    }
  }

  /** To a sync point that the trace has. */
  goTo(point: number, reason: 'entry' | 'goto' | 'restart' = 'goto'): void {
    this.#interrupt('moved');
    this.#move(point);
    this.#stop({ reason });
  }

  /**
   * On to the next hit; to the end if there is none. At the end of a recording that runs it waits for
   * what comes.
   */
  async run(direction: Direction): Promise<void> {
    this.#interrupt('moved');
    this.#isLive = !this.#session.trace.complete;
    const search = { reached: this.#session.position.point };
    let stop: Stop | undefined;
    while (stop === undefined) {
      const abort = new AbortController();
      this.#search = abort;
      try {
        stop = await this.#advance(search, direction, abort.signal);
      } catch (error) {
        stop = this.#stopAfter(error, abort.signal, search.reached);
        if (stop === undefined && abort.signal.reason !== 'breakpoints') return;
      } finally {
        if (this.#search === abort) this.#search = undefined;
      }
    }
    this.#stop(stop);
  }

  /** Ends a run where it is. */
  pause(): void {
    if (this.running) this.#interrupt('pause');
    else this.#stop({ reason: 'pause' });
  }

  /** A run goes on with the breakpoints that there are now. */
  takeBreakpoints(): void {
    this.#interrupt('breakpoints');
  }

  dispose(): void {
    this.#interrupt('disposed');
    this.#ends.dispose();
    this.#stopped.dispose();
    this.#reached.dispose();
  }

  async #advance(
    search: { reached: number },
    direction: Direction,
    signal: AbortSignal,
  ): Promise<Stop> {
    const { trace } = this.#session;
    for (;;) {
      // More points may come while these are searched.
      const end = direction === 'forward' ? trace.pointCount - 1 : 0;
      const hit = await findHit(trace, this.#breakpoints(), search.reached, direction, {
        signal,
        onReached: (point) => {
          search.reached = point;
          this.#reached.fire(point);
        },
      });
      signal.throwIfAborted();
      if (hit !== undefined) return this.#hit(hit);
      search.reached = end;
      if (direction === 'forward' && end < trace.pointCount - 1) continue;
      this.#move(end);
      if (direction === 'backward' || !this.#session.growth.growing) {
        return { reason: 'step', text: endText(direction) };
      }
      await this.#growth(signal);
    }
  }

  #hit({ point, ids }: Hit): Stop {
    this.#move(point);
    return { reason: 'breakpoint', hits: ids };
  }

  /** @returns undefined if it does not stop there. */
  #stopAfter(error: unknown, signal: AbortSignal, reached: number): Stop | undefined {
    if (!signal.aborted) return { reason: 'exception', text: messageOf(error) };
    if (signal.reason !== 'pause') return undefined;
    this.#move(reached);
    return { reason: 'pause' };
  }

  /** Resolves when the recording has grown or was closed; rejects when the signal is aborted. */
  #growth(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        grown.dispose();
        reject(new Error('interrupted'));
      };
      const grown = this.#session.onGrown(() => {
        grown.dispose();
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #moved(point: number): void {
    if (point === this.#point) return;
    this.#point = point;
    if (this.#moves > 0) return;
    // A position at the end of a recording moves on with it, which does not end a run that waits.
    const isEnd = point === this.#session.trace.pointCount - 1;
    if (this.running && this.#isLive && isEnd) return;
    this.#interrupt('moved');
    this.#followed.request();
  }

  #tellFollowed(): void {
    if (!this.running) this.#stop({ reason: 'goto' });
  }

  #interrupt(why: Interruption): void {
    const search = this.#search;
    if (why !== 'breakpoints') this.#search = undefined;
    search?.abort(why);
  }

  #move(point: number): void {
    this.#moves++;
    this.#session.move({ point });
    this.#moves--;
  }

  async #own<T>(move: () => Promise<T>): Promise<T> {
    this.#moves++;
    try {
      return await move();
    } finally {
      this.#moves--;
    }
  }

  #stop(stop: Stop): void {
    this.#stopped.fire(stop);
  }
}

function endText(direction: Direction): string {
  return direction === 'forward'
    ? vscode.l10n.t('This is the last sync point.')
    : vscode.l10n.t('This is the first sync point.');
}
