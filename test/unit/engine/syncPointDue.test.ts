import assert from 'node:assert/strict';
import type { Output, OutputKind } from '../../../src/core/syncPoint';
import { SyncPointDue, type GuestSoFar } from '../../../src/engine/syncPointDue';
import { HOLD_LIMIT, TAP_ALL, tapPolicy } from '../../../src/engine/tapPolicy';

const output = (kind: OutputKind): Output => ({ kind, data: new Uint8Array(1) });
const QUIET: GuestSoFar = {
  held: [],
  access: undefined,
  guestTimeUs: 1_000,
  nowUs: 5_000,
  room: true,
};
const full = Array.from({ length: HOLD_LIMIT.outputs }, () => output('serial-tx'));

describe('when a sync point is due', () => {
  it('is at output that is to be synchronized, at once', () => {
    const due = new SyncPointDue({ kind: 'stop-and-copy' }, tapPolicy(['net-tx']));
    due.begin(0);
    assert.equal(due.cause(QUIET), undefined);
    assert.equal(due.cause({ ...QUIET, held: [output('serial-tx')] }), undefined);
    assert.equal(due.soon, false);
    assert.equal(due.cause({ ...QUIET, held: [output('serial-tx'), output('net-tx')] }), 'net-tx');
  });

  it('is at an access only if that is to be synchronized, and output comes before it', () => {
    const due = new SyncPointDue({ kind: 'stop-and-copy' }, tapPolicy(['net-tx', 'irqchip']));
    due.begin(0);
    assert.equal(due.cause({ ...QUIET, access: 'timer' }), undefined);
    assert.equal(due.cause({ ...QUIET, access: 'irqchip' }), 'irqchip');
    due.begin(0);
    const both = { ...QUIET, access: 'irqchip', held: [output('net-tx')] } as const;
    assert.equal(due.cause(both), 'net-tx');
  });

  it('is by the clock in mode periodic, or when no more can be held', () => {
    const due = new SyncPointDue({ kind: 'periodic', intervalUs: 2_000 }, TAP_ALL);
    due.begin(4_000);
    assert.equal(due.soon, true);
    assert.equal(due.cause({ ...QUIET, held: [output('net-tx')], access: 'irqchip' }), undefined);
    assert.equal(due.cause({ ...QUIET, nowUs: 6_000 }), 'periodic');
    assert.equal(due.cause({ ...QUIET, held: full }), 'serial-tx');
  });

  it('is put off while there is no room in mode pipelined, and not for too long', () => {
    const due = new SyncPointDue({ kind: 'pipelined', aheadUs: 300 }, TAP_ALL);
    due.begin(0);
    const asked = { ...QUIET, held: [output('disk-write')], room: false };
    assert.equal(due.cause(asked), undefined);
    assert.equal(due.soon, true);
    assert.equal(due.cause({ ...asked, nowUs: 5_299 }), undefined);
    assert.equal(due.cause({ ...asked, nowUs: 5_300 }), 'disk-write');
    assert.equal(due.cause({ ...asked, room: true }), 'disk-write');
    assert.equal(due.cause({ ...asked, held: full }), 'disk-write');
  });

  it('remembers an access that was put off', () => {
    const due = new SyncPointDue({ kind: 'pipelined' }, tapPolicy(['irqchip']));
    due.begin(0);
    assert.equal(due.cause({ ...QUIET, access: 'irqchip', room: false }), undefined);
    assert.equal(due.cause(QUIET), 'irqchip');
    due.begin(0);
    assert.equal(due.cause(QUIET), undefined);
  });

  it('is put off for a while of guest time where outputs are to share it', () => {
    const due = new SyncPointDue({ kind: 'stop-and-copy' }, TAP_ALL, 500);
    due.begin(0);
    const first = { ...QUIET, held: [output('serial-tx')] };
    assert.equal(due.cause(first), undefined);
    const second = { ...first, held: [output('serial-tx'), output('net-tx')] };
    assert.equal(due.cause({ ...second, guestTimeUs: 1_499 }), undefined);
    assert.equal(due.cause({ ...second, guestTimeUs: 1_500 }), 'serial-tx');
    assert.equal(due.cause({ ...first, held: full }), 'serial-tx', 'or until no more can be held');
    assert.equal(due.cause({ ...first, nowUs: 25_000 }), 'serial-tx', 'or it takes the host long');
  });
});
