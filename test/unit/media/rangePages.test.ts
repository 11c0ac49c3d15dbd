import assert from 'node:assert/strict';
import { planPyramid } from '../../../media/map/pyramid';
import { RangePages } from '../../../media/map/rangePages';
import { WorkClient, type WorkPort } from '../../../media/map/work/workClient';
import type { NumberedRequest, WorkReply } from '../../../media/map/work/workMessages';
import { workServer } from '../../../media/map/work/workServer';
import type { MapModel } from '../../../src/protocol/inspector';
import { packCounts } from '../../../src/protocol/packedCounts';

const regions = [{ firstGfn: 0, pages: 64 }];

function model(to: number): MapModel {
  const one = Uint32Array.of(to);
  const counts = { gfns: one, counts: one, lastPoints: one, zero: new Uint8Array(1) };
  return { from: 0, to, pages: 1, packed: packCounts(counts, to) };
}

/** Range pages whose worker answers when the test lets it. */
function rangePages() {
  const waiting: NumberedRequest[] = [];
  const asked: string[] = [];
  const port: WorkPort = {
    post(message) {
      asked.push(message.request.kind);
      waiting.push(message);
    },
    onReply: undefined,
    onEnd: undefined,
  };
  const answer = workServer((reply: WorkReply) => port.onReply?.(reply));
  const plan = planPyramid(regions);
  const pages = new RangePages(plan, new WorkClient(port, regions), () => undefined);
  const work = async (): Promise<void> => {
    for (const message of waiting.splice(0)) answer(message);
    await new Promise((done) => setImmediate(done));
  };
  return { pages, asked, work };
}

describe('the pages of the range', () => {
  it('are there once the worker has coloured them', async () => {
    const { pages, work } = rangePages();
    pages.setRange(model(5));
    assert.equal(pages.show('times'), undefined);
    assert.equal(pages.settled, false);
    await work();
    const shown = pages.show('times');
    assert.deepEqual([shown?.to, shown?.dirtied], [5, [1]]);
    assert.equal(pages.settled, true);
  });

  it('are coloured once, however often they are drawn', async () => {
    const { pages, asked, work } = rangePages();
    pages.setRange(model(5));
    for (let frame = 0; frame < 5; frame++) {
      pages.setRange(model(5));
      pages.show('times');
      await work();
    }
    const version = pages.show('times')?.version;
    pages.show('times');
    assert.equal(pages.show('times')?.version, version);
    assert.ok(asked.filter((kind) => kind === 'colour').length <= 5);
  });

  it('of a range that is dragged are shown as they come, and the newest last', async () => {
    const { pages, asked, work } = rangePages();
    pages.setRange(model(5));
    pages.show('times');
    await work();
    for (const to of [6, 7, 8]) {
      pages.setRange(model(to));
      assert.equal(pages.show('times')?.to, 5, 'what was there before stays');
    }
    await work();
    assert.ok((pages.show('times')?.to ?? 0) > 5);
    await work();
    assert.equal(pages.show('times')?.to, 8);
    assert.equal(asked.filter((kind) => kind === 'colour').length, 3);
  });

  it('of one colouring do not pass for those of another', async () => {
    const { pages, work } = rangePages();
    pages.setRange(model(5));
    pages.show('times');
    await work();
    assert.equal(pages.show('recency'), undefined);
    await work();
    assert.equal(pages.show('recency')?.colouring, 'recency');
  });

  it('go when the range is not known any more', async () => {
    const { pages, work } = rangePages();
    pages.setRange(model(5));
    pages.show('times');
    await work();
    pages.setRange(undefined);
    assert.equal(pages.show('times'), undefined);
    assert.equal(pages.facts(5), undefined);
  });

  it('say why they could not be coloured, until another range can', async () => {
    const { pages, work } = rangePages();
    pages.setRange({ ...model(5), packed: new Uint8Array(1) });
    pages.show('times');
    await work();
    assert.match(pages.error ?? '', /do not hold/);
    pages.setRange(model(6));
    pages.show('times');
    await work();
    assert.equal(pages.error, undefined);
    assert.equal(pages.show('times')?.to, 6);
  });

  it('tell of a page what the newest range knows', async () => {
    const { pages, work } = rangePages();
    pages.setRange(model(5));
    assert.equal(pages.facts(5), undefined);
    await work();
    assert.equal(pages.facts(5)?.count, 5);
    pages.setRange(model(6));
    assert.equal(pages.facts(5), undefined, 'what an earlier range knew is not told of this one');
    await work();
    assert.equal(pages.facts(5)?.count, 0);
  });
});
