import assert from 'node:assert/strict';
import type { Output, OutputKind } from '../../../src/core/syncPoint';
import {
  causeOf,
  HOLD_LIMIT,
  isFull,
  TAP_ALL,
  tapPolicy,
  travels,
} from '../../../src/engine/tapPolicy';

const output = (kind: OutputKind, bytes = 1): Output => ({ kind, data: new Uint8Array(bytes) });

describe('the tap policy', () => {
  it('takes a sync point at the first output that is to be synchronized', () => {
    const outputs = [output('serial-tx'), output('net-tx')];
    assert.equal(causeOf(TAP_ALL, outputs), 'serial-tx');
    assert.equal(causeOf(tapPolicy(['net-tx']), outputs), 'net-tx');
  });

  it('lets the guest run on while only outputs are held that ask for nothing', () => {
    assert.equal(causeOf(tapPolicy(['net-tx']), [output('serial-tx')]), undefined);
    assert.equal(causeOf(TAP_ALL, []), undefined);
  });

  it('gives each output one of three treatments, and accesses one of two', () => {
    assert.deepEqual(tapPolicy(['net-tx', 'irqchip'], ['serial-tx']), {
      'net-tx': 'sync',
      'disk-write': 'hold',
      'disk-flush': 'hold',
      'serial-tx': 'ignore',
      irqchip: 'sync',
      timer: 'ignore',
    });
  });

  it('lets what is ignored travel only if the passive is to follow it', () => {
    const policy = tapPolicy(['net-tx'], ['serial-tx', 'disk-write', 'disk-flush']);
    const traveling = (['net-tx', 'serial-tx', 'disk-write', 'disk-flush'] as const).filter(
      (kind) => travels(policy, output(kind)),
    );
    assert.deepEqual(traveling, ['net-tx', 'disk-write']);
    assert.equal(causeOf(policy, [output('disk-write')]), undefined);
  });

  it('is never full of nothing', () => {
    assert.equal(isFull([]), false);
  });

  it('takes a sync point when too much is held', () => {
    const policy = tapPolicy(['net-tx']);
    const many = Array.from({ length: HOLD_LIMIT.outputs }, () => output('serial-tx'));
    assert.equal(causeOf(policy, many.slice(1)), undefined);
    assert.equal(causeOf(policy, many), 'serial-tx');
    assert.equal(causeOf(policy, [output('disk-write', HOLD_LIMIT.bytes)]), 'disk-write');
  });
});
