import assert from 'node:assert/strict';
import {
  addressOf,
  asGfn,
  asGuestAddress,
  formatHex,
  gfnOf,
  MAX_GFN,
  parseGfn,
} from '../../../src/core/gfn';

describe('guest frame numbers', () => {
  it('are the address divided by the page size', () => {
    assert.equal(gfnOf(asGuestAddress(0x1f3fff)), 0x1f3);
    assert.equal(addressOf(asGfn(0x1f3)), 0x1f3000);
  });

  it('cover a 52-bit address space exactly', () => {
    assert.equal(gfnOf(asGuestAddress(2 ** 52 - 1)), MAX_GFN);
    assert.throws(() => asGuestAddress(2 ** 52), RangeError);
    assert.throws(() => asGfn(MAX_GFN + 1), RangeError);
  });

  it('are whole and not negative', () => {
    for (const value of [-1, 0.5, NaN, Infinity]) assert.throws(() => asGfn(value), RangeError);
  });

  it('are written in hex and read in hex or decimal', () => {
    assert.equal(formatHex(0x1f3), '0x1f3');
    assert.equal(parseGfn('0x1F3'), 0x1f3);
    assert.equal(parseGfn('499'), 499);
  });

  it('are not read from anything else', () => {
    for (const text of ['', '0x', '1f3', '-1', '0x1f3 ', '1e3', '0x1ffffffffff']) {
      assert.equal(parseGfn(text), undefined, text);
    }
  });
});
