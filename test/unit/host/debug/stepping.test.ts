import assert from 'node:assert/strict';
import type { InspectorSession } from '../../../../src/host/inspectorSession';
import { GrowingTrace } from '../traces';
import { DebugClient } from './debugClient';
import { guestTrace } from './guest';

async function started(args: Record<string, unknown> = {}) {
  const client = new DebugClient(() => guestTrace());
  const stopped = await client.start(args);
  return { client, stopped, session: client.session };
}

/** Resolves once the position is there. */
function reached(session: InspectorSession, point: number): Promise<void> {
  return new Promise((resolve) => {
    if (session.position.point === point) resolve();
    else session.onMoved((position) => position.point === point && resolve());
  });
}

describe('a debug session', () => {
  it('stands where the trace was looked at, or at the sync point it is told to begin at', async () => {
    const { stopped, session } = await started();
    assert.deepEqual(stopped, { reason: 'entry', threadId: 1, allThreadsStopped: true });
    assert.equal(session.position.point, 1);
    assert.equal((await started({ at: 4 })).session.position.point, 4);
  });

  it('refuses to begin where the trace has nothing, and arguments that are none', async () => {
    for (const [args, message] of [
      [{ trace: 'x', at: 10 }, /sync points 0 to 9/],
      [{ trace: 'x', at: -1 }, /"at" must be/],
      [{ trace: 'x', at: '3' }, /"at" must be/],
      [{ trace: 7 }, /"trace" must be text/],
      [undefined, /"trace" must be text/],
    ] as const) {
      const client = new DebugClient(() => guestTrace());
      await client.ask('initialize', {});
      assert.match(await client.refusal('launch', args), message);
      assert.match(await client.refusal('next', { threadId: 1 }), /no trace/);
    }
  });

  it('says why a trace cannot be opened', async () => {
    const client = new DebugClient(() => Promise.reject(new Error('not a trace')));
    await client.ask('initialize', {});
    assert.match(await client.refusal('launch', { trace: 'x' }), /not a trace/);
  });

  it('runs to the first breakpoint at once if it is told to', async () => {
    const { session, stopped } = await started({
      stopAtEntry: false,
      breakpoints: [{ name: 'timer' }],
    });
    assert.equal(session.position.point, 4);
    assert.equal(stopped['reason'], 'function breakpoint');
  });

  it('only shows the trace when it is run without debugging', async () => {
    const client = new DebugClient(() => guestTrace());
    await client.ask('initialize', {});
    await client.ask('launch', { trace: 'x', noDebug: true });
    await client.event('terminated');
  });

  it('steps by sync points in both directions, and stands still at either end', async () => {
    const { client } = await started({ at: 0 });
    for (const [command, point] of [
      ['next', 1],
      ['stepIn', 2],
      ['stepOut', 3],
      ['stepBack', 2],
      ['stepBack', 1],
      ['stepBack', 0],
      ['stepBack', 0],
    ] as const) {
      assert.equal(await client.until(command), point, command);
    }
    await client.ask('stepBack', { threadId: 1 });
    assert.equal((await client.event('stopped'))['text'], 'This is the first sync point.');
  });

  it('runs to the end and back to the beginning where nothing is to be hit', async () => {
    const { client } = await started({ at: 4 });
    assert.equal(await client.until('continue'), 9);
    assert.equal(await client.until('next'), 9);
    assert.equal(await client.until('reverseContinue'), 0);
    assert.equal(await client.until('continue'), 9);
    assert.equal(await client.until('restart'), 0);
  });

  it('goes to any sync point, and tells of others that there are none', async () => {
    const { client } = await started();
    const { targets } = await client.ask<{ targets: { id: number }[] }>('gotoTargets', {
      source: {},
      line: 7,
    });
    assert.equal(await client.until('goto', { threadId: 1, targetId: targets[0]!.id }), 7);
    assert.deepEqual(await client.ask('gotoTargets', { source: {}, line: 10 }), { targets: [] });
    assert.match(await client.refusal('goto', { threadId: 1, targetId: 10 }), /0 to 9/);
  });

  it('stands still wherever others move the position, and once for each place', async () => {
    const { client, session } = await started();
    client.events.length = 0;
    session.move({ point: 6 });
    assert.deepEqual(await client.event('stopped'), {
      reason: 'goto',
      threadId: 1,
      allThreadsStopped: true,
    });
    session.move({ page: 3, from: 1 });
    assert.equal(await client.until('next'), 7);
    assert.equal(client.events.length, 0);
  });

  it('tells little of a position that others move all the time, but always the last', async () => {
    const { client, session } = await started();
    client.events.length = 0;
    for (const point of [2, 3, 4, 5, 6, 7]) session.move({ point });
    await client.event('stopped');
    await client.event('stopped');
    assert.equal(session.position.point, 7);
    assert.equal(client.events.length, 0);
  });

  it('goes on with the trace when its file is read again, with the same breakpoints', async () => {
    const { client } = await started();
    const [before] = await client.breakOn('timer');
    client.document.reload();
    assert.equal((await client.event('stopped'))['reason'], 'restart');
    client.events.length = 0;
    await client.ask('continue', { threadId: 1 });
    assert.deepEqual((await client.event('stopped'))['hitBreakpointIds'], [before!.id]);
    assert.equal(client.session.position.point, 4);
  });

  it('ends when the file can no longer be read, and when its last editor is closed', async () => {
    let attempts = 0;
    const client = new DebugClient(() => {
      if (++attempts > 1) throw new Error('the file is gone');
      return guestTrace();
    });
    await client.start();
    client.document.reload();
    const output = await client.event('output');
    assert.deepEqual(output, { category: 'stderr', output: 'the file is gone\n' });
    await client.event('terminated');

    const other = (await started()).client;
    other.document.dispose();
    await other.event('terminated');
  });

  it('ends when it is told to, and says nothing more', async () => {
    const { client, session } = await started();
    await client.ask('terminate');
    await client.event('terminated');
    await client.ask('disconnect');
    client.debugger.connection.dispose();
    client.events.length = 0;
    session.move({ point: 7 });
    assert.deepEqual(client.events, []);
  });

  describe('of a recording that runs', () => {
    async function growing() {
      const trace = new GrowingTrace(300);
      trace.record(40);
      const client = new DebugClient(() => trace);
      const opened = await client.document.opened;
      await opened.session.look();
      await client.start({ at: 5 });
      return { client, trace, session: opened.session };
    }

    it('waits at its end for what comes, and stops at the first hit there', async () => {
      const { client, trace, session } = await growing();
      await client.breakOn('point == 120 || point == 130');
      client.events.length = 0;
      await client.ask('continue', { threadId: 1 });
      await reached(session, 39);
      for (const points of [60, 100, 200]) {
        trace.record(points);
        await session.look();
      }
      assert.equal((await client.event('stopped'))['reason'], 'function breakpoint');
      assert.equal(session.position.point, 120);
      client.document.dispose();
    });

    it('stops waiting when it is paused, and when the recording is closed', async () => {
      const { client, trace, session } = await growing();
      await client.ask('continue', { threadId: 1 });
      await reached(session, 39);
      assert.equal(await client.until('pause'), 39);
      await client.ask('continue', { threadId: 1 });
      trace.record(50);
      trace.end();
      await session.look();
      assert.equal((await client.event('stopped'))['reason'], 'step');
      assert.equal(session.position.point, 49);
    });
  });
});
