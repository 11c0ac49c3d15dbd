import assert from 'node:assert/strict';
import { PagePresence } from '../../../src/host/pagePresence';
import { checkedPng } from '../../../src/host/pngCheck';

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('the presence of a page', () => {
  /** Whether who waits now is let go on. */
  function waiter(page: PagePresence): { readonly done: () => boolean } {
    let done = false;
    void page.shown.then(() => (done = true));
    return { done: () => done };
  }

  it('lets those go on who wait for it, once it listens', async () => {
    const page = new PagePresence();
    const waiting = waiter(page);
    await soon();
    assert.equal(waiting.done(), false);
    page.opened();
    await soon();
    assert.equal(waiting.done(), true);
    const later = waiter(page);
    await soon();
    assert.equal(later.done(), true);
  });

  it('lets them wait for the next page when it goes, and never for ever', async () => {
    const page = new PagePresence();
    const first = waiter(page);
    page.gone();
    const second = waiter(page);
    await soon();
    assert.deepEqual([first.done(), second.done()], [false, false]);
    page.opened();
    await soon();
    assert.deepEqual([first.done(), second.done()], [true, true]);
    page.gone();
    const third = waiter(page);
    await soon();
    assert.equal(third.done(), false);
    page.dispose();
    await soon();
    assert.equal(third.done(), true);
  });
});

describe('a picture that a page made', () => {
  it('is taken if it is a PNG file', () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1);
    assert.equal(checkedPng({ png }), png);
    for (const other of [
      undefined,
      'x',
      [0x89],
      new Uint8Array(9),
      png.subarray(1),
      png.subarray(0, 7),
    ]) {
      assert.throws(() => checkedPng({ png: other }), TypeError);
    }
  });
});
