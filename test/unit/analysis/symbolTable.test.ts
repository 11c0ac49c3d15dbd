import assert from 'node:assert/strict';
import { SymbolTable } from '../../../src/analysis/symbolTable';
import { KemariError } from '../../../src/core/errors';
import kernel from '../../../src/machine/v86/guest/kemari-guest.elf';
import { seededNumbers } from '../../support/randomTrace';

/** A file of 64 bits with these functions and nothing else. */
function elf64(functions: readonly (readonly [name: string, address: number, bytes: number])[]) {
  const names = Buffer.from(`\0${functions.map(([name]) => name).join('\0')}\0`);
  const symbolsAt = 64 + 3 * 64;
  const namesAt = symbolsAt + 24 * functions.length;
  const elf = Buffer.alloc(namesAt + names.length);
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]).copy(elf);
  elf.writeBigUInt64LE(64n, 40);
  elf.writeUInt16LE(64, 58);
  elf.writeUInt16LE(3, 60);
  const section = (number: number, type: number, start: number, bytes: number, link: number) => {
    const at = 64 + 64 * number;
    elf.writeUInt32LE(type, at + 4);
    elf.writeBigUInt64LE(BigInt(start), at + 24);
    elf.writeBigUInt64LE(BigInt(bytes), at + 32);
    elf.writeUInt32LE(link, at + 40);
  };
  section(1, 2, symbolsAt, 24 * functions.length, 2);
  section(2, 3, namesAt, names.length, 0);
  functions.forEach(([name, address, bytes], i) => {
    const at = symbolsAt + 24 * i;
    elf.writeUInt32LE(names.indexOf(`\0${name}\0`) + 1, at);
    elf.writeUInt8(0x12, at + 4);
    elf.writeBigUInt64LE(BigInt(address), at + 8);
    elf.writeBigUInt64LE(BigInt(bytes), at + 16);
  });
  names.copy(elf, namesAt);
  return elf;
}

describe('a table of symbols', () => {
  it('names the functions of the built-in guest', () => {
    const symbols = SymbolTable.ofElf(kernel, 'guest.elf');
    // Before all functions, and far behind them.
    assert.equal(symbols.nameAt(0), undefined);
    assert.equal(symbols.nameAt(0x7fff_ffff), undefined);
    const named = Array.from({ length: 0x2000 }, (_, i) => symbols.nameAt(0x10_0000 + i));
    assert.ok(named.includes('guest_main'));
    assert.ok(named.includes('guest_main+0x1'));
    assert.ok(named.includes('memwalk_step+0x80'));
  });

  it('of a file of 64 bits names what lies in a function, and nothing between two', () => {
    const elf = elf64([
      ['second', 0x2000, 16],
      ['first', 0x1000, 0x20],
    ]);
    const symbols = SymbolTable.ofElf(elf, 'vmlinux');
    assert.equal(symbols.nameAt(0xfff), undefined);
    assert.equal(symbols.nameAt(0x1000), 'first');
    assert.equal(symbols.nameAt(0x101f), 'first+0x1f');
    assert.equal(symbols.nameAt(0x1020), undefined);
    assert.equal(symbols.nameAt(0x200f), 'second+0xf');
  });

  it('says of what it cannot read what was expected, and where', () => {
    assert.throws(() => SymbolTable.ofElf(new Uint8Array(3), 'a.txt'), {
      message: 'a.txt at offset 0: expected an ELF file, found other bytes',
    });
    assert.throws(
      () => SymbolTable.ofElf(kernel.subarray(0, 1000), 'cut.elf'),
      /cut\.elf at offset/,
    );
  });

  it('is made of a damaged file, or refused, but never reads beyond it', () => {
    const random = seededNumbers(1);
    for (let i = 0; i < 3000; i++) {
      const elf = kernel.slice();
      for (let k = random(4); k >= 0; k--) {
        const at = random(3) === 0 ? random(elf.length) : random(60);
        elf[at] = random(256);
      }
      try {
        SymbolTable.ofElf(elf, 'damaged.elf').nameAt(0x10_0000);
      } catch (error) {
        assert.ok(error instanceof KemariError, String(error));
      }
    }
  });
});
