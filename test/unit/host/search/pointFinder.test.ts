import assert from 'node:assert/strict';
import { InspectorSession } from '../../../../src/host/inspectorSession';
import { PointFinder } from '../../../../src/host/search/pointFinder';
import { parseQuery, Query } from '../../../../src/query/query';
import type { PointColumns } from '../../../../src/trace/pointColumns';
import type { MemoryTrace } from '../../../support/memoryTrace';
import { shown } from '../../../support/vscodeStub';
import { traceOf } from '../traces';

function queryOf(text: string): Query {
  const query = parseQuery(text);
  assert.ok(query instanceof Query);
  return query;
}

/** A trace whose points can only be read once it is told so. */
function heldTrace(): { readonly trace: MemoryTrace; readonly letGo: () => void } {
  const trace = traceOf(new Array<'timer'>(40).fill('timer'));
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const columns = trace.columns.bind(trace);
  trace.columns = async function* (from, to): AsyncGenerator<PointColumns> {
    await held;
    yield* columns(from, to);
  };
  return { trace, letGo };
}

/** Waits until a notification is there. */
async function progressShown() {
  while (shown.progress.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  return shown.progress[0];
}

describe('a search for the next sync point', () => {
  beforeEach(() => {
    shown.progress = [];
    shown.status = [];
    shown.errors = [];
  });

  it('moves there, and says nothing more', async () => {
    const session = new InspectorSession(traceOf(['timer', 'net-tx', 'timer', 'net-tx']));
    const finder = new PointFinder();
    await finder.find(session, queryOf('cause == "net-tx"'), 'forward');
    assert.equal(session.position.point, 2);
    await finder.find(session, queryOf('cause == "net-tx"'), 'forward');
    assert.equal(session.position.point, 4);
    assert.deepEqual(shown, { progress: [], status: [], errors: [] });
  });

  it('says that it begins anew, and that nothing fits', async () => {
    const session = new InspectorSession(traceOf(['net-tx', 'timer']), { point: 2 });
    const finder = new PointFinder();
    await finder.find(session, queryOf('cause == "net-tx"'), 'forward');
    assert.equal(session.position.point, 1);
    await finder.find(session, queryOf('cause == "disk-write"'), 'backward');
    assert.equal(session.position.point, 1);
    await finder.find(session, queryOf('point == 1'), 'backward');
    assert.deepEqual(shown.status, [
      'Searched on from the first sync point.',
      'No sync point fits cause == "disk-write"',
      'Only this sync point fits point == 1',
    ]);
  });

  it('goes on from where the one before it ended, if several are asked for at once', async () => {
    const session = new InspectorSession(traceOf(['net-tx', 'net-tx', 'net-tx']), { point: 0 });
    const finder = new PointFinder();
    const find = () => finder.find(session, queryOf('cause == "net-tx"'), 'forward');
    await Promise.all([find(), find()]);
    assert.equal(session.position.point, 2);
  });

  it('shows how far it is once it takes long, and ends where it is cancelled', async () => {
    const { trace, letGo } = heldTrace();
    const session = new InspectorSession(trace, { point: 3 });
    const search = new PointFinder().find(session, queryOf('dirtyPages >= 0'), 'forward');
    const progress = await progressShown();
    assert.equal(progress.title, 'Searching for dirtyPages >= 0');
    assert.equal(progress.cancellable, true);
    assert.equal(progress.messages.length, 1);
    progress.cancel();
    letGo();
    await search;
    assert.equal(session.position.point, 3);
    assert.deepEqual(shown.errors, []);
  });

  it('does not call back who went elsewhere meanwhile', async () => {
    const { trace, letGo } = heldTrace();
    const session = new InspectorSession(trace, { point: 3 });
    const search = new PointFinder().find(session, queryOf('dirtyPages >= 0'), 'forward');
    await new Promise((resolve) => setTimeout(resolve, 20));
    session.move({ point: 20 });
    letGo();
    await search;
    assert.equal(session.position.point, 20);
  });

  it('shows why it failed', async () => {
    const { trace, letGo } = heldTrace();
    trace.columns = async function* () {
      yield* [];
      await Promise.reject(new Error('offset 99: damaged'));
    };
    letGo();
    const session = new InspectorSession(trace);
    await new PointFinder().find(session, queryOf('dirtyPages >= 0'), 'forward');
    assert.deepEqual(shown.errors, ['offset 99: damaged']);
  });

  it('goes on searching after something went wrong on the way to what was found', async () => {
    const session = new InspectorSession(traceOf(['timer', 'net-tx', 'net-tx']));
    const finder = new PointFinder();
    const find = () => finder.find(session, queryOf('cause == "net-tx"'), 'forward');
    const move = session.move.bind(session);
    session.move = () => {
      throw new Error('the editor is gone');
    };
    await find();
    assert.deepEqual(shown.errors, ['the editor is gone']);
    session.move = move;
    for (let i = 0; i < 3; i++) await find();
    assert.equal(session.position.point, 2);
  });

  it('begins nothing more once it has ended', async () => {
    const { trace, letGo } = heldTrace();
    const session = new InspectorSession(trace, { point: 3 });
    const finder = new PointFinder();
    const searches = [1, 2].map(() => finder.find(session, queryOf('dirtyPages >= 0'), 'forward'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    finder.dispose();
    letGo();
    await Promise.all(searches);
    assert.equal(session.position.point, 3);
  });
});
