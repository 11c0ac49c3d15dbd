import assert from 'node:assert/strict';
import { KemariError } from '../../../src/core/errors';
import { asGuestAddress, PAGE_SIZE } from '../../../src/core/gfn';
import { PageSpace } from '../../../src/core/guestMemory';
import { crc32 } from '../../../src/node/crc32';
import { FORMAT_VERSION } from '../../../src/trace/format';
import { decodeFileHeader, encodeFileHeader } from '../../../src/trace/fileHeader';
import type { TraceHeader } from '../../../src/trace/trace';
import { traceHeader } from '../../support/traces';

const HEADER: TraceHeader = {
  ...traceHeader(),
  version: FORMAT_VERSION,
  uuid: '01234567-89ab-4cde-8f01-23456789abcd',
};

/** Sets a field and makes the checksum right again. */
function changed(change: (view: DataView) => void): Uint8Array {
  const bytes = encodeFileHeader(HEADER, crc32);
  const view = new DataView(bytes.buffer);
  change(view);
  view.setUint32(4092, crc32(bytes.subarray(0, 4092)), true);
  return bytes;
}

function decode(bytes: Uint8Array): TraceHeader {
  return decodeFileHeader(bytes, 'some/file', crc32);
}

describe('A trace header', () => {
  it('comes back as it was written', () => {
    assert.deepEqual(decode(encodeFileHeader(HEADER, crc32)), HEADER);
  });

  it('of a newer version names the version and the writer, and says what to do', () => {
    const bytes = changed((view) => view.setUint16(8, 7, true));
    assert.throws(
      () => decode(bytes),
      /^KemariError: some\/file: this trace has format version 7 and was written by kemari test; this Kemari reads versions 1 to 2\. Open it with a newer Kemari$/,
    );
  });

  it('of a newer version is told from damage although its checksum lies elsewhere', () => {
    const bytes = changed((view) => view.setUint16(8, FORMAT_VERSION + 1, true));
    bytes[4092] ^= 1;
    assert.throws(() => decode(bytes), /format version 3/);
  });

  it('that requires a feature it does not know is refused', () => {
    assert.throws(() => decode(changed((view) => view.setUint32(12, 4, true))), /features 4/);
  });

  it('with a flipped bit is damaged', () => {
    const bytes = encodeFileHeader(HEADER, crc32);
    bytes[60] ^= 1;
    assert.throws(() => decode(bytes), /some\/file: file header at offset 0: expected a matching/);
  });

  it('that is cut says so', () => {
    const bytes = encodeFileHeader(HEADER, crc32).subarray(0, 100);
    assert.throws(() => decode(bytes), /expected 4096 bytes, found 100; the file is cut/);
  });

  it('with other pages, an unknown mode or no memory is refused', () => {
    assert.throws(
      () => decode(changed((view) => view.setUint32(40, 65536, true))),
      /pages of 4096/,
    );
    assert.throws(() => decode(changed((view) => view.setUint8(44, 9))), /expected a mode/);
  });

  it('does not hold memory above 16 TiB', () => {
    const region = { name: 'far', start: asGuestAddress(2 ** 44), bytes: PAGE_SIZE };
    const pages = new PageSpace([region]);
    assert.throws(() => encodeFileHeader({ ...HEADER, pages }, crc32), /ends above 16 TiB/);
  });

  it('does not hold names that do not fit', () => {
    const workload = 'x'.repeat(5000);
    assert.throws(() => encodeFileHeader({ ...HEADER, workload }, crc32), RangeError);
  });
});

describe('What is not a trace', () => {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value.padEnd(4096));
  for (const [name, bytes, looksLike] of [
    ['an empty file', new Uint8Array(0), 'the file is empty'],
    ['a QEMU stream', text('QEVM'), 'it begins with the magic of a QEMU migration stream'],
    ['a gzip file', Uint8Array.of(0x1f, 0x8b, 8), 'it begins with the magic of a gzip file'],
    ['text', text('point,time\n'), 'it begins with the text "point,time\\n'],
    ['zeros', new Uint8Array(8192), 'it begins with zeros'],
    ['anything else', Uint8Array.of(1, 2, 3, 250), 'it begins with the bytes 01 02 03 fa'],
  ] as const) {
    it(`is refused with a word on what it looks like: ${name}`, () => {
      assert.throws(
        () => decode(bytes),
        (error: unknown) => {
          assert.ok(error instanceof KemariError);
          assert.equal(error.kind, 'input');
          assert.deepEqual(error.place, { file: 'some/file', offset: 0 });
          assert.ok(error.message.startsWith('some/file is not a Kemari trace: '), error.message);
          assert.ok(error.message.includes(looksLike), error.message);
          return true;
        },
      );
    });
  }
});
