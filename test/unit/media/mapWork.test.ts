import assert from 'node:assert/strict';
import { CODE } from '../../../media/map/cellCode';
import { planPyramid, Pyramid } from '../../../media/map/pyramid';
import { WorkClient, type WorkPort } from '../../../media/map/work/workClient';
import type { NumberedRequest } from '../../../media/map/work/workMessages';
import { inPagePort } from '../../../media/map/work/workPort';
import type { MapModel } from '../../../src/protocol/inspector';
import { packCounts } from '../../../src/protocol/packedCounts';

const regions = [
  { firstGfn: 0, pages: 64 },
  { firstGfn: 256, pages: 64 },
];

function model(from: number, to: number): MapModel {
  const counts = {
    gfns: Uint32Array.of(3, 5, 100, 300),
    counts: Uint32Array.of(1, 9, 4, 2),
    lastPoints: Uint32Array.of(from, to, to, to),
    zero: Uint8Array.of(0, 0, 0, 1),
  };
  return { from, to, pages: 4, packed: packCounts(counts, to) };
}

/** A port whose other side the test plays. */
function silentPort(): WorkPort & { readonly posted: NumberedRequest[] } {
  const posted: NumberedRequest[] = [];
  return { posted, post: (message) => posted.push(message), onReply: undefined, onEnd: undefined };
}

describe('the map’s work', () => {
  it('colours a range as a pyramid, and counts the pages of each region', async () => {
    const client = new WorkClient(inPagePort(), regions);
    void client.setRange(model(10, 20));
    const coloured = await client.colour('times', undefined);
    assert.deepEqual([coloured.from, coloured.to, coloured.highest], [10, 20, 9]);
    assert.deepEqual([coloured.hottest, coloured.zeros], [5, 1]);
    assert.deepEqual(coloured.dirtied, [2, 1], 'a page outside of every region is left out');
    const pyramid = new Pyramid(planPyramid(regions), coloured.codes);
    assert.equal(pyramid.level(0, 1)[5], CODE.hottest);
    assert.equal(pyramid.level(0, 64)[0], CODE.hottest);
    assert.equal(pyramid.level(1, 64)[0], CODE.zero);
  });

  it('fills codes again that were used before, and leaves nothing of them', async () => {
    const client = new WorkClient(inPagePort(), regions);
    void client.setRange(model(10, 20));
    const fresh = await client.colour('recency', undefined);
    const again = await client.colour('recency', new Uint8Array(fresh.codes.length).fill(200));
    assert.deepEqual(again.codes, fresh.codes);
  });

  it('tells what the range knows of a page', async () => {
    const client = new WorkClient(inPagePort(), regions);
    void client.setRange(model(10, 20));
    assert.deepEqual(await client.facts(5), { count: 9, lastPoint: 20, zero: false });
    assert.deepEqual(await client.facts(300), { count: 2, lastPoint: 20, zero: true });
    assert.equal((await client.facts(6)).count, 0);
  });

  it('refuses a range whose bytes are damaged, and knows none then', async () => {
    const client = new WorkClient(inPagePort(), regions);
    void client.setRange(model(10, 20));
    const broken = { ...model(0, 5), packed: Uint8Array.of(1, 2, 3) };
    await assert.rejects(client.setRange(broken), /do not hold the counts of 4 pages/);
    await assert.rejects(client.colour('times', undefined), /no range/);
  });

  it('ends every request when the worker fails, and refuses later ones', async () => {
    const port = silentPort();
    const client = new WorkClient(port, regions);
    const asked = [client.setRange(model(0, 1)), client.facts(3)];
    port.onEnd?.('the worker failed');
    for (const each of asked) await assert.rejects(each, /the worker failed/);
    await assert.rejects(client.facts(4), /the worker failed/);
    assert.equal(port.posted.length, 3, 'nothing is posted any more');
  });

  it('takes a reply of another kind for none', async () => {
    const port = silentPort();
    const client = new WorkClient(port, regions);
    const coloured = client.colour('times', undefined);
    const { id } = port.posted.at(-1)!;
    port.onReply?.({ id: id + 100, value: undefined });
    port.onReply?.({ id, value: { count: 1, lastPoint: 1, zero: false } });
    await assert.rejects(coloured, /gave no map/);
  });
});
