import assert from 'node:assert/strict';
import { ByteReader } from '../../../src/core/byteReader';
import { ByteWriter } from '../../../src/core/byteWriter';
import { KemariError } from '../../../src/core/errors';
import type { LeafValue } from '../../../src/core/deviceState';
import { checkLeaf, readLeaf, writeLeaf } from '../../../src/trace/leafValue';
import { seededNumbers } from '../../support/randomTrace';

const SOURCE = { file: 'f.kemari', record: 'DEV record', offset: 0 };

function roundTrip(value: LeafValue, before?: LeafValue): LeafValue {
  checkLeaf(value);
  const out = new ByteWriter();
  writeLeaf(out, value, before);
  const reader = new ByteReader(out.copy(), SOURCE);
  const read = readLeaf(reader, before);
  reader.end();
  return read;
}

describe('A leaf of device state', () => {
  const values: readonly LeafValue[] = [
    null,
    true,
    false,
    0,
    -0,
    1,
    -1,
    127,
    128,
    2 ** 31,
    2 ** 53 - 1,
    -(2 ** 53 - 1),
    2 ** 53,
    -(2 ** 53),
    0.1,
    -1.5e300,
    5e-324,
    NaN,
    Infinity,
    -Infinity,
    0n,
    1n,
    -1n,
    255n,
    256n,
    2n ** 64n - 1n,
    -(2n ** 63n),
    10n ** 60n,
    2n ** 8192n - 1n,
    -(2n ** 8192n - 1n),
    '',
    'regs',
    'ö \u{1f4a1}',
    '\ufeffmarked',
    '\ud800',
    'a\udc00b',
    new Uint8Array(0),
    Uint8Array.of(0, 255),
  ];
  for (const value of values) {
    const name = typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? String(value));
    it(`comes back as it was: ${Object.is(value, -0) ? '-0' : name} (${typeof value})`, () => {
      assert.ok(Object.is(roundTrip(value), value) || value instanceof Uint8Array);
      assert.deepEqual(roundTrip(value), value);
    });
  }

  it('comes back from a patch of the bytes before, wherever they differ', () => {
    const random = seededNumbers(3);
    for (let round = 0; round < 500; round++) {
      const before = Uint8Array.from({ length: random(300) }, () => random(256));
      const after = before.slice();
      for (let i = random(20); i > 0 && after.length > 0; i--)
        after[random(after.length)] = random(256);
      assert.deepEqual(roundTrip(after, before), after);
    }
  });

  it('is stored whole when the bytes before had another length, or were no bytes', () => {
    assert.deepEqual(roundTrip(Uint8Array.of(1, 2), Uint8Array.of(1)), Uint8Array.of(1, 2));
    assert.deepEqual(roundTrip(Uint8Array.of(1, 2), 'text'), Uint8Array.of(1, 2));
  });

  it('takes a few bytes for a small change in many', () => {
    const before = new Uint8Array(32768);
    const after = before.slice();
    after[20000] = 1;
    const out = new ByteWriter();
    writeLeaf(out, after, before);
    assert.ok(out.length < 10, `${out.length} bytes`);
  });

  it('of an unknown tag, or a patch of nothing, is damage', () => {
    for (const bytes of [[12], [255], [10, 0], [9, 5, 1], [6, 200]]) {
      const reader = new ByteReader(Uint8Array.from(bytes), SOURCE);
      assert.throws(() => readLeaf(reader), KemariError);
    }
  });

  it('is no number that takes more than 1024 bytes', () => {
    const out = new ByteWriter();
    out.u8(6);
    out.varint(1025);
    out.bytes(new Uint8Array(1025));
    const reader = new ByteReader(out.copy(), SOURCE);
    assert.throws(() => readLeaf(reader), /at most 1024 bytes, found 1025/);
    assert.throws(() => checkLeaf(2n ** 8192n), RangeError);
    assert.throws(() => checkLeaf(-(2n ** 8192n)), RangeError);
  });

  it('patched behind its end is damage', () => {
    const patch = Uint8Array.of(10, 1, 3, 2, 9, 9);
    const reader = new ByteReader(patch, SOURCE);
    assert.throws(
      () => readLeaf(reader, new Uint8Array(4)),
      /expected a run below 4, found one to 5/,
    );
  });
});
