import assert from 'node:assert/strict';
import {
  formatAddressAsSize,
  formatBytes,
  formatDuration,
  formatRange,
  formatRoundDuration,
  formatSteppedAddress,
} from '../../../media/format/quantities';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

describe('written quantities', () => {
  it('are sizes in binary units with at most three digits', () => {
    const sizes = [0, 1514, 16384, 32 * MIB, 12 * GIB, 1.5 * GIB].map(formatBytes);
    assert.deepEqual(sizes, ['0 B', '1.48 KiB', '16 KiB', '32 MiB', '12 GiB', '1.5 GiB']);
  });

  it('are addresses in the largest unit that is exact', () => {
    const addresses = [0, 4 * MIB, 3.5 * GIB, 0xfd000000, 0x10000].map(formatAddressAsSize);
    assert.deepEqual(addresses, ['0', '4 MiB', '3.5 GiB', '4,048 MiB', '64 KiB']);
  });

  it('are rounded addresses where no short number is exact', () => {
    assert.equal(formatAddressAsSize(0xfffc0000), '4 GiB');
  });

  it('are addresses in one unit where they are steps of a round size apart', () => {
    const rows = (start: number, step: number): string[] =>
      [0, 1, 2].map((row) => formatSteppedAddress(start + row * step, step));
    assert.deepEqual(rows(0, 4 * MIB), ['0', '4 MiB', '8 MiB']);
    assert.deepEqual(rows(4 * GIB, GIB), ['4 GiB', '5 GiB', '6 GiB']);
    assert.deepEqual(rows(4 * GIB, 32 * MIB), ['4,096 MiB', '4,128 MiB', '4,160 MiB']);
    assert.deepEqual(rows(512 * 1024, 256 * 1024), ['512 KiB', '768 KiB', '1 MiB']);
    assert.deepEqual(rows(28 * MIB, 65536), ['0x1c00000', '0x1c10000', '0x1c20000']);
  });

  it('are times with three digits', () => {
    const times = [0, 40, 3410, 47_200, 136_090, 999_600, 1_250_000].map(formatDuration);
    assert.deepEqual(times, [
      '0 ms',
      '0.04 ms',
      '3.41 ms',
      '47.2 ms',
      '136 ms',
      '1.00 s',
      '1.25 s',
    ]);
  });

  it('keep the zeros of round times that mean something', () => {
    const times = [120_000, 12_000, 6000, 1_500_000].map(formatRoundDuration);
    assert.deepEqual(times, ['120 ms', '12 ms', '6 ms', '1.5 s']);
  });

  it('are counts and ranges as they are spoken', () => {
    assert.equal(formatRange(700, 999), '700–999');
    assert.equal(formatRange(7, 7), '7');
  });
});
