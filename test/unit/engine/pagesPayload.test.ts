import assert from 'node:assert/strict';
import { PAGE_SIZE } from '../../../src/core/gfn';
import {
  decodePages,
  PagesEncoder,
  pagesPayloadCapacity,
  type PagesPart,
} from '../../../src/engine/pagesPayload';
import { TransactionPages } from '../../../src/engine/transactionPages';
import { TOY_PAGES } from '../../support/toyMachine';

const SOURCE = { file: 'link', record: 'PAGES', offset: 0 };

/** Pages whose every word is their GFN, but those named as zero. */
function encode(gfns: readonly number[], zero: readonly number[]): Uint8Array {
  const into = new Uint8Array(pagesPayloadCapacity(gfns.length));
  const copy = (from: Uint32Array, pages: Uint8Array): void => {
    from.forEach((gfn, i) => {
      pages.fill(zero.includes(gfn) ? 0 : gfn, i * PAGE_SIZE, (i + 1) * PAGE_SIZE);
    });
  };
  const { payloadBytes } = new PagesEncoder().encode(Uint32Array.from(gfns), copy, into);
  return into.slice(0, payloadBytes);
}

function decode(payload: Uint8Array, after = -1): PagesPart {
  return decodePages(payload, SOURCE, TOY_PAGES, after);
}

/** A payload made by hand. */
function payload(
  gfns: readonly number[],
  runs: readonly (readonly [number, number])[],
): Uint8Array {
  const words = [gfns.length, runs.length];
  const tail = [...gfns, ...runs.flat()];
  const bytes = new Uint8Array(8 + gfns.length * PAGE_SIZE + tail.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => view.setUint32(i * 4, word, true));
  tail.forEach((word, i) => view.setUint32(8 + gfns.length * PAGE_SIZE + i * 4, word, true));
  return bytes;
}

describe('a PAGES payload', () => {
  it('carries the contents of pages, and only the names of those that are all zero', () => {
    const part = decode(encode([1, 2, 3, 9], [2, 3]));
    assert.deepEqual([...part.dataGfns], [1, 9]);
    assert.deepEqual([...part.zeroRuns], [2, 2]);
    assert.equal(part.zeroPages, 2);
    assert.equal(part.lastGfn, 9);
    assert.ok(part.data.subarray(0, PAGE_SIZE).every((byte) => byte === 1));
    assert.ok(part.data.subarray(PAGE_SIZE).every((byte) => byte === 9));
  });

  it('costs eight bytes for a run of zero pages', () => {
    const sixteen = Array.from({ length: 16 }, (_, gfn) => gfn);
    assert.equal(encode(sixteen, sixteen).length, 8 + 8);
  });

  it('tells a page whose last byte alone is set from a zero page', () => {
    const into = new Uint8Array(pagesPayloadCapacity(1));
    const copy = (_: Uint32Array, pages: Uint8Array): void => {
      pages.fill(0);
      pages[PAGE_SIZE - 1] = 0x80;
    };
    assert.equal(new PagesEncoder().encode(Uint32Array.of(5), copy, into).dataPages, 1);
  });

  it('is laid out with its zero pages in their places, or without them', () => {
    const pages = new TransactionPages();
    const parts = [decode(encode([0, 1, 2, 4], [0, 2])), decode(encode([7, 0x101], [7]), 4)];
    const all = pages.join(parts);
    assert.deepEqual([...all.gfns], [0, 1, 2, 4, 7, 0x101]);
    const firstBytes = (bytes: Uint8Array): number[] =>
      Array.from({ length: bytes.length / PAGE_SIZE }, (_, i) => bytes[i * PAGE_SIZE]);
    assert.deepEqual(firstBytes(all.pages), [0, 1, 0, 4, 0, 1]);
  });

  it('is laid out part by part, with its zero pages in their places or without them', () => {
    const pages = new TransactionPages();
    const parts = [decode(encode([0, 1, 2, 4], [0, 2])), decode(encode([7, 0x101], []), 4)];
    const layout = (zeroPages: 'with-zero-pages' | 'without'): number[][] =>
      Array.from(pages.batches(parts, zeroPages), (batch) =>
        Array.from(batch.gfns, (gfn, i) => gfn * 10 + Math.sign(batch.pages[i * PAGE_SIZE])),
      );
    assert.deepEqual(layout('with-zero-pages'), [
      [0, 11, 20, 41],
      [71, 2571],
    ]);
    assert.deepEqual(layout('without'), [
      [11, 41],
      [71, 2571],
    ]);
  });

  it('is refused if its counts do not fit its length', () => {
    const bytes = payload([1], []);
    new DataView(bytes.buffer).setUint32(0, 0xffffffff, true);
    assert.throws(() => decode(bytes), /expected \d+ bytes of pages/);
    assert.throws(() => decode(payload([], [])), /at least one page/);
  });

  it("is refused if GFNs are out of order, come twice, or are not the guest's", () => {
    assert.throws(() => decode(payload([3, 2], [])), /a GFN above 3/);
    assert.throws(() => decode(payload([3, 3], [])), /a GFN above 3/);
    assert.throws(() => decode(payload([3], [[3, 1]])), /a GFN above/);
    assert.throws(() => decode(payload([5], [[4, 2]])), /a GFN above 5/);
    assert.throws(() => decode(payload([4], []), 4), /a GFN above 4/);
    assert.throws(() => decode(payload([16], [])), /pages of the guest/);
    assert.throws(() => decode(payload([], [[15, 2]])), /pages of the guest/);
    assert.throws(() => decode(payload([], [[15, 0x100 - 15 + 1]])), /pages of the guest/);
    assert.throws(() => decode(payload([], [[1, 0]])), /pages of the guest/);
    assert.throws(() => decode(payload([], [[0, 0xffffffff]])), /pages of the guest/);
  });
});
