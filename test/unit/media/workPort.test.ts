import assert from 'node:assert/strict';
import { WorkClient } from '../../../media/map/work/workClient';
import { startWork } from '../../../media/map/work/workPort';
import { workServer } from '../../../media/map/work/workServer';
import type { NumberedRequest } from '../../../media/map/work/workMessages';
import type { MapModel } from '../../../src/protocol/inspector';
import { packCounts } from '../../../src/protocol/packedCounts';

const regions = [{ firstGfn: 0, pages: 8 }];
const one = Uint32Array.of(1);
const packed = packCounts({ gfns: one, counts: one, lastPoints: one, zero: new Uint8Array(1) }, 1);
const model: MapModel = { from: 0, to: 1, pages: 1, packed };

/** A worker as a page has it, whose other side answers in the same thread. */
class FakeWorker {
  static made: FakeWorker[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  terminated = false;
  readonly #answer = workServer((reply) => this.onmessage?.({ data: reply }));

  constructor() {
    FakeWorker.made.push(this);
  }

  postMessage(message: NumberedRequest): void {
    setImmediate(() => {
      if (!this.terminated) this.#answer(message);
    });
  }

  terminate(): void {
    this.terminated = true;
  }
}

describe('the worker of the page map', () => {
  beforeEach(() => {
    FakeWorker.made = [];
    Object.assign(globalThis, { Worker: FakeWorker });
  });

  after(() => {
    Reflect.deleteProperty(globalThis, 'Worker');
  });

  it('does what it is asked', async () => {
    const client = new WorkClient(startWork(), regions);
    await client.setRange(model);
    assert.equal((await client.facts(1)).count, 1);
    assert.equal(FakeWorker.made.length, 1);
  });

  it('is replaced by the page itself where it is refused, and nothing that was asked is lost', async () => {
    const client = new WorkClient(startWork(), regions);
    const set = client.setRange(model);
    const coloured = client.colour('times', undefined);
    FakeWorker.made[0].onerror?.({ message: '' });
    await set;
    assert.deepEqual((await coloured).dirtied, [1]);
    assert.equal((await client.facts(1)).count, 1);
    assert.equal(FakeWorker.made[0].terminated, true);
  });

  it('is replaced by the page itself where none can be made', async () => {
    Object.assign(globalThis, {
      Worker: class {
        constructor() {
          throw new Error('refused');
        }
      },
    });
    const client = new WorkClient(startWork(), regions);
    await client.setRange(model);
    assert.equal((await client.facts(1)).count, 1);
  });

  it('that fails later ends what it was asked, since it has forgotten the range', async () => {
    const client = new WorkClient(startWork(), regions);
    await client.setRange(model);
    const facts = client.facts(1);
    FakeWorker.made[0].onerror?.({ message: 'out of memory' });
    await assert.rejects(facts, /out of memory/);
    await assert.rejects(client.facts(1), /out of memory/);
  });
});
