import assert from 'node:assert/strict';
import { neighbouringRegion, takesSpace } from '../../../media/app/pageFocus';

/** An element inside others, given by their tags from the inside out. */
const elementIn = (...tags: string[]) => ({
  closest: (selectors: string) =>
    selectors.split(',').some((each) => tags.includes(each.trim())) ? ({} as Element) : null,
});

describe('the regions of the page', () => {
  it('follow one another, and leave the key to VS Code past the first and the last', () => {
    const forward = [0, 1, 2, 3].map((now) => neighbouringRegion(now, 4, 1));
    assert.deepEqual(forward, [1, 2, 3, undefined]);
    const back = [0, 1, 2, 3].map((now) => neighbouringRegion(now, 4, -1));
    assert.deepEqual(back, [undefined, 0, 1, 2]);
  });

  it('can be entered from outside all of them', () => {
    assert.equal(neighbouringRegion(-1, 4, 1), 1);
    assert.equal(neighbouringRegion(-1, 4, -1), 0);
  });
});

describe('Space', () => {
  it('is left to what it presses or unfolds, and to what lies in it', () => {
    for (const tag of ['button', 'summary', 'a', 'input', 'select']) {
      assert.equal(takesSpace(elementIn(tag)), true, tag);
      assert.equal(takesSpace(elementIn('svg', tag, 'div')), true, tag);
    }
    assert.equal(takesSpace(elementIn('canvas', 'div', 'body')), false);
  });
});
