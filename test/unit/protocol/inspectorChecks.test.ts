import assert from 'node:assert/strict';
import { STEPS } from '../../../src/core/step';
import { INSPECTOR_CHECKS } from '../../../src/protocol/inspectorChecks';

const {
  open,
  timeline,
  point,
  map,
  dirty,
  changedBytes,
  devices,
  device,
  findFields,
  series,
  page,
  pageHistory,
  move,
  step,
} = INSPECTOR_CHECKS;

describe('the checks of what a page asks', () => {
  it('pass on what is right, and nothing else', () => {
    const extra = { __proto__: { evil: 1 }, more: 'x' };
    assert.deepEqual(timeline({ from: 1, to: 5, columns: 3, ...extra }), {
      from: 1,
      to: 5,
      columns: 3,
    });
    assert.deepEqual(page({ point: 2, page: 7, ...extra }), { point: 2, page: 7 });
    assert.deepEqual(page({ point: 2, page: 7, against: 0 }), { point: 2, page: 7, against: 0 });
    const history = { page: 7, from: 0, to: 9, columns: 2048 };
    assert.deepEqual(pageHistory({ ...history, ...extra }), history);
    assert.equal(open({ anything: 1 }), undefined);
  });

  it('take of a question about the map what it needs', () => {
    assert.deepEqual(map({ point: 2, from: 0, to: 9 }), { from: 0, to: 9 });
    for (const check of [dirty, changedBytes]) {
      assert.deepEqual(check({ point: 2, from: 0 }), { point: 2 });
      assert.throws(() => check({ point: -1 }), /"point"/);
    }
    assert.throws(() => map({ from: 0 }), /"to"/);
  });

  it('leave out of a move what was left out', () => {
    assert.deepEqual(move({ point: 3 }), { point: 3 });
    assert.deepEqual(move({ from: 1, to: undefined }), { from: 1 });
    assert.deepEqual(move({}), {});
  });

  it('let a move select no page, also as JSON, in which undefined is left out', () => {
    assert.deepEqual(move({ page: null }), { page: null });
    assert.deepEqual(move({ page: undefined }), { page: null });
    assert.deepEqual(move(JSON.parse(JSON.stringify({ point: 1, page: null }))), {
      point: 1,
      page: null,
    });
    assert.throws(() => move({ page: '7' }), /"page"/);
    assert.throws(() => page({ point: 0, page: null }), /"page"/);
  });

  it('pass on a field that is sought or plotted', () => {
    const found = { point: 1, against: 0, filter: 'cpu zf' };
    assert.deepEqual(findFields({ ...found, more: 1 }), found);
    const plotted = { device: 'cpu.0', field: 'eflags', from: 0, to: 9, columns: 300 };
    assert.deepEqual(series({ ...plotted, more: 1 }), plotted);
    for (const wrong of [7, undefined, 'x'.repeat(1025)]) {
      assert.throws(() => findFields({ ...found, filter: wrong }), /"filter" must be text/);
      assert.throws(() => series({ ...plotted, field: wrong }), /"field" must be text/);
    }
    assert.throws(() => series({ ...plotted, columns: 0 }), /"columns" must be/);
    assert.throws(() => series({ ...plotted, columns: 1e6 }), /"columns" must be/);
  });

  it('know every step', () => {
    for (const name of STEPS) assert.deepEqual(step({ step: name }), { step: name });
    for (const wrong of ['toString', '', 7, undefined, { step: 'next' }]) {
      assert.throws(() => step({ step: wrong }), /"step" must be the name of a step/);
    }
  });

  it('refuse numbers that are not whole, out of range, or no numbers', () => {
    for (const wrong of [-1, 0.5, NaN, Infinity, 2 ** 32, '1', null, undefined, {}, [1]]) {
      assert.throws(() => point({ point: wrong }), /"point" must be a whole number from 0 to/);
    }
    assert.throws(() => timeline({ from: 0, to: 1, columns: 0 }), /"columns" .* from 1 to 16384/);
    assert.throws(() => timeline({ from: 0, to: 1, columns: 16385 }), /"columns"/);
    assert.throws(() => page({ point: 0, page: 2 ** 40 }), /"page"/);
    assert.throws(() => page({ point: 0, page: 1, against: -1 }), /"against"/);
    assert.throws(() => pageHistory({ page: 1, from: 0, to: 1, columns: 0 }), /"columns"/);
    assert.throws(() => move({ page: -1 }), /"page"/);
    assert.throws(() => devices({ point: 1 }), /"against"/);
  });

  it('refuse a device name that is none', () => {
    assert.throws(() => device({ point: 1, device: 7 }), /"device" must be text/);
    assert.throws(() => device({ point: 1, device: 'x'.repeat(257) }), /"device" must be text/);
  });

  it('do not take inherited properties for given ones', () => {
    assert.throws(() => point(Object.create({ point: 1 })), /"point"/);
  });

  it('refuse parameters that are no object', () => {
    for (const wrong of [undefined, null, 1, 'x']) {
      assert.throws(() => point(wrong), /must be an object/);
    }
  });
});
