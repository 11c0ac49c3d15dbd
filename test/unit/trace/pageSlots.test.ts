import assert from 'node:assert/strict';
import { PAGE_SIZE } from '../../../src/core/gfn';
import { PageSlots } from '../../../src/trace/pageSlots';

const START = 65536;

function slotsFor(
  bytes: number,
  taken: (slot: number, owner: number) => void = () => assert.fail('a slot was taken'),
): PageSlots {
  const count = PageSlots.countFor(bytes);
  return new PageSlots(PageSlots.memoryFor(count, START), START, count, taken);
}

describe('Slots for pages', () => {
  it('lie behind one another and do not overlap', () => {
    const slots = slotsFor(64 * PAGE_SIZE);
    const addresses = Array.from({ length: 64 }, (_, owner) => slots.address(slots.take(owner)));
    assert.deepEqual(
      addresses.sort((a, b) => a - b),
      Array.from({ length: 64 }, (_, i) => START + i * PAGE_SIZE),
    );
    assert.ok(slots.bytes.length >= START + 64 * PAGE_SIZE);
  });

  it('are used again when they are given back', () => {
    const slots = slotsFor(16 * PAGE_SIZE);
    for (let owner = 0; owner < 1000; owner++) slots.give(slots.take(owner));
  });

  it('are taken from whoever did not use them for longest', () => {
    const lost: number[] = [];
    const slots = slotsFor(16 * PAGE_SIZE, (_, owner) => lost.push(owner));
    const held = Array.from({ length: 16 }, (_, owner) => slots.take(owner));
    slots.take(16);
    assert.deepEqual(lost, [0]);
    slots.use(held[1]);
    slots.take(17);
    assert.deepEqual(lost, [0, 2]);
  });

  it('are never taken when they are to be kept', () => {
    const slots: PageSlots = slotsFor(16 * PAGE_SIZE, (slot) => assert.notEqual(slot, kept));
    const kept = slots.take(0);
    for (let owner = 1; owner < 500; owner++) slots.take(owner, kept);
  });

  it('are at least sixteen and at most two GiB of them', () => {
    assert.equal(PageSlots.countFor(1), 16);
    assert.equal(PageSlots.countFor(2 ** 40), 2 ** 31 / PAGE_SIZE);
  });
});
