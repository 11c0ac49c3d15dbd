import assert from 'node:assert/strict';
import type { DeviceState } from '../../../src/core/deviceState';
import { findMatch, findMatches, findMatchPieces } from '../../../src/query/findMatches';
import { parseQuery, Query } from '../../../src/query/query';
import { describeErrors } from '../../../src/query/queryError';
import { MemoryTrace } from '../../support/memoryTrace';
import { randomPoints } from '../../support/randomTrace';

const PIC = { device: 'pic.0', fields: ['mask'] };
const CPU = { device: 'cpu.0', fields: ['eip'] };

/** Counts what is read; `pic.0` changes at points 100 and 200 only, and the CPU at each. */
class WatchedTrace extends MemoryTrace {
  readonly devicesRead: number[] = [];
  columnsRead = 0;

  constructor(points = 300) {
    const [template] = randomPoints(1, 1);
    let pic: DeviceState = { schema: PIC, values: [0] };
    super(
      Array.from({ length: points }, (_, point) => {
        if (point === 100 || point === 200) pic = { schema: PIC, values: [point] };
        const gfns = point % 50 === 7 ? Uint32Array.of(9) : new Uint32Array();
        return {
          ...template,
          gfns,
          pages: new Uint8Array(gfns.length * 4096).fill(1),
          devices: [{ schema: CPU, values: [point] }, pic],
        };
      }),
      { version: 2 },
    );
  }

  override async devices(at: number): Promise<readonly DeviceState[]> {
    this.devicesRead.push(at);
    return super.devices(at);
  }

  override async *columns(from: number, to: number): ReturnType<MemoryTrace['columns']> {
    this.columnsRead += to + 1 - from;
    yield* super.columns(from, to);
  }
}

function query(text: string): Query {
  const result = parseQuery(text);
  return result instanceof Query ? result : assert.fail(describeErrors(result));
}

async function all(trace: MemoryTrace, text: string): Promise<number[]> {
  const points: number[] = [];
  const last = trace.pointCount - 1;
  for await (const point of findMatches(trace, query(text), 0, last)) points.push(point);
  return points;
}

describe('the search for sync points', () => {
  it('reads devices only where nothing else decides', async () => {
    const trace = new WatchedTrace();
    assert.deepEqual(await all(trace, 'device("cpu.0.eip") == 107 && touches(9)'), [107]);
    assert.deepEqual(trace.devicesRead, [7, 57, 107, 157, 207, 257]);
  });

  it('reads a device only where it changed', async () => {
    const trace = new WatchedTrace();
    const from100 = await all(trace, 'device("pic.0.mask") >= 100 && point < 205');
    assert.deepEqual(
      from100,
      Array.from({ length: 105 }, (_, i) => 100 + i),
    );
    // At the beginning of each range that is looked at, and at each change.
    assert.deepEqual(trace.devicesRead, [0, 64, 100, 128, 200]);
  });

  it('looks for the change of a field only at points that change its device', async () => {
    const trace = new WatchedTrace();
    assert.deepEqual(await all(trace, 'changed("pic.0.mask")'), [100, 200]);
    assert.deepEqual(trace.devicesRead, [100, 99, 200, 199]);
    trace.devicesRead.length = 0;
    assert.deepEqual(await all(trace, 'changed("pic.*") && !changed("uart.0.x")'), [100, 200]);
    assert.deepEqual(trace.devicesRead, []);
  });

  it('asks the index alone where pages are all that is asked', async () => {
    const trace = new WatchedTrace();
    assert.deepEqual(await all(trace, 'touches(9) && touches(5, 20)'), [7, 57, 107, 157, 207, 257]);
    assert.equal(trace.columnsRead, 0);
  });

  it('passes over segments that cannot hold a match, or hold nothing else', async () => {
    const trace = new WatchedTrace(1024);
    assert.deepEqual(await all(trace, 'cause == "timer" || dirtyPages > 1'), []);
    // What is nearest is looked at without asking.
    assert.equal(trace.columnsRead, 256);
    assert.equal((await all(trace, 'cause == "manual" && dirtyPages < 2')).length, 1024);
    assert.equal(trace.columnsRead, 512);
  });

  it('reads no farther than to the match that is asked for', async () => {
    const trace = new WatchedTrace(5000);
    assert.equal(await findMatch(trace, query('point == 2100'), 2090, 'forward'), 2100);
    assert.equal(await findMatch(trace, query('point == 2080'), 2090, 'backward'), 2080);
    assert.ok(trace.columnsRead <= 2 * 64, `${trace.columnsRead} points`);
    assert.equal(await findMatch(trace, query('point == 2090'), 2090, 'forward'), undefined);
    assert.equal(await findMatch(trace, query('true'), 4999, 'forward'), undefined);
    assert.equal(await findMatch(trace, query('true'), 0, 'backward'), undefined);
  });

  it('tells how far it has come, also where nothing fits', async () => {
    const trace = new WatchedTrace();
    for (const text of ['point < 0', 'touches(8)', 'touches(9) && point < 0']) {
      for (const [from, to] of [
        [0, 299],
        [299, 0],
      ]) {
        let searchedTo = from;
        for await (const piece of findMatchPieces(trace, query(text), from, to)) {
          assert.equal(piece.points.length, 0);
          searchedTo = piece.searchedTo;
        }
        assert.equal(searchedTo, to, text);
      }
    }
  });

  it('ends with the reason of its signal', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const pieces = findMatchPieces(new WatchedTrace(), query('true'), 0, 299, abort.signal);
    assert.equal((await pieces.next()).done, false);
    abort.abort(reason);
    await assert.rejects(pieces.next(), reason);
  });

  it('refuses points that the trace does not have', async () => {
    const trace = new WatchedTrace();
    const outside = findMatches(trace, query('true'), 0, 300);
    await assert.rejects(outside.next(), /has sync points 0 to 299, not 300/);
    await assert.rejects(findMatch(trace, query('true'), -1, 'forward'), RangeError);
  });
});
