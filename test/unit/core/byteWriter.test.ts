import assert from 'node:assert/strict';
import { ByteReader } from '../../../src/core/byteReader';
import { ByteWriter } from '../../../src/core/byteWriter';

describe('the byte writer', () => {
  it('grows in the middle of anything', () => {
    for (let capacity = 1; capacity < 64; capacity++) {
      const writer = new ByteWriter(capacity);
      writer.u8(1);
      writer.u16(0x203);
      writer.u32(0x4050607);
      writer.u64(2 ** 40 + 1);
      writer.bigint64(-2n);
      writer.f64(0.5);
      writer.varint(300);
      writer.string('kemari');
      writer.bytes(Uint8Array.of(9));
      const reader = new ByteReader(writer.view(), { file: 'file', record: 'record', offset: 0 });
      assert.equal(reader.u8('u8'), 1);
      assert.equal(reader.u16('u16'), 0x203);
      assert.equal(reader.u32('u32'), 0x4050607);
      assert.equal(reader.u64('u64'), 2 ** 40 + 1);
      assert.equal(reader.bigint64('bigint64'), -2n);
      assert.equal(reader.f64('f64'), 0.5);
      assert.equal(reader.varint('varint'), 300);
      assert.equal(reader.string('string'), 'kemari');
      assert.equal(reader.u8('bytes'), 9);
      reader.end();
    }
  });

  it('refuses as a varint what is no whole number below 2^53', () => {
    const writer = new ByteWriter();
    for (const value of [-1, -300, 0.5, 200.5, 2 ** 53, NaN, Infinity]) {
      assert.throws(() => writer.varint(value), RangeError);
    }
    assert.equal(writer.length, 0);
  });
});
