import assert from 'node:assert/strict';
import { ChangedBytes } from '../../../src/host/changedBytes';
import { NOT_COMPARED } from '../../../src/protocol/inspector';
import { PAGE_SIZE } from '../../../src/core/gfn';
import { randomTrace } from '../../support/randomTrace';
import { traceOf } from './traces';

describe('the bytes that a sync point changed', () => {
  it('are those in which each page differs from its version before', async () => {
    const trace = randomTrace(3, 40);
    const changed = new ChangedBytes(trace);
    for (let point = 1; point < 40; point++) {
      const { gfns, bytes } = await changed.of(point);
      assert.deepEqual(gfns, (await trace.dirtyPages(point)).gfns);
      for (const [i, gfn] of gfns.entries()) {
        const [after, before] = [
          await trace.page(gfn as never, point),
          await trace.page(gfn as never, point - 1),
        ];
        const differing = after.bytes.filter((byte, at) => byte !== before.bytes[at]).length;
        assert.equal(bytes[i], differing, `page ${gfn} at ${point}`);
      }
    }
  });

  it('of the first image are those that are not zero', async () => {
    const trace = traceOf(['timer'], { dirty: { 3: [0, 1] } });
    const changed = new ChangedBytes(trace);
    for (const count of (await changed.of(0)).bytes) assert.ok(count <= PAGE_SIZE);
    assert.deepEqual([...(await changed.of(1)).bytes], [PAGE_SIZE]);
  });

  it('are compared once while a point is stepped to and fro', async () => {
    const trace = traceOf(['timer', 'timer'], { dirty: { 3: [1, 2] } });
    const read = trace.page.bind(trace);
    let reads = 0;
    trace.page = (gfn, at) => {
      reads++;
      return read(gfn, at);
    };
    const changed = new ChangedBytes(trace);
    await changed.of(1);
    await changed.of(2);
    const before = reads;
    assert.ok(before > 0);
    await changed.of(1);
    assert.equal(reads, before);
  });

  it('are not compared for more pages than is bearable, which is said', async () => {
    const trace = traceOf(['timer'], { dirty: { 3: [1], 4: [1], 5: [1] } });
    const { bytes } = await new ChangedBytes(trace, 2).of(1);
    assert.deepEqual([...bytes], [PAGE_SIZE, PAGE_SIZE, NOT_COMPARED]);
  });

  it('are no longer compared when nobody waits for them', async () => {
    const trace = traceOf(['timer'], {
      dirty: Object.fromEntries(Array.from({ length: 60 }, (_, gfn) => [gfn, [1]])),
    });
    const read = trace.page.bind(trace);
    const abort = new AbortController();
    let reads = 0;
    trace.page = (gfn, at) => {
      if (++reads === 4) abort.abort(new Error('nobody waits'));
      return read(gfn, at);
    };
    const changed = new ChangedBytes(trace);
    await assert.rejects(changed.of(1, abort.signal), /nobody waits/);
    assert.ok(reads < 60);
    assert.equal((await changed.of(1)).bytes.length, 60, 'what was begun is not taken for whole');
  });
});
