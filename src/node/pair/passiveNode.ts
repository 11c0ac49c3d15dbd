import type { Socket } from 'node:net';
import { KemariError, messageOf } from '../../core/errors';
import type { FrameType } from '../../engine/frames';
import { welcome } from '../../engine/handshake';
import { checkPair, type Hello } from '../../engine/hello';
import { Passive } from '../../engine/passive';
import { dutyAfter, type DutyEvent, type DutyState, type DutyStep } from '../../engine/standbyDuty';
import type { Standby } from '../../machine/machine';
import { crc32 } from '../crc32';
import { SocketLink } from './socketLink';

/** Milliseconds that a connection has to say HELLO. */
const HELLO_MS = 5_000;

/** What a passive hears from an active, once that has said HELLO. */
const FROM_ACTIVE: readonly FrameType[] = [
  ...(['image', 'disk', 'begin', 'pages', 'devices', 'outputs', 'commit'] as const),
  ...(['heartbeat', 'end'] as const),
];

/** What happens to a passive, for whoever watches. */
export type PassiveNotice =
  | { readonly kind: 'listening'; readonly address: string; readonly encrypted: boolean }
  | {
      readonly kind: 'following';
      readonly active: string;
      readonly writer: string;
      readonly workload: string;
      readonly session: string;
      readonly holds: number;
    }
  | { readonly kind: 'refused'; readonly peer: string; readonly why: string }
  | {
      readonly kind: 'lost';
      readonly why: string;
      readonly holds: number;
      readonly patienceMs: number;
    }
  | { readonly kind: 'taking over'; readonly transaction: number };

/** How following ended. */
export type Following = 'finished' | 'take over' | 'stopped';

/** What a passive's half of a pair consists of. */
export interface PassiveNodeParts {
  readonly standby: Standby;
  /** What it says of itself. */
  readonly own: Omit<Hello, 'session' | 'transaction'>;
  /** Says why an active's guest could not be run on here, if so. */
  readonly cannotRun: (active: Hello) => string | undefined;
  /** Milliseconds that it waits for an active that is out of reach, before it takes over. */
  readonly patienceMs: number;
  readonly notice: (notice: PassiveNotice) => void;
}

/** The passive's half of a pair, whatever links it is reached over: follows, waits, and decides. */
export class PassiveNode {
  readonly #parts: PassiveNodeParts;
  #duty: DutyState = { phase: 'waiting' };
  #passive: Passive | undefined;
  #active: Hello | undefined;
  #link: SocketLink | undefined;
  /** Ends when the link that is followed has. */
  #following: Promise<void> = Promise.resolve();
  /** One HELLO is answered after the other. */
  #greeting: Promise<unknown> = Promise.resolve();
  /** Connections that have not said HELLO. */
  readonly #strangers = new Set<SocketLink>();
  #timer: NodeJS.Timeout | undefined;
  #connections = 0;
  readonly #done: Promise<Following>;
  #settle: (following: Following) => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  /** Takes the standby over; {@link dispose} ends it. */
  constructor(parts: PassiveNodeParts) {
    this.#parts = parts;
    this.#done = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
    });
    this.#done.catch(() => undefined);
  }

  /** Settles when there is no more active to follow. Rejects if the standby was torn. */
  get done(): Promise<Following> {
    return this.#done;
  }

  /** Transactions that it holds. */
  get holds(): number {
    return (this.#passive?.committed ?? -1) + 1;
  }

  /** Links that were followed. */
  get connections(): number {
    return this.#connections;
  }

  /** The active that was followed last. */
  get active(): Hello | undefined {
    return this.#active;
  }

  /** The engine's passive, to fail over to. @throws Error if no active was ever followed. */
  get passive(): Passive {
    if (!this.#passive) throw new Error('no active was followed');
    return this.#passive;
  }

  /** Takes a connection over. Never rejects. */
  async accept(socket: Socket, peer: string): Promise<void> {
    const link = new SocketLink(socket, { peer, accepts: ['hello'], accepted: true });
    const timer = setTimeout(() => link.close(), HELLO_MS);
    this.#strangers.add(link);
    try {
      const theirs = await welcome(
        link,
        (hello) => this.#inTurn(() => this.#answer(hello, link)),
        crc32,
      );
      this.#follow(link, theirs);
    } catch (error) {
      link.close();
      this.#parts.notice({ kind: 'refused', peer, why: messageOf(error) });
      // Whatever the reason: if it had been welcomed, it is lost again.
      if (this.#link === link) this.#lost(link, messageOf(error));
    } finally {
      this.#strangers.delete(link);
      clearTimeout(timer);
    }
  }

  /** Follows nobody any more. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#settle('stopped');
    for (const link of this.#strangers) link.close();
    this.#link?.close();
    await this.#following;
  }

  /** Ends the standby, unless it was activated. */
  dispose(): void {
    if (this.#passive) this.#passive.dispose();
    else this.#parts.standby.dispose();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#greeting.then(work);
    this.#greeting = turn.catch(() => undefined);
    return turn;
  }

  async #answer(theirs: Hello, link: SocketLink): Promise<Hello> {
    const { own, cannotRun } = this.#parts;
    checkPair({ ...own, session: undefined, transaction: 0 }, theirs, link.peer);
    if (theirs.session === undefined) throw new KemariError('input', 'an active has a session');
    const obstacle = cannotRun(theirs);
    if (obstacle !== undefined) throw new KemariError('input', `the passive ${obstacle}`);
    const event = { kind: 'hello', session: theirs.session, first: theirs.transaction } as const;
    const { effect } = this.#step(event);
    if (effect?.kind !== 'follow') {
      const why = effect?.kind === 'refuse' ? effect.why : 'does not follow now';
      throw new KemariError('input', `the passive ${why}`);
    }
    clearTimeout(this.#timer);
    const older = this.#link;
    this.#link = link;
    older?.close();
    // What it holds is only known when it has done with the older link.
    await this.#following;
    link.accept(FROM_ACTIVE);
    const holds = this.holds;
    return {
      ...own,
      session: holds > 0 ? theirs.session : undefined,
      transaction: holds,
    };
  }

  #follow(link: SocketLink, theirs: Hello): void {
    if (this.#link !== link) return;
    this.#active = theirs;
    this.#connections++;
    const { workload, writer, session = '' } = theirs;
    this.#parts.notice({
      kind: 'following',
      active: link.peer,
      writer,
      workload,
      session,
      holds: this.holds,
    });
    this.#passive ??= new Passive(this.#parts.standby, link, crc32);
    link.startHeartbeat();
    this.#following = this.#passive.resume(link, theirs.transaction).then(
      () => this.#ended(link),
      (error: unknown) => this.#broke(link, error),
    );
  }

  #ended(link: SocketLink): void {
    if (this.#link !== link) return;
    if (!link.finished) return this.#lost(link, 'closed without a word');
    this.#link = undefined;
    this.#step({ kind: 'finished' });
    this.#settle('finished');
  }

  #broke(link: SocketLink, error: unknown): void {
    // Wrong frames and broken links may come right over another link; a torn standby does not.
    if (!(error instanceof KemariError)) this.#fail(error);
    this.#lost(link, messageOf(error));
  }

  #lost(link: SocketLink, why: string): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    const { state } = this.#step({ kind: 'lost' });
    this.#parts.notice({
      kind: 'lost',
      why,
      holds: this.holds,
      patienceMs: this.#parts.patienceMs,
    });
    if (state.phase !== 'alone') return;
    this.#timer = setTimeout(() => this.#timeIsUp(), this.#parts.patienceMs);
  }

  #timeIsUp(): void {
    const { state, effect } = this.#step({ kind: 'time' });
    if (effect?.kind === 'take over') {
      this.#parts.notice({ kind: 'taking over', transaction: this.holds - 1 });
      this.#settle('take over');
    } else if (state.phase === 'alone') {
      // A timer may fire a moment early.
      this.#timer = setTimeout(() => this.#timeIsUp(), 1);
    }
  }

  #step(event: DutyEvent): DutyStep {
    const facts = {
      nowMs: performance.now(),
      holds: this.holds,
      patienceMs: this.#parts.patienceMs,
    };
    const step = dutyAfter(this.#duty, event, facts);
    this.#duty = step.state;
    return step;
  }
}
