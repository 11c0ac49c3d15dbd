import assert from 'node:assert/strict';
import { asGfn, asGuestAddress } from '../../../src/core/gfn';
import { PageSpace, type MemoryRegion } from '../../../src/core/guestMemory';

const region = (name: string, start: number, bytes: number): MemoryRegion => ({
  name,
  start: asGuestAddress(start),
  bytes,
});

describe('a page space', () => {
  const space = new PageSpace([
    region('high', 0x1_0000_0000, 0x3000),
    region('low', 0, 0x2000),
    region('rom', 0xf000_0000, 0x1000),
  ]);

  it('orders its regions by address and counts their pages', () => {
    assert.deepEqual(
      space.regions.map(({ name }) => name),
      ['low', 'rom', 'high'],
    );
    assert.equal(space.pageCount, 6);
    assert.equal(space.bytes, 6 * 4096);
  });

  it('numbers pages densely over the holes between regions', () => {
    const gfns = Array.from({ length: 6 }, (_, index) => space.gfnAt(index));
    assert.deepEqual(gfns, [0, 1, 0xf0000, 0x100000, 0x100001, 0x100002]);
    assert.deepEqual(
      gfns.map((gfn) => space.indexOf(gfn)),
      [0, 1, 2, 3, 4, 5],
    );
  });

  it('has no index and no region for pages in the holes', () => {
    for (const gfn of [2, 0xeffff, 0xf0001, 0xfffff, 0x100003]) {
      assert.equal(space.indexOf(asGfn(gfn)), -1);
      assert.equal(space.regionOf(asGfn(gfn)), undefined);
    }
    assert.equal(space.regionOf(asGfn(0x100002))?.name, 'high');
  });

  it('refuses an index that no page has', () => {
    for (const index of [-1, 6, 0.5]) assert.throws(() => space.gfnAt(index), RangeError);
  });

  it('refuses regions that are empty, unaligned or overlap', () => {
    assert.throws(() => new PageSpace([region('empty', 0, 0)]), /"empty" is not a whole number/);
    assert.throws(() => new PageSpace([region('odd', 0x10, 0x1000)]), /"odd" is not a whole/);
    assert.throws(
      () => new PageSpace([region('a', 0, 0x2000), region('b', 0x1000, 0x1000)]),
      /"b" overlaps/,
    );
  });
});
