import assert from 'node:assert/strict';
import { KemariError } from '../../../../src/core/errors';
import kernel from '../../../../src/machine/v86/guest/kemari-guest.elf';
import { checkKernel } from '../../../../src/machine/v86/kernelImage';
import { machineWith } from './machines';
import { TinyGuest } from './tinyGuest';

const MEMORY = 8 << 20;
const tiny = new TinyGuest().raw(0xf4).image();

/** The tiny guest with one 32-bit field changed. */
function with32(offset: number, value: number): Uint8Array {
  const image = tiny.slice();
  new DataView(image.buffer).setUint32(offset, value, true);
  return image;
}

describe('a kernel image', () => {
  it('is taken if it is a multiboot ELF file that fits', () => {
    checkKernel(kernel, MEMORY);
    checkKernel(tiny, MEMORY);
  });

  const wrong: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['is empty', new Uint8Array(0), /ELF header/],
    ['is no ELF file', new Uint8Array(9000), /ELF file/],
    ['has no multiboot header', with32(84, 0), /multiboot/],
    ['has a multiboot header whose checksum is wrong', with32(92, 0), /multiboot/],
    ['has its program headers outside of the file', with32(28, 0xffff_fff0), /program headers/],
    [
      'has a segment that ends outside of the file',
      with32(52 + 16, 1 << 30),
      /segment within 8192/,
    ],
    [
      'has a segment that ends outside of memory',
      with32(52 + 20, 1 << 30),
      /8388608 bytes of memory/,
    ],
    ['has a segment that starts outside of memory', with32(52 + 12, 0xffff_f000), /of memory/],
    ['is cut', tiny.subarray(0, 60), /multiboot|program headers/],
  ];
  for (const [what, image, message] of wrong) {
    it(`is refused if it ${what}`, async () => {
      assert.throws(() => checkKernel(image, MEMORY), message);
      await assert.rejects(machineWith(image), (error) => error instanceof KemariError);
    });
  }
});
