import assert from 'node:assert/strict';
import {
  countOf,
  formatBytes,
  formatCount,
  formatDecimal,
  formatDuration,
  formatSeconds,
  formatShare,
  printable,
} from '../../../src/cli/format';

describe('format', () => {
  it('separates thousands', () => {
    assert.deepEqual([0, 999, 1000, 1234567].map(formatCount), ['0', '999', '1,000', '1,234,567']);
    assert.equal(formatDecimal(1234.56, 1), '1,234.6');
    assert.equal(formatDecimal(1234.5678, 0), '1,235');
    assert.equal(formatDecimal(0.000001, 6), '0.000001');
    assert.equal(formatSeconds(1_234_567_890), '1,234.567890');
  });

  it('counts in singular and plural', () => {
    assert.equal(countOf(1, 'page'), '1 page');
    assert.equal(countOf(0, 'page'), '0 pages');
    assert.equal(countOf(2000, 'entry', 'entries'), '2,000 entries');
  });

  it('writes sizes in the largest unit that leaves something before the point', () => {
    assert.equal(formatBytes(0), '0 B');
    assert.equal(formatBytes(1023), '1,023 B');
    assert.equal(formatBytes(1024), '1 KiB');
    assert.equal(formatBytes(32 * 2 ** 20), '32 MiB');
    assert.equal(formatBytes(1536), '1.50 KiB');
    assert.equal(formatBytes(123_456), '121 KiB');
    assert.equal(formatBytes(2 ** 60), '1,048,576 TiB');
  });

  it('writes times in the unit that suits them', () => {
    assert.equal(formatDuration(0), '0 µs');
    assert.equal(formatDuration(0.25), '0.3 µs');
    assert.equal(formatDuration(999), '999 µs');
    assert.equal(formatDuration(1000), '1.0 ms');
    assert.equal(formatDuration(123_400), '123 ms');
    assert.equal(formatDuration(12_340_000), '12.34 s');
    assert.equal(formatDuration(200_000_000), '3 min 20 s');
  });

  it('writes no share of nothing', () => {
    assert.equal(formatShare(1, 3), '33.3 %');
    assert.equal(formatShare(5, 0), '–');
  });

  it('makes control characters visible and leaves all other text alone', () => {
    assert.equal(printable('naïve 日本 \x1b[31m\n\u202e'), 'naïve 日本 \\u001b[31m\\u000a\\u202e');
  });
});
