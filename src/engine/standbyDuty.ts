/**
 * What a passive in a process of its own has to do, as a pure state machine: whom it follows, and when
 * it takes over.
 *
 *     waiting --hello--> following --lost--> alone --time--> active
 *                            ^                 |
 *                            +------hello------+          following --finished--> over
 *
 * It can take over safely at any moment, since an active lets nothing out that its passive has not
 * acknowledged, and a passive that took over acknowledges nothing any more. It waits before it does so
 * that a link that is only cut costs nothing.
 */
export type DutyState =
  /** There is nothing to take over yet. */
  | { readonly phase: 'waiting' }
  | { readonly phase: 'following'; readonly session: string }
  /** The active is out of reach; it may come back until then. */
  | { readonly phase: 'alone'; readonly session: string; readonly untilMs: number }
  /** It took over: the guest runs here. */
  | { readonly phase: 'active'; readonly session: string }
  /** The active ended its guest in order. */
  | { readonly phase: 'over' };

export type DutyEvent =
  /** An active says HELLO. @see Hello */
  | { readonly kind: 'hello'; readonly session: string; readonly first: number }
  /** The link to the active broke, or was closed without a word. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'finished' }
  | { readonly kind: 'time' };

/** What the passive knows when an event comes. */
export interface DutyFacts {
  readonly nowMs: number;
  /** Transactions that it holds, all from 0 on or none. */
  readonly holds: number;
  /** How long it waits for an active that is out of reach. */
  readonly patienceMs: number;
}

export type DutyEffect =
  /** Answer the HELLO, and follow this active; another link to it is of no more use. */
  | { readonly kind: 'follow' }
  | { readonly kind: 'refuse'; readonly why: string }
  | { readonly kind: 'take over' };

/** What an event leads to. */
export interface DutyStep {
  readonly state: DutyState;
  readonly effect?: DutyEffect;
}

/** One transition. */
export function dutyAfter(state: DutyState, event: DutyEvent, facts: DutyFacts): DutyStep {
  switch (event.kind) {
    case 'hello':
      return afterHello(state, event, facts);
    case 'lost':
      return afterLoss(state, facts);
    case 'finished':
      return state.phase === 'following' ? { state: { phase: 'over' } } : { state };
    case 'time':
      if (state.phase !== 'alone' || facts.nowMs < state.untilMs) return { state };
      return { state: { phase: 'active', session: state.session }, effect: { kind: 'take over' } };
  }
}

function afterHello(
  state: DutyState,
  { session, first }: Extract<DutyEvent, { kind: 'hello' }>,
  { holds }: DutyFacts,
): DutyStep {
  const refuse = (why: string): DutyStep => ({ state, effect: { kind: 'refuse', why } });
  const follow: DutyStep = { state: { phase: 'following', session }, effect: { kind: 'follow' } };
  switch (state.phase) {
    case 'active':
      return refuse(
        state.session === session
          ? `took over at transaction ${holds - 1}, and runs the guest; nothing more may leave the old one`
          : 'runs a guest that it took over',
      );
    case 'over':
      return refuse('is about to end, as its active did');
    case 'waiting':
      return follow;
    case 'following':
    case 'alone':
      if (state.session !== session) {
        return refuse(`belongs to another session, of which it holds ${holds} transactions`);
      }
      if (holds > 0 && first > holds) {
        return refuse(`holds ${holds} transactions of this session, less than it acknowledged`);
      }
      return follow;
  }
}

function afterLoss(state: DutyState, { nowMs, holds, patienceMs }: DutyFacts): DutyStep {
  if (state.phase !== 'following') return { state };
  if (holds === 0) return { state: { phase: 'waiting' } };
  return { state: { phase: 'alone', session: state.session, untilMs: nowMs + patienceMs } };
}
