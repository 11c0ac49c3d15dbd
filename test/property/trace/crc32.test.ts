import assert from 'node:assert/strict';
import { crc32 as ofZlib } from 'node:zlib';
import { crc32 } from '../../../src/web/crc32';
import { seededNumbers } from '../../support/randomTrace';

describe('The CRC-32 of the browser', () => {
  it('is that of zlib, for any bytes, from anywhere in a buffer, continued or not', () => {
    const random = seededNumbers(41);
    for (let round = 0; round < 500; round++) {
      const buffer = Uint8Array.from({ length: random(600) }, () => random(256));
      const bytes = buffer.subarray(random(9));
      const seed = random(2) === 0 ? 0 : ofZlib(Uint8Array.of(random(256), round & 255));
      assert.equal(crc32(bytes, seed), ofZlib(bytes, seed));
    }
    assert.equal(crc32(new TextEncoder().encode('123456789')), 0xcbf43926);
  });
});
