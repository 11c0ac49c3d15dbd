import assert from 'node:assert/strict';
import { packCounts, unpackCounts, type RangeCounts } from '../../../src/protocol/packedCounts';
import { seededNumbers } from '../../support/randomTrace';

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed + 1);

/** Counts of any size that a trace allows; those of small numbers most often. */
function randomCounts(seed: number): { counts: RangeCounts; to: number } {
  const random = seededNumbers(seed);
  const any = (): number => random([2, 200, 20_000, 2 ** 31, 2 ** 32][random(5)]);
  const to = any();
  const gfns: number[] = [];
  for (let next = 0; gfns.length < 500; next++) {
    next += random(3) === 0 ? any() : 0;
    if (next >= 2 ** 32) break;
    gfns.push(next);
  }
  return {
    to,
    counts: {
      gfns: Uint32Array.from(gfns),
      counts: Uint32Array.from(gfns, () => 1 + Math.min(any(), 2 ** 32 - 2)),
      lastPoints: Uint32Array.from(gfns, () => random(to + 1)),
      zero: Uint8Array.from(gfns, () => random(2)),
    },
  };
}

describe('packed counts', () => {
  for (const seed of SEEDS) {
    it(`come out as they went in (seed ${seed})`, () => {
      const { counts, to } = randomCounts(seed);
      const packed = packCounts(counts, to);
      assert.deepEqual(unpackCounts(packed, counts.gfns.length, to), counts);
      assert.equal(packed.byteLength, packed.buffer.byteLength);
    });

    it(`are refused when bytes are missing or too many (seed ${seed})`, () => {
      const { counts, to } = randomCounts(seed);
      const packed = packCounts(counts, to);
      const pages = counts.gfns.length;
      const random = seededNumbers(seed);
      const cut = packed.subarray(0, random(packed.length));
      assert.throws(() => unpackCounts(cut, pages, to), RangeError);
      assert.throws(() => unpackCounts(Uint8Array.of(...packed, 0), pages, to), RangeError);
    });
  }

  it('take little more than three bytes a page where every page was dirtied', () => {
    const pages = 10_000;
    const counts = {
      gfns: Uint32Array.from({ length: pages }, (_, i) => i),
      counts: new Uint32Array(pages).fill(20),
      lastPoints: new Uint32Array(pages).fill(990),
      zero: new Uint8Array(pages),
    };
    assert.equal(packCounts(counts, 1000).length, 3 * pages);
  });

  it('are refused before anything is allocated for more pages than the bytes can hold', () => {
    for (const pages of [1, 2 ** 31, -1, 0.5, NaN]) {
      assert.throws(() => unpackCounts(new Uint8Array(2), pages, 0), /do not hold/);
    }
    assert.throws(() => unpackCounts(new Uint8Array(12).fill(0xff), 1, 0), /does not end/);
  });
});
