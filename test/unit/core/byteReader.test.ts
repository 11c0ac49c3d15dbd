import assert from 'node:assert/strict';
import { ByteReader } from '../../../src/core/byteReader';
import { ByteWriter } from '../../../src/core/byteWriter';
import { KemariError } from '../../../src/core/errors';

function reader(...bytes: number[]): ByteReader {
  return new ByteReader(Uint8Array.from(bytes), {
    file: 'f',
    record: 'POINT record',
    offset: 1000,
  });
}

/** Checks file, absolute offset, record and what was expected. */
function damage(offset: number, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof KemariError, String(error));
    assert.equal(error.kind, 'input');
    assert.deepEqual(error.place, { file: 'f', offset });
    assert.ok(error.message.startsWith(`f: POINT record at offset ${offset}: expected `));
    assert.match(error.message, message);
    return true;
  };
}

describe('the byte reader', () => {
  it('reads every varint that the writer writes', () => {
    for (const value of [0, 1, 127, 128, 16383, 16384, 2 ** 32, 2 ** 49, 2 ** 53 - 1]) {
      const writer = new ByteWriter();
      writer.varint(value);
      const read = reader(...writer.view());
      assert.equal(read.varint('number'), value);
      read.end();
    }
  });

  it('refuses numbers that a double does not hold', () => {
    const long = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    assert.throws(
      () => reader(...long, 0x1f).varint('x'),
      damage(1000, /x below 2\^53, found a larger/),
    );
    assert.throws(
      () => reader(...long, 0xff, 0x01).varint('x'),
      damage(1000, /found a longer number/),
    );
    assert.equal(reader(...long, 0x0f).varint('x'), 2 ** 53 - 1);
    assert.throws(() => reader(0, 0, 0, 0, 0, 0, 0x20, 0).u64('x'), damage(1000, /below 2\^53/));
  });

  it('names where a value is missing, and how much of it', () => {
    const read = reader(1, 2, 3);
    read.u8('first');
    assert.throws(
      () => read.u32('second'),
      damage(1001, /expected second \(4 bytes\), found 2 bytes/),
    );
    assert.throws(
      () => read.varint('x') + read.varint('x') + read.varint('x'),
      damage(1003, /found 0/),
    );
    assert.throws(
      () => reader(5, 65).string('name'),
      damage(1001, /name \(5 bytes\), found 1 bytes/),
    );
    assert.throws(() => reader(1, 2).bytes(2 ** 40, 'page'), damage(1000, /page/));
  });

  it('refuses a count of more than there is room for, before anything is allocated', () => {
    const writer = new ByteWriter();
    writer.varint(2 ** 40);
    assert.throws(
      () => reader(...writer.view(), 0).count('points', 2),
      damage(1000, /expected points that fits in 1 bytes, found 1099511627776/),
    );
    assert.equal(reader(2, 0, 0, 0, 0).count('points', 2), 2);
  });

  it('refuses text that is too long, or no UTF-8', () => {
    assert.throws(
      () => reader(4, 65, 65, 65, 65).string('name', 3),
      damage(1000, /at most 3 bytes/),
    );
    assert.throws(() => reader(1, 0xff).string('name'), damage(1000, /name in UTF-8/));
  });

  it('keeps a byte order mark', () => {
    assert.equal(reader(4, 0xef, 0xbb, 0xbf, 65).string('name'), '\ufeffA');
  });

  it('says what is left over', () => {
    const read = reader(1, 2, 3);
    read.u8('first');
    assert.equal(read.remaining, 2);
    assert.throws(() => read.end(), damage(1001, /expected the end, found 2 more bytes/));
  });
});
