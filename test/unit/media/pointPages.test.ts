import assert from 'node:assert/strict';
import { CODE } from '../../../media/map/cellCode';
import { STATE_CODE } from '../../../media/map/colouring';
import { stateText } from '../../../media/map/pageSentence';
import { PointPages } from '../../../media/map/pointPages';
import { planPyramid } from '../../../media/map/pyramid';
import { NOT_COMPARED } from '../../../src/protocol/inspector';

const plan = planPyramid([{ firstGfn: 0, pages: 8 }]);
const first = { point: 1, gfns: Uint32Array.of(2, 3), zero: Uint8Array.of(0, 1) };
const second = { point: 2, gfns: Uint32Array.of(3, 6), zero: Uint8Array.of(0, 0) };

describe('the pages of the current sync point', () => {
  it('take the place of those of the point before', () => {
    const pages = new PointPages(plan);
    const { S, Z } = { S: STATE_CODE, Z: CODE.zero };
    const level = pages.show('state', first).pyramid.level(0, 1);
    assert.deepEqual([...level], [0, 0, S, Z, 0, 0, 0, 0]);
    const shown = pages.show('state', second);
    assert.deepEqual([...level], [0, 0, 0, S, 0, 0, S, 0]);
    assert.deepEqual([shown.from, shown.to, shown.dirtied], [2, 2, [2]]);
  });

  it('are another version only when there is something else to be seen', () => {
    const pages = new PointPages(plan);
    const { version } = pages.show('state', first);
    assert.equal(pages.show('state', first).version, version);
    assert.notEqual(pages.show('state', second).version, version);
  });

  it('tell what the point did to a page, in words', () => {
    const pages = new PointPages(plan);
    pages.show('state', first);
    assert.equal(stateText(pages.facts(2)), 'data');
    assert.equal(stateText(pages.facts(3)), 'zero');
    assert.equal(stateText(pages.facts(4)), 'not at this point');
    const bytes = Uint16Array.of(1, 4096);
    pages.show('bytes', { ...first, bytes });
    assert.equal(stateText(pages.facts(2)), '1 byte changed');
    assert.equal(stateText(pages.facts(3)), 'zero, 4,096 bytes changed');
    pages.show('bytes', { ...second, bytes: bytes.fill(NOT_COMPARED) });
    assert.equal(stateText(pages.facts(6)), 'data');
  });
});
