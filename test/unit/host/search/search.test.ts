import assert from 'node:assert/strict';
import { MatchList } from '../../../../src/host/search/matchList';
import { nearestMatch } from '../../../../src/host/search/nearestMatch';
import { QueryMemory } from '../../../../src/host/search/queryMemory';
import { TraceQueries } from '../../../../src/host/search/traceQueries';
import { matchRows } from '../../../../src/host/treeRows';
import { parseQuery, Query } from '../../../../src/query/query';
import { randomTrace } from '../../../support/randomTrace';
import { GrowingTrace } from '../traces';

const trace = randomTrace(11, 900);
const never = new AbortController().signal;

function queryOf(text: string): Query {
  const query = parseQuery(text);
  assert.ok(query instanceof Query);
  return query;
}

async function fitting(text: string): Promise<number[]> {
  const dirty = (await trace.points(0, 899)).filter(({ dirtyPages }) => dirtyPages > 3);
  assert.equal(text, 'dirtyPages > 3');
  return dirty.map(({ point }) => point);
}

function newStore(kept = new Map<string, unknown>()) {
  return {
    kept,
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, structuredClone(value)),
  };
}

describe('the list of sync points that fit', () => {
  it('holds those that fit, ascending, and finds each of them again', async () => {
    const list = new MatchList(trace, queryOf('dirtyPages > 3'));
    await list.search(never, () => undefined);
    const expected = await fitting('dirtyPages > 3');
    assert.ok(list.isWhole);
    assert.deepEqual(
      Array.from({ length: list.count }, (_, i) => list.pointAt(i)),
      expected,
    );
    for (let point = 0; point < 900; point++) {
      const index = expected.indexOf(point);
      assert.equal(list.indexOf(point), index < 0 ? undefined : index);
    }
  });

  it('keeps what was found when it is stopped, and goes on from there', async () => {
    const list = new MatchList(trace, queryOf('dirtyPages > 3'));
    const abort = new AbortController();
    const stop = (): void => {
      if (list.count > 5) abort.abort();
    };
    await assert.rejects(list.search(abort.signal, stop), { name: 'AbortError' });
    assert.ok(list.count > 5 && !list.isWhole);
    await list.search(never, () => undefined);
    assert.equal(list.count, (await fitting('dirtyPages > 3')).length);
  });

  it('goes on when the trace has grown', async () => {
    const growing = new GrowingTrace(50);
    const list = new MatchList(growing, queryOf('cause == "timer"'));
    await list.search(never, () => undefined);
    assert.equal(list.count, 0);
    growing.record(50);
    await growing.refresh();
    assert.equal(list.isWhole, false);
    await list.search(never, () => undefined);
    assert.equal(list.count, 49);
  });

  it('is read in rows, as the tree shows them', async () => {
    const list = new MatchList(trace, queryOf('dirtyPages > 3'));
    await list.search(never, () => undefined);
    const rows = matchRows(list, { from: 0, to: 899 });
    const read = await rows.read(3, 40);
    assert.deepEqual(
      read.map(({ point }) => point),
      (await fitting('dirtyPages > 3')).slice(3, 41),
    );
  });
});

describe('finding the next sync point that fits', () => {
  const find = (text: string, from: number, direction: 'forward' | 'backward') =>
    nearestMatch(trace, queryOf(text), from, direction, never, () => undefined);

  it('goes through all that fit, in either direction', async () => {
    const expected = await fitting('dirtyPages > 3');
    const forward: number[] = [];
    for (let at = 0; forward.length < expected.length;) {
      const found = await find('dirtyPages > 3', at, 'forward');
      assert.ok(found !== undefined);
      forward.push((at = found));
    }
    assert.deepEqual(forward, expected[0] === 0 ? [...expected.slice(1), 0] : expected);
    assert.equal(await find('dirtyPages > 3', expected[4], 'backward'), expected[3]);
  });

  it('begins anew past the end of the trace', async () => {
    assert.equal(await find('point == 7', 7, 'forward'), 7);
    assert.equal(await find('point == 7', 800, 'forward'), 7);
    assert.equal(await find('point == 7', 899, 'forward'), 7);
    assert.equal(await find('point == 7', 3, 'backward'), 7);
    assert.equal(await find('point == 7', 0, 'backward'), 7);
  });

  it('finds nothing where nothing fits', async () => {
    assert.equal(await find('point > 1e6', 4, 'forward'), undefined);
    assert.equal(await find('point > 1e6', 4, 'backward'), undefined);
  });

  it('ends when it is cancelled', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    const search = nearestMatch(
      trace,
      queryOf('point == 7'),
      9,
      'forward',
      signal,
      () => undefined,
    );
    await assert.rejects(search, /cancelled/);
  });
});

describe('the query of a trace', () => {
  it('is there again when the recording is opened again', async () => {
    const store = newStore();
    new TraceQueries(new QueryMemory(store)).set(trace, queryOf('dirtyPages > 3'), true);
    const queries = new TraceQueries(new QueryMemory(store));
    await queries.load(trace);
    assert.equal(queries.of(trace)?.query.text, 'dirtyPages > 3');
    assert.equal(queries.of(trace)?.filters, true);
    assert.deepEqual(queries.recent, ['dirtyPages > 3']);
  });

  it('is none where what was kept is none for this trace', async () => {
    const entries = [{ uuid: trace.header.uuid, text: 'device("no.such") == 1', filters: true }];
    for (const kept of [{ entries }, { entries: 7, recent: {} }, { entries: [{}] }, 'x', null]) {
      const queries = new TraceQueries(
        new QueryMemory(newStore(new Map([['kemari.queries', kept]]))),
      );
      await queries.load(trace);
      assert.equal(queries.of(trace), undefined);
      assert.deepEqual(queries.recent, []);
    }
  });

  it('is offered once among the latest, which are not kept without end', () => {
    const memory = new QueryMemory(newStore());
    for (let i = 0; i < 30; i++)
      memory.remember(`u${i}`, { text: `point == ${i % 25}`, filters: false });
    assert.equal(memory.recent.length, 20);
    assert.equal(new Set(memory.recent).size, 20);
    assert.equal(memory.recent[0], 'point == 4');
  });
});
