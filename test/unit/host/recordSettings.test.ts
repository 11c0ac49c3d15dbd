import assert from 'node:assert/strict';
import { readRecordSettings } from '../../../src/host/recordSettings';

const read = (settings: Record<string, unknown>) =>
  readRecordSettings(
    (name) =>
      ({
        mode: 'stop-and-copy',
        interval: 25,
        tap: ['net-tx'],
        seed: 1,
        durability: 'none',
        ...settings,
      })[name],
  );

describe('the settings of a recording', () => {
  it('are the mode, the outputs to hold, the seed and when a trace is safe', () => {
    assert.deepEqual(read({ tap: ['serial-tx', 'net-tx'] }), {
      mode: 'stop-and-copy',
      interval: 25,
      tap: ['net-tx', 'serial-tx'],
      seed: 1,
      durability: 'none',
    });
    const changed = { mode: 'periodic', interval: 1.5, seed: 0xffff_ffff, durability: 'point' };
    assert.deepEqual(read(changed), {
      mode: 'periodic',
      interval: 1.5,
      tap: ['net-tx'],
      seed: 0xffff_ffff,
      durability: 'point',
    });
  });

  it('are refused by name when nothing, or something unknown, is to be held', () => {
    for (const tap of [[], ['net-rx'], ['net-tx', 'net-rx'], [7], 'net-tx', null, undefined]) {
      assert.deepEqual(read({ tap }), { wrong: 'tap' });
    }
  });

  it('are refused by name when the mode is unknown, or its interval no time', () => {
    for (const mode of ['', 'remus', 1, null, undefined]) {
      assert.deepEqual(read({ mode }), { wrong: 'mode' });
    }
    for (const interval of [0, -5, NaN, Infinity, 60_001, '25', undefined]) {
      assert.deepEqual(read({ interval }), { wrong: 'interval' });
    }
  });

  it('are refused by name when the seed is no number of 32 bits', () => {
    for (const seed of [-1, 0.5, 2 ** 32, NaN, '1', null, undefined]) {
      assert.deepEqual(read({ seed }), { wrong: 'seed' });
    }
  });

  it('are refused by name when the durability is unknown', () => {
    for (const durability of ['always', '', 1, null, undefined]) {
      assert.deepEqual(read({ durability }), { wrong: 'durability' });
    }
  });
});
