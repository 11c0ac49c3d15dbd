import assert from 'node:assert/strict';
import { ByteWriter } from '../../../src/core/byteWriter';
import {
  FORMAT_VERSION,
  MAX_OUT_BYTES,
  MAX_OUTPUTS,
  PageKind,
  RecordType,
} from '../../../src/trace/format';
import { decodePoint, encodePoint, type NewPoint } from '../../../src/trace/pointRecord';

const OWN = 100_000;

/** Encodes a POINT and decodes it for a guest of eight pages. */
function recode(change: Partial<NewPoint>): ReturnType<typeof decodePoint> {
  const point: NewPoint = {
    point: 1,
    previousOffset: 20_000,
    dirOffset: 0,
    devOffset: 30_000,
    schemaOffset: 30_000,
    imageOffset: 0,
    epochStartUs: 0,
    timeUs: 1,
    cause: 'manual',
    sentBytes: 0,
    phasesUs: { stop: 0, collect: 0, devices: 0, copy: 0, send: 0, ack: 0, resume: 0 },
    dirtyPages: 0,
    zeroPages: 0,
    outputs: [],
    outOffsets: [],
    changedDevices: [],
    blocks: [],
    pages: [],
    ...change,
  };
  const payload = new ByteWriter();
  encodePoint(point, OWN, payload);
  const body = {
    version: FORMAT_VERSION,
    type: RecordType.POINT,
    offset: OWN,
    payload: payload.view(),
  };
  return decodePoint(body, 'hostile.kemari', 8);
}

function zeroPages(count: number): Partial<NewPoint> {
  const pages = Array.from({ length: count }, (_, gfn) => ({ gfn, kind: PageKind.ZERO }));
  return { pages, dirtyPages: count, zeroPages: count };
}

describe('A POINT record', () => {
  const outputs = [{ kind: 'serial-tx', data: new Uint8Array(MAX_OUT_BYTES + 1) }] as const;

  it('names as many OUT records as its outputs fill', () => {
    const { value } = recode({ outputs, outOffsets: [40_000, 50_000] });
    assert.deepEqual(value.outOffsets, [40_000, 50_000]);
    assert.throws(() => recode({ outputs, outOffsets: [40_000] }), /expected 2 OUT records/);
    const many = new Array<number>(5000).fill(40_000);
    assert.throws(
      () => recode({ outputs, outOffsets: many }),
      /expected 2 OUT records.*found 5000/,
    );
  });

  it('names no OUT record twice, and none before another', () => {
    for (const outOffsets of [
      [40_000, 40_000],
      [50_000, 40_000],
    ]) {
      assert.throws(() => recode({ outputs, outOffsets }), /OUT records in their order/);
    }
  });

  it('has a bounded number of outputs', () => {
    const empty = { kind: 'disk-flush', data: new Uint8Array(0) } as const;
    const many = new Array<typeof empty>(MAX_OUTPUTS + 1).fill(empty);
    assert.throws(() => recode({ outputs: many }), /expected at most 1048576 outputs/);
  });

  it('has no more dirty pages than the guest has pages', () => {
    assert.equal(recode(zeroPages(8)).value.dirtyPages, 8);
    assert.throws(() => recode(zeroPages(9)), /at most the guest's 8 pages, found 9/);
  });
});
