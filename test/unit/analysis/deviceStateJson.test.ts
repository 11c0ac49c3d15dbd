import assert from 'node:assert/strict';
import { byteDump } from '../../../src/analysis/byteDump';
import { deviceStateJson } from '../../../src/analysis/deviceStateJson';
import type { DeviceState, LeafValue } from '../../../src/core/deviceState';

function device(name: string, leaves: Readonly<Record<string, LeafValue>>): DeviceState {
  return {
    schema: { device: name, fields: Object.keys(leaves) },
    values: Object.values(leaves),
  };
}

describe('a device state as JSON', () => {
  it('has registers in hex, counts in decimal, and the machine’s order', () => {
    const text = deviceStateJson([
      device('uart.0', { lsr: 0x60, divisor: 1 }),
      device('cpu.0', { 'regs.esp': -16, tsc: 2n ** 60n, halted: false, share: 0.5 }),
    ]);
    assert.equal(
      text,
      `{
  "uart.0": {
    "lsr": "0x60",
    "divisor": 1
  },
  "cpu.0": {
    "regs.esp": "0xFFFFFFF0",
    "tsc": "1152921504606846976",
    "halted": false,
    "share": 0.5
  }
}
`,
    );
  });

  it('is JSON also where names and values are strange', () => {
    const strange = device('a"b\\', {
      '': null,
      'x\n': 'line\nbreak "quoted"',
      nan: NaN,
      zero: -0,
      bytes: new Uint8Array(),
      __proto: 1,
    });
    const parsed = JSON.parse(deviceStateJson([strange, device('none', {})])) as unknown;
    assert.deepEqual(parsed, {
      'a"b\\': {
        '': null,
        'x\n': 'line\nbreak "quoted"',
        nan: 'NaN',
        zero: 0,
        bytes: '',
        __proto: 1,
      },
      none: {},
    });
    assert.equal(deviceStateJson([]), '{}\n');
  });

  it('shows short bytes on a line, and longer ones as a dump', () => {
    const text = deviceStateJson([
      device('ne2k', {
        mac: Uint8Array.of(0x52, 0x54, 0),
        memory: new Uint8Array(64).fill(0x41, 20),
      }),
    ]);
    const parsed = JSON.parse(text) as { ne2k: unknown };
    assert.deepEqual(parsed.ne2k, {
      mac: '52 54 00',
      memory: [
        `0000: ${'00 '.repeat(15)}00  ................`,
        `0010: 00 00 00 00 ${'41 '.repeat(11)}41  ....AAAAAAAAAAAA`,
        `0020: ${'41 '.repeat(15)}41  AAAAAAAAAAAAAAAA`,
        '*',
        '0040',
      ],
    });
  });

  it('differs only in the lines of what differs', () => {
    const memory = new Uint8Array(1 << 16);
    const changed = memory.slice();
    changed[0x1234] = 7;
    const lines = (bytes: Uint8Array): string[] =>
      deviceStateJson([device('ne2k', { isr: 1, memory: bytes, curr: 2 })]).split('\n');
    const before = new Set(lines(memory));
    const added = lines(changed).filter((line) => !before.has(line));
    assert.equal(added.length, 2);
    assert.match(added[0], /"01230: 00 00 00 00 07/);
    assert.match(added[1], /"01240: 00/);
  });

  it('has a bounded size, and says what is left out', () => {
    const fields = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`f${i}`, i]));
    const text = deviceStateJson([device('big', fields), device('next', { a: 1 })], 2000);
    assert.ok(text.length < 2400);
    const parsed = JSON.parse(text) as Record<string, unknown>;
    const shown = Object.keys(parsed['big'] as object).length;
    assert.equal(
      parsed['…'],
      `${1001 - shown} more fields are left out: the text would be too long`,
    );
    const long = JSON.parse(deviceStateJson([device('x', { text: 'a'.repeat(1e6) })])) as {
      x: { text: string };
    };
    assert.equal(long.x.text, `${'a'.repeat(4096)}… 1000000 characters`);
  });
});

describe('a dump of bytes', () => {
  it('tells of what it leaves out its length and a checksum', () => {
    const bytes = Uint8Array.from({ length: 4 * 16 }, (_, i) => i);
    const [first, rest, end] = byteDump(bytes, 1);
    assert.match(first, /^0000: 00 01 02/);
    assert.match(rest, /^0010: 48 more bytes, FNV-1a 0x[0-9A-F]{8}$/);
    assert.equal(end, '0040');
    bytes[63] ^= 1;
    assert.notEqual(byteDump(bytes, 1)[1], rest);
  });

  it('counts with as many digits as its length needs', () => {
    assert.deepEqual(byteDump(new Uint8Array(0x10000), 9).slice(1), ['*', '10000']);
  });

  it('has the checksum of the algorithm’s own test vectors', () => {
    const text = new TextEncoder().encode('foobar');
    assert.match(byteDump(text, 0)[0], /6 more bytes, FNV-1a 0xBF9CF968$/);
  });
});
