import assert from 'node:assert/strict';
import {
  dutyAfter,
  type DutyEvent,
  type DutyFacts,
  type DutyState,
} from '../../../src/engine/standbyDuty';

const FACTS: DutyFacts = { nowMs: 1000, holds: 5, patienceMs: 300 };
const WAITING: DutyState = { phase: 'waiting' };
const FOLLOWING: DutyState = { phase: 'following', session: 'a' };
const ALONE: DutyState = { phase: 'alone', session: 'a', untilMs: 1300 };
const ACTIVE: DutyState = { phase: 'active', session: 'a' };
const OVER: DutyState = { phase: 'over' };

const hello = (session: string, first: number): DutyEvent => ({ kind: 'hello', session, first });

describe('the duty of a passive', () => {
  it('is to follow whoever comes while it holds nothing', () => {
    assert.deepEqual(dutyAfter(WAITING, hello('b', 7), { ...FACTS, holds: 0 }), {
      state: { phase: 'following', session: 'b' },
      effect: { kind: 'follow' },
    });
  });

  it('is to follow its own active again, over another link, whether the old one is known to be lost or not', () => {
    for (const state of [FOLLOWING, ALONE]) {
      for (const first of [4, 5]) {
        assert.deepEqual(dutyAfter(state, hello('a', first), FACTS), {
          state: FOLLOWING,
          effect: { kind: 'follow' },
        });
      }
    }
  });

  it('is to refuse any other active', () => {
    for (const state of [FOLLOWING, ALONE]) {
      const { state: after, effect } = dutyAfter(state, hello('b', 0), FACTS);
      assert.equal(after, state);
      assert.deepEqual(effect, {
        kind: 'refuse',
        why: 'belongs to another session, of which it holds 5 transactions',
      });
    }
  });

  it('is to refuse an active that let out more than is held here', () => {
    const { state, effect } = dutyAfter(ALONE, hello('a', 6), FACTS);
    assert.equal(state, ALONE);
    assert.match(effect?.kind === 'refuse' ? effect.why : '', /holds 5 transactions .* less than/);
  });

  it('is to wait for a lost active, and to take over when its time is up, not before', () => {
    const lost = dutyAfter(FOLLOWING, { kind: 'lost' }, FACTS);
    assert.deepEqual(lost, { state: ALONE });
    assert.deepEqual(dutyAfter(ALONE, { kind: 'time' }, { ...FACTS, nowMs: 1299 }), {
      state: ALONE,
    });
    assert.deepEqual(dutyAfter(ALONE, { kind: 'time' }, { ...FACTS, nowMs: 1300 }), {
      state: ACTIVE,
      effect: { kind: 'take over' },
    });
  });

  it('is nothing when an active is lost before its first sync point', () => {
    const lost = dutyAfter(FOLLOWING, { kind: 'lost' }, { ...FACTS, holds: 0 });
    assert.deepEqual(lost, { state: WAITING });
  });

  it('is never to take over from an active that it follows, waits for no more, or that ended', () => {
    for (const state of [WAITING, FOLLOWING, ACTIVE, OVER]) {
      assert.deepEqual(dutyAfter(state, { kind: 'time' }, { ...FACTS, nowMs: 1e9 }), { state });
    }
  });

  it('is to refuse everybody once it took over, the old active with the reason', () => {
    const old = dutyAfter(ACTIVE, hello('a', 5), FACTS);
    assert.equal(old.state, ACTIVE);
    assert.match(old.effect?.kind === 'refuse' ? old.effect.why : '', /took over at transaction 4/);
    const other = dutyAfter(ACTIVE, hello('b', 0), FACTS);
    assert.match(
      other.effect?.kind === 'refuse' ? other.effect.why : '',
      /runs a guest that it took/,
    );
  });

  it('is over when the active ends in order, and only then', () => {
    assert.deepEqual(dutyAfter(FOLLOWING, { kind: 'finished' }, FACTS), { state: OVER });
    for (const state of [WAITING, ALONE, ACTIVE, OVER]) {
      assert.deepEqual(dutyAfter(state, { kind: 'finished' }, FACTS), { state });
    }
    assert.equal(dutyAfter(OVER, hello('a', 0), FACTS).effect?.kind, 'refuse');
  });

  it('takes over only what some active left alone, whatever happens in whatever order', () => {
    const events: DutyEvent[] = [
      hello('a', 3),
      hello('b', 3),
      { kind: 'lost' },
      { kind: 'finished' },
      { kind: 'time' },
    ];
    let takeovers = 0;
    for (let number = 0; number < events.length ** 6; number++) {
      let state: DutyState = WAITING;
      let heard: string | undefined;
      for (let i = 0, rest = number; i < 6; i++, rest = Math.floor(rest / events.length)) {
        const event = events[rest % events.length];
        const { state: after, effect } = dutyAfter(state, event, { ...FACTS, nowMs: 1000 * i });
        if (effect?.kind === 'follow' && event.kind === 'hello') heard = event.session;
        if (effect?.kind === 'take over') {
          takeovers++;
          assert.equal(state.phase, 'alone');
          assert.ok(after.phase === 'active' && after.session === heard);
        }
        if (state.phase === 'active') assert.equal(after, state);
        state = after;
      }
    }
    assert.ok(takeovers > 0);
  });
});
