import assert from 'node:assert/strict';
import { Playback } from '../../../media/app/playback';
import type { Session } from '../../../media/app/session';

/** What playback needs of a session, as the test says. */
function playback() {
  const session = { position: { point: 0 }, lastPoint: 9, settled: true, pictured: true, steps: 0 };
  const step = (): void => {
    session.steps++;
    session.position.point++;
  };
  const made = new Playback(
    Object.assign(session, { step }) as unknown as Session,
    () => undefined,
  );
  return { session, made };
}

describe('playing', () => {
  const beats: (() => void)[] = [];
  const beat = (): void => beats.forEach((each) => each());
  const { setInterval: realSet, clearInterval: realClear } = globalThis;

  before(() => {
    Object.assign(globalThis, {
      matchMedia: () => ({ matches: false }),
      document: { body: { classList: { contains: () => false } } },
      setInterval: (tick: () => void) => beats.push(tick),
      clearInterval: () => beats.splice(0),
    });
  });

  after(() => {
    Object.assign(globalThis, { setInterval: realSet, clearInterval: realClear });
    for (const name of ['matchMedia', 'document']) Reflect.deleteProperty(globalThis, name);
  });

  it('steps at once, and then with every beat', () => {
    const { session, made } = playback();
    made.toggle();
    assert.equal(session.steps, 1);
    beat();
    beat();
    assert.equal(session.steps, 3);
    made.stop();
  });

  it('waits until the page shows what it stepped to, and then steps without waiting for a beat', () => {
    const { session, made } = playback();
    made.toggle();
    Object.assign(session, { settled: false, pictured: false });
    for (let late = 0; late < 10; late++) beat();
    made.drawn();
    assert.equal(session.steps, 1);
    Object.assign(session, { settled: true, pictured: true });
    made.drawn();
    assert.equal(session.steps, 2);
    made.drawn();
    assert.equal(session.steps, 2, 'the beats that were missed are not made up for');
    made.stop();
  });

  it('goes on without what is beside the picture after some beats', () => {
    const { session, made } = playback();
    made.toggle();
    session.settled = false;
    for (let late = 0; late < 3; late++) beat();
    assert.equal(session.steps, 1);
    beat();
    assert.equal(session.steps, 2);
    made.stop();
  });

  it('ends at the last sync point', () => {
    const { session, made } = playback();
    session.position.point = 8;
    made.toggle();
    assert.equal(made.playing, true);
    beat();
    assert.equal(made.playing, false);
    assert.equal(session.steps, 1);
  });
});
