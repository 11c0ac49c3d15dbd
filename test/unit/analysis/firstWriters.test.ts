import assert from 'node:assert/strict';
import { pagesByWriter, writerText, writerToJson } from '../../../src/analysis/firstWriters';
import { SymbolTable } from '../../../src/analysis/symbolTable';
import type { PageWriter } from '../../../src/core/pageWriter';
import kernel from '../../../src/machine/v86/guest/kemari-guest.elf';

const INSTRUCTION: PageWriter = { kind: 'instruction', address: 0x10_0375 };
const DISK: PageWriter = { kind: 'device', device: 'ide.0' };

describe('first writers', () => {
  it('are told with their pages, most pages first, without those that are not known', () => {
    const writers = { of: Uint32Array.of(2, 0, 1, 2), list: [INSTRUCTION, DISK] };
    assert.deepEqual(pagesByWriter([3, 5, 6, 9], writers), [
      { writer: DISK, gfns: [3, 9] },
      { writer: INSTRUCTION, gfns: [6] },
    ]);
  });

  it('are devices, or instructions with the function they are in if it is known', () => {
    const symbols = SymbolTable.ofElf(kernel, 'guest.elf');
    const symbol = symbols.nameAt(0x10_0375);
    assert.ok(symbol);
    assert.equal(writerText(DISK, symbols), 'ide.0');
    assert.equal(writerText(INSTRUCTION), '0x00100375');
    assert.equal(writerText(INSTRUCTION, symbols), `0x00100375 ${symbol}`);
    assert.deepEqual(writerToJson(DISK, symbols), { device: 'ide.0' });
    assert.deepEqual(writerToJson(INSTRUCTION), { address: '0x00100375' });
    assert.deepEqual(writerToJson(INSTRUCTION, symbols), { address: '0x00100375', symbol });
  });
});
