import assert from 'node:assert/strict';
import { changeLines, formatLeaf } from '../../../src/cli/changeText';
import { hexDump } from '../../../src/cli/hexDump';
import { pageListLines } from '../../../src/cli/pageList';
import { suggestion } from '../../../src/cli/suggestion';
import { Table } from '../../../src/cli/table';
import { wrap } from '../../../src/cli/wrap';

describe('Table', () => {
  it('aligns columns to their widest cell and leaves no spaces at the end of a line', () => {
    const rows = [
      ['net-tx', '1', ''],
      ['x', '1,000', 'y'],
    ];
    const table = new Table(
      [
        { title: 'cause', align: 'left' },
        { title: 'n', align: 'right' },
        { title: 'o', align: 'left' },
      ],
      rows,
    );
    assert.deepEqual(
      [table.header(), ...rows.map((row) => table.row(row))],
      ['cause       n  o', 'net-tx      1', 'x       1,000  y'],
    );
  });
});

describe('wrap', () => {
  it('fills lines up to the width and gives a longer word a line of its own', () => {
    assert.deepEqual(wrap(['aa', 'bb', 'cccccc', 'd'], 5, ' '), ['aa bb', 'cccccc', 'd']);
    assert.deepEqual(wrap([], 5, ' '), []);
  });
});

describe('pageListLines', () => {
  it('joins consecutive pages into runs', () => {
    assert.deepEqual(pageListLines([1, 2, 3, 5, 0x1f3, 0x1f4], 80), [
      '  0x1-0x3  0x5  0x1f3-0x1f4',
    ]);
    assert.deepEqual(pageListLines([], 80), []);
  });

  it('stays within the width', () => {
    assert.deepEqual(pageListLines([0x10, 0x20, 0x30], 12), ['  0x10  0x20', '  0x30']);
  });
});

describe('hexDump', () => {
  it('shows address, bytes and text, and stands a star for repeated lines', () => {
    const bytes = new Uint8Array(0x44);
    bytes.set(new TextEncoder().encode('Kemari\x00~\x7f'), 0x30);
    bytes[0x40] = 0xff;
    assert.equal(
      hexDump(bytes, 0x1f3000),
      [
        '001f3000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|',
        '*',
        '001f3030  4b 65 6d 61 72 69 00 7e  7f 00 00 00 00 00 00 00  |Kemari.~........|',
        '001f3040  ff 00 00 00                                       |....|',
        '001f3044',
      ].join('\n'),
    );
  });

  it('writes addresses above 4 GiB in full', () => {
    assert.match(hexDump(Uint8Array.of(1), 0x1_2345_6000), /^123456000 {2}01 .*\n123456001$/);
  });
});

describe('suggestion', () => {
  it('finds the nearest word, or the one that was begun', () => {
    assert.equal(suggestion('recrod', ['record', 'inspect']), 'record');
    assert.equal(suggestion('ins', ['record', 'inspect']), 'inspect');
  });

  it('does not guess wildly', () => {
    assert.equal(suggestion('xyzzy', ['record', 'inspect']), undefined);
  });
});

describe('changeLines', () => {
  const style = { bold: (text: string): string => text, dim: (text: string): string => text };

  it('gathers changes under their devices and aligns the arrows', () => {
    const lines = changeLines(
      [
        { device: 'cpu.0', field: 'eax', before: 9, after: 4660 },
        { device: 'uart.0', field: 'lcr', before: undefined, after: null },
        { device: 'cpu.0', field: 'halted', before: false, after: true },
      ],
      style,
    );
    assert.deepEqual(lines, [
      '  cpu.0',
      '    eax         9 → 0x1234',
      '    halted  false → true',
      '  uart.0',
      '    lcr  (none) → null',
    ]);
  });

  it('sets a long value above the new one, so that it does not push the others away', () => {
    const lines = changeLines(
      [
        { device: 'd', field: 'n', before: 1, after: 2 },
        { device: 'd', field: 'data', before: new Uint8Array(9), after: Uint8Array.of(1) },
      ],
      style,
    );
    assert.deepEqual(lines.join('\n').split('\n'), [
      '  d',
      '    n     1 → 2',
      '    data  00 00 00 00 00 00 00 00 00',
      '        → 01',
    ]);
  });

  it('shows names from the file without their control characters', () => {
    const lines = changeLines([{ device: 'a\x1b', field: 'b\n', before: 1, after: 2 }], style);
    assert.deepEqual(lines, ['  a\\u001b', '    b\\u000a  1 → 2']);
  });
});

describe('formatLeaf', () => {
  it('writes each type so that it can be told from the others', () => {
    const leaves = [
      5,
      255,
      -255,
      1.5,
      NaN,
      7n,
      255n,
      -3n,
      true,
      null,
      'a"\n',
      Uint8Array.of(1, 255),
    ];
    assert.deepEqual(leaves.map(formatLeaf), [
      '5',
      '0xff',
      '-255',
      '1.5',
      'NaN',
      '7',
      '0xff',
      '-3',
      'true',
      'null',
      '"a"\\u000a"',
      '01 ff',
    ]);
  });

  it('cuts long bytes and long text short', () => {
    assert.equal(formatLeaf(new Uint8Array(40)), `${'00 '.repeat(16)}… (40 bytes)`);
    assert.equal(formatLeaf('x'.repeat(99)), `"${'x'.repeat(60)}"…`);
    assert.equal(formatLeaf(new Uint8Array()), '(no bytes)');
  });
});
