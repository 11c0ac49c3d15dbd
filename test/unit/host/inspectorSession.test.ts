import assert from 'node:assert/strict';
import { InspectorSession } from '../../../src/host/inspectorSession';
import { TraceFollower } from '../../../src/host/traceFollower';
import type { Position, TraceGrowth } from '../../../src/protocol/inspector';
import { GrowingTrace, traceOf } from './traces';

function open(at?: Partial<Position>) {
  const trace = traceOf(['net-tx', 'serial-tx', 'net-tx', 'disk-write', 'net-tx'], {
    dirty: { 3: [2, 4], 5: [1] },
  });
  const session = new InspectorSession(trace, at);
  const heard: Position[] = [];
  session.onMoved((position) => heard.push(position));
  return { trace, session, heard };
}

describe('an inspector session', () => {
  it('begins at the first point after the image, with all in range and no page selected', () => {
    const { session } = open();
    assert.deepEqual(session.position, { point: 1, from: 0, to: 5, page: undefined });
    const image = new InspectorSession(traceOf([]));
    assert.deepEqual(image.position, { point: 0, from: 0, to: 0, page: undefined });
  });

  it('begins where it was left, as far as the trace still has it', () => {
    assert.deepEqual(open({ point: 3, from: 2, to: 4, page: 5 }).session.position, {
      point: 3,
      from: 2,
      to: 4,
      page: 5,
    });
    assert.deepEqual(open({ point: 6, from: 2, to: 60, page: 1e9 }).session.position, {
      point: 1,
      from: 2,
      to: 5,
      page: undefined,
    });
  });

  it('moves, and tells so once', () => {
    const { session, heard } = open();
    session.move({ point: 2, page: 3 });
    session.move({ point: 2 });
    assert.deepEqual(heard, [{ point: 2, from: 0, to: 5, page: 3 }]);
    assert.equal(session.position, heard[0]);
  });

  it('stays where it is when asked to go where the trace has nothing', () => {
    const { session, heard } = open({ point: 2 });
    for (const to of [-1, 6, 0.5, NaN, Infinity]) session.move({ point: to, from: to, to });
    for (const page of [-1, 64, 255, 320, 2 ** 41, 0.5]) session.move({ page });
    session.move({ from: 4, to: 1 });
    assert.deepEqual(heard, []);
  });

  it('selects no page when asked to, and keeps the page when none is spoken of', () => {
    const { session, heard } = open({ page: 3 });
    session.move({ point: 2 });
    assert.equal(session.position.page, 3);
    session.move({ page: null });
    session.move({ page: null });
    assert.equal(session.position.page, undefined);
    assert.equal(heard.length, 2);
    session.move({ page: 3 });
    session.move({ page: undefined });
    assert.equal(session.position.page, undefined);
  });

  it('shifts the range by as little as it takes to hold a point that moves out of it', () => {
    const { session } = open({ point: 2, from: 1, to: 3 });
    session.move({ point: 5 });
    assert.deepEqual(session.position, { point: 5, from: 3, to: 5, page: undefined });
    session.move({ point: 0 });
    assert.deepEqual(session.position, { point: 0, from: 0, to: 2, page: undefined });
  });

  it('takes a range that does not hold the point when the user brushes it', () => {
    const { session } = open({ point: 5 });
    session.move({ from: 1, to: 2 });
    assert.deepEqual(session.position, { point: 5, from: 1, to: 2, page: undefined });
  });

  it('steps each way, and says whether there was anywhere to go', async () => {
    const { session } = open({ point: 0, page: 3 });
    const visited: [boolean, number][] = [];
    const steps = [
      'next',
      'nextSameCause',
      'nextPageChange',
      'nextPageChange',
      'previousSameCause',
      'last',
      'next',
      'previousPageChange',
      'first',
      'previous',
    ] as const;
    for (const step of steps) visited.push([await session.step(step), session.position.point]);
    assert.deepEqual(visited, [
      [true, 1],
      [true, 3],
      [true, 4],
      [false, 4],
      [false, 4],
      [true, 5],
      [false, 5],
      [true, 4],
      [true, 0],
      [false, 0],
    ]);
  });

  it('takes one step for each that was asked for, however fast they come', async () => {
    const { session, heard } = open();
    await Promise.all([session.step('next'), session.step('next'), session.step('next')]);
    assert.deepEqual(
      heard.map(({ point }) => point),
      [2, 3, 4],
    );
  });

  it('goes on stepping after a step that failed', async () => {
    const { session, trace } = open();
    trace.points = () => Promise.reject(new Error('damaged'));
    await assert.rejects(session.step('nextSameCause'), /damaged/);
    assert.equal(await session.step('next'), true);
  });

  it('closes the trace when it is disposed, and moves no more', async () => {
    const { session, trace, heard } = open();
    const late = session.step('next');
    session.dispose();
    session.dispose();
    session.move({ point: 3 });
    assert.equal(await late, false);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(trace.closed, true);
    assert.deepEqual(heard, []);
  });

  describe('of a recording that runs', () => {
    function follow() {
      const trace = new GrowingTrace(200);
      trace.record(50);
      const session = new InspectorSession(trace);
      const told: (Position | TraceGrowth)[] = [];
      session.onGrown((growth) => told.push(growth));
      session.onMoved((position) => told.push(position));
      return { trace, session, told };
    }

    it('stays at the end if it is there, with all in range', async () => {
      const { session, told } = follow();
      assert.deepEqual(session.position, { point: 0, from: 0, to: 0, page: undefined });
      await session.look();
      assert.deepEqual(told, [
        { pointCount: 50, complete: false, growing: true, notices: [] },
        { point: 49, from: 0, to: 49, page: undefined },
      ]);
    });

    it('stays elsewhere if it is there, and keeps a range that is not all', async () => {
      const { trace, session } = follow();
      await session.look();
      session.move({ point: 7, from: 5, to: 20, page: 3 });
      trace.record(90);
      await session.look();
      assert.deepEqual(session.position, { point: 7, from: 5, to: 20, page: 3 });
      session.move({ from: 0, to: 89 });
      trace.record(120);
      await session.look();
      assert.deepEqual(session.position, { point: 7, from: 0, to: 119, page: 3 });
    });

    it('takes a range along that does not reach the new end', async () => {
      const { trace, session } = follow();
      await session.look();
      session.move({ point: 49, from: 40, to: 49 });
      trace.record(60);
      await session.look();
      assert.deepEqual(session.position, { point: 59, from: 50, to: 59, page: undefined });
    });

    it('tells nothing while nothing comes, until it seems to have broken off', async () => {
      const { session, told } = follow();
      await session.look();
      told.length = 0;
      for (let i = 0; i < 9; i++) await session.look();
      assert.deepEqual(told, []);
      for (let i = 0; i < 9; i++) await session.look();
      assert.deepEqual(told, [
        { pointCount: 50, complete: false, growing: false, notices: ['not closed'] },
      ]);
    });

    it('tells that it was closed', async () => {
      const { trace, session, told } = follow();
      trace.end();
      await session.look();
      assert.equal(session.growth.complete, true);
      assert.equal(told.length, 2);
      assert.equal(session.growth.growing, false);
    });

    it('is followed until it is closed, or cannot be looked at any more', async () => {
      for (const lost of [false, true]) {
        const { trace, session } = follow();
        const follower = new TraceFollower(session, 1);
        await until(() => session.growth.pointCount === 50);
        trace.record(60);
        await until(() => session.growth.pointCount === 60);
        if (lost) trace.failure = new Error('another recording has its name');
        else trace.end();
        await until(() => session.growth.complete || session.growth.notices.length === 2);
        if (lost) {
          assert.deepEqual(session.growth.notices, [
            'another recording has its name',
            'not closed',
          ]);
        }
        trace.refresh = () => assert.fail('it was looked at again');
        await new Promise((resolve) => setTimeout(resolve, 30));
        follower.dispose();
      }
    });

    it('is no longer followed once its editor is closed', async () => {
      const { trace, session } = follow();
      const follower = new TraceFollower(session, 1);
      await until(() => session.growth.pointCount === 50);
      follower.dispose();
      session.dispose();
      trace.refresh = () => assert.fail('it was looked at again');
      await new Promise((resolve) => setTimeout(resolve, 30));
    });
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
