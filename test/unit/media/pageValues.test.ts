import assert from 'node:assert/strict';
import { formatOffset, parseOffset } from '../../../media/pane/page/offsetInput';
import { nearestPoint, versionAt } from '../../../media/pane/page/pageVersions';
import { printable, valuesAt, type ReadingStyle } from '../../../media/pane/page/valuesAt';

const LITTLE: ReadingStyle = { byteOrder: 'little', integers: 'unsigned' };

/** Every reading as `name value`. */
function readings(bytes: Uint8Array, offset: number, style: Partial<ReadingStyle> = {}): string[] {
  const values = valuesAt(bytes, offset, { ...LITTLE, ...style });
  return values.map(({ name, value }) => `${name} ${value}`);
}

describe('the values at the cursor', () => {
  const bytes = new TextEncoder().encode('1:59 GMT');

  it('are read in either byte order', () => {
    assert.deepEqual(readings(bytes, 0).slice(0, 4), [
      'u8 49',
      'u16 14,897',
      'u32 959,789,617',
      'u64 6,074,589,676,116,982,321',
    ]);
    assert.deepEqual(readings(bytes, 0, { byteOrder: 'big' }).slice(0, 4), [
      'u8 49',
      'u16 12,602',
      'u32 825,898,297',
      'u64 3,547,206,175,978,638,676',
    ]);
  });

  it('are written signed or in hexadecimal', () => {
    const ones = new Uint8Array(8).fill(0xff);
    assert.deepEqual(readings(ones, 0, { integers: 'signed' }).slice(0, 4), [
      'i8 -1',
      'i16 -1',
      'i32 -1',
      'i64 -1',
    ]);
    assert.deepEqual(readings(bytes, 0, { integers: 'hex' }).slice(0, 4), [
      'u8 0x31',
      'u16 0x3A31',
      'u32 0x39353A31',
      'u64 0x544D472039353A31',
    ]);
    assert.equal(readings(ones, 0)[3], 'u64 18,446,744,073,709,551,615');
  });

  it('are read as floating-point numbers with as few digits as they need', () => {
    const view = new DataView(new ArrayBuffer(8));
    const floats = (): string[] => readings(new Uint8Array(view.buffer), 0).slice(4, 6);
    view.setFloat32(0, 3.1, true);
    assert.equal(floats()[0], 'f32 3.1');
    view.setFloat32(0, Math.PI, true);
    assert.equal(floats()[0], 'f32 3.1415927');
    for (const value of [Math.PI, 1e300, -0, NaN, -Infinity, 5e-324]) {
      view.setFloat64(0, value, true);
      assert.equal(floats()[1], `f64 ${Object.is(value, -0) ? '-0' : value}`);
    }
    for (let i = 0; i < 2000; i++) {
      view.setUint32(0, (i * 2654435761) >>> 0, true);
      const value = view.getFloat32(0, true);
      const read = Number(floats()[0]?.slice(4));
      assert.ok(Object.is(Math.fround(read), value), `${value} is written as ${read}`);
    }
  });

  it('end with the page', () => {
    const page = new Uint8Array(4096);
    page[4095] = 7;
    assert.deepEqual(readings(page, 4095), [
      'u8 7',
      'u16 –',
      'u32 –',
      'u64 –',
      'f32 –',
      'f64 –',
      'text "·"',
    ]);
  });

  it('show what is no ASCII as a dot', () => {
    assert.equal(printable(Uint8Array.of(0x41, 0, 0x7f, 0x80, 0x20)), 'A··· ');
  });
});

describe('an offset that is typed', () => {
  const parse = (text: string): number | undefined => parseOffset(text, 0x20, 0x104000, 0x1000);

  it('is hexadecimal, as offsets are shown', () => {
    assert.equal(parse('0A4'), 0xa4);
    assert.equal(parse(' 0xfff '), 0xfff);
    assert.equal(parse('100'), 0x100);
    assert.equal(parse(formatOffset(0xbcd)), 0xbcd);
  });

  it('may be a distance from the cursor', () => {
    assert.equal(parse('+10'), 0x30);
    assert.equal(parse('- 0x20'), 0);
    assert.equal(parse('-21'), undefined);
  });

  it('may be an address inside the page', () => {
    assert.equal(parse('0x1040A4'), 0xa4);
    assert.equal(parse('10_4fff'), 0xfff);
    assert.equal(parse('105000'), undefined);
  });

  it('is refused where it is nothing of that', () => {
    for (const wrong of ['', ' ', 'g', '0x', '1000', '1 2', '--1', '1.5', '_']) {
      assert.equal(parse(wrong), undefined, wrong);
    }
  });
});

describe('the versions of a page', () => {
  const points = Uint32Array.of(3, 10, 11, 40);

  it('are found from wherever the pointer is', () => {
    for (const [near, point] of [
      [0, 3],
      [3, 3],
      [6, 3],
      [7, 10],
      [11, 11],
      [26, 40],
      [99, 40],
    ] as const) {
      assert.equal(nearestPoint(points, near), point, `near ${near}`);
    }
    assert.equal(nearestPoint(new Uint32Array(), 5), undefined);
  });

  it('are counted from 1', () => {
    assert.equal(versionAt(points, 3), 1);
    assert.equal(versionAt(points, 40), 4);
    assert.equal(versionAt(points, 12), 0);
    assert.equal(versionAt(points, 41), 0);
  });
});
