import assert from 'node:assert/strict';
import { readSavedState } from '../../../media/app/savedState';

const FRESH = {
  tab: 'devices',
  colouring: 'state',
  layout: 'linear',
  zoom: 0,
  scrollX: 0,
  scrollY: 0,
  plots: [],
  lanes: [],
  axis: 'number',
  against: undefined,
  byteOrder: 'little',
  integers: 'unsigned',
};

describe('the saved state', () => {
  it('comes back as it was saved', () => {
    const saved = {
      tab: 'page',
      colouring: 'bytes',
      layout: 'hilbert',
      zoom: 2,
      scrollX: 0,
      scrollY: 12.5,
      plots: [{ device: 'cpu.0', field: 'eflags' }],
      lanes: ['sent', 'causes'],
      axis: 'time',
      against: 700,
      byteOrder: 'big',
      integers: 'hex',
    };
    assert.deepEqual(readSavedState(saved), saved);
  });

  it('starts fresh where nothing was saved', () => {
    for (const nothing of [undefined, null, 7, 'x', {}]) {
      assert.deepEqual(readSavedState(nothing), FRESH);
    }
  });

  it('takes nothing that it does not know', () => {
    const odd = { tab: 'graphs', colouring: 3, layout: null, zoom: -1, scrollX: NaN, scrollY: '9' };
    assert.deepEqual(readSavedState({ ...odd, plots: 'all', lanes: 'sent', axis: 'log' }), FRESH);
    const plots = [null, { device: 1, field: 'x' }, { device: 'a', field: 'b', more: 1 }];
    assert.deepEqual(readSavedState({ plots }).plots, [{ device: 'a', field: 'b' }]);
    const lanes = ['held', 'none', 7, 'sent', 'held'];
    assert.deepEqual(readSavedState({ lanes }), { ...FRESH, lanes: ['sent', 'held'] });
    for (const against of [-1, 0.5, '7', null, NaN]) {
      assert.equal(readSavedState({ against }).against, undefined, `${against}`);
    }
  });
});
