import assert from 'node:assert/strict';
import { formatChangedBits, formatLeaf, formatParts } from '../../../src/analysis/fieldFormat';
import {
  APIC_TABLE,
  CPU_TABLE,
  FPU_TABLE,
  IOAPIC_TABLE,
  PIC_TABLES,
} from '../../../src/machine/v86/cpuTables';
import { DEVICE_TABLES } from '../../../src/machine/v86/deviceTables';

/** `device field` of all that the embedded machine has. */
const EMBEDDED_FIELDS = new Set([
  'cpu.0 eip',
  'cpu.0 eflags',
  ...[CPU_TABLE, FPU_TABLE, APIC_TABLE, IOAPIC_TABLE, ...PIC_TABLES].flatMap((table) =>
    table.fields.map(({ name }) => `${table.device} ${name}`),
  ),
  ...DEVICE_TABLES.flatMap(({ layout: { schema } }) =>
    schema.fields.map((field) => `${schema.device} ${field}`),
  ),
]);

describe('a leaf of a device', () => {
  it('is written in hex where it is a register, of the register’s width', () => {
    assert.equal(formatLeaf('cpu.0', 'regs.eax', 0x1f), '0x0000001F');
    assert.equal(formatLeaf('cpu.0', 'regs.esp', -16), '0xFFFFFFF0');
    assert.equal(formatLeaf('uart.0', 'lsr', 0x60), '0x60');
  });

  it('is written in decimal where it is a count', () => {
    assert.equal(formatLeaf('cpu.0', 'tsc', 184_220_911_402n), '184,220,911,402');
    assert.equal(formatLeaf('pit', 'counters.0.reload', 65536), '65,536');
    assert.equal(formatLeaf('pit', 'counters.0.start', 12.3456789), '12.345679');
    assert.equal(formatLeaf('pit', 'x', -5), '-5');
    assert.equal(formatLeaf('pit', 'x', NaN), 'NaN');
    assert.equal(formatLeaf('pit', 'x', 1e300), (1e300).toLocaleString('en-US'));
  });

  it('is written as it is where it is no number', () => {
    assert.equal(formatLeaf('ne2k', 'promiscuous', true), 'true');
    assert.equal(formatLeaf('ne2k', 'name', 'card'), 'card');
    assert.equal(formatLeaf('ne2k', 'name', null), 'null');
    assert.equal(formatLeaf('ne2k', 'name', undefined), '–');
  });

  it('is cut short where it is long', () => {
    assert.equal(formatLeaf('x', 'y', 'a'.repeat(300)), `${'a'.repeat(200)}…`);
    assert.equal(formatLeaf('x', 'y', new Uint8Array()), '0 bytes');
    assert.equal(formatLeaf('x', 'y', Uint8Array.of(1, 0xab)), '01 AB');
    assert.equal(formatLeaf('x', 'y', new Uint8Array(2048)), `${'00 '.repeat(16)}… 2,048 bytes`);
  });

  it('names the bits that were set and cleared', () => {
    assert.deepEqual(formatChangedBits('cpu.0', 'eflags', 0x246, 0x203), ['+CF', '-PF', '-ZF']);
    assert.deepEqual(formatChangedBits('uart.0', 'lsr', 0x60, 0x20), ['-TEMT']);
  });

  it('of the embedded machine is known by the name that the machine gives it', () => {
    const expected: readonly (readonly [string, string, number, string, string])[] = [
      ['cpu.0', 'cr0', 0x80000011, '0x80000011', '+PE +ET +PG'],
      ['cpu.0', 'cr4', 0x10, '0x00000010', '+PSE'],
      ['cpu.0', 'segments.cs.selector', 8, '0x0008', 'index 0 → 1'],
      ['cpu.0', 'segments.cs.access', 0x9b, '0x9B', 'type 0 → 11 +S +P'],
      ['cpu.0', 'page_fault.error', 2, '0x00000002', '+W/R'],
      ['cpu.0', 'dr7', 0x101, '0x00000101', '+L0 +LE'],
      ['cpu.0', 'gdtr.base', 0x1000, '0x00001000', ''],
      ['cpu.0', 'instruction_counter', 1_000_000, '1,000,000', ''],
      ['cpu.0', 'lazy.last_operand_size', 31, '31', ''],
      ['fpu.0', 'mxcsr', 0x1f80, '0x00001F80', '+IM +DM +ZM +OM +UM +PM'],
      ['fpu.0', 'control', 0x300, '0x0300', 'precision 24 bits → 64 bits'],
      [
        'apic.0',
        'lvt.timer',
        0x300fe,
        '0x000300FE',
        'vector 0 → 254 +masked mode one-shot → periodic',
      ],
      ['apic.0', 'irr.5', 2, '0x00000002', '+vector 161'],
      ['apic.0', 'timer.current_count', 8115, '8,115', ''],
      ['ioapic', 'redirections.11.config', 0x100b1, '0x000100B1', 'vector 0 → 177 +masked'],
      ['ioapic', 'irr', 1 << 4, '0x00000010', '+line 4'],
      ['pic.0', 'imr', 0x11, '0x11', '+IRQ0 +IRQ4'],
      ['pic.1', 'irr', 0x08, '0x08', '+IRQ11'],
      ['uart.0', 'lsr', 0x60, '0x60', '+THRE +TEMT'],
      ['uart.0', 'ier', 1, '0x01', '+ERBFI'],
      ['uart.0', 'lcr', 7, '0x07', 'data bits 5 → 8 stop bits 1 → 2'],
      ['uart.0', 'mcr', 0x0b, '0x0B', '+DTR +RTS +OUT2'],
      ['uart.0', 'iir', 0xc4, '0xC4', 'source modem status → data FIFOs off → on'],
      ['uart.0', 'fcr', 0x81, '0x81', '+FIFO enable trigger 1 byte → 8 bytes'],
      ['uart.0', 'pending_interrupts', 4, '0x0004', '+THRE'],
      ['ne2k', 'imr', 1, '0x01', '+PRXE'],
      ['ne2k', 'dcr', 0x49, '0x49', '+WTS +LS FIFO threshold 1 word → 4 words'],
      ['ne2k', 'isr', 2, '0x02', '+PTX'],
      ['ne2k', 'cr', 0x22, '0x22', '+STA remote DMA none → off'],
      ['ide.0', 'master.status', 0x58, '0x58', '+DRQ +DSC +DRDY'],
      ['ide.0', 'slave.device', 0xe0, '0xE0', '+LBA'],
      ['ide.0', 'bus_master.command', 9, '0x09', '+start direction from memory → to memory'],
      ['ide.0', 'master.sector_count', 300, '300', ''],
      [
        'rtc',
        'register_a',
        0x26,
        '0x26',
        'periodic rate none → 1024 Hz divider 4.194304 MHz → 32.768 kHz',
      ],
      ['rtc', 'register_b', 2, '0x02', '+24/12'],
      ['port92', 'value', 2, '0x02', '+A20'],
      ['pit', 'counters.0.mode', 2, '2', 'mode interrupt on terminal count → rate generator'],
      ['pit', 'counters.0.access_mode', 3, '3', 'access latch → low, then high byte'],
      ['pit', 'counters.0.reload', 11932, '11,932', ''],
      [
        'dma',
        'channels.2.mode',
        0x46,
        '0x46',
        'channel 0 → 2 transfer verify → write kind demand → single',
      ],
      ['dma', 'channels.2.address', 0x1000, '0x1000', ''],
    ];
    for (const [device, field, value, text, changed] of expected) {
      assert.ok(EMBEDDED_FIELDS.has(`${device} ${field}`), `the machine has ${device} ${field}`);
      assert.equal(formatLeaf(device, field, value), text, `${device} ${field}`);
      const names = formatChangedBits(device, field, 0, value) ?? [];
      assert.equal(names.join(' ').trim(), changed, `${device} ${field}`);
    }
  });

  it('of a machine that nothing is known of is still written', () => {
    assert.equal(formatLeaf('virtio-net', 'tx.avail', 21877), '21,877');
    assert.equal(formatLeaf('constructor', 'name', 1), '1');
  });

  it('names no bits where none changed, or it has no names', () => {
    assert.equal(formatChangedBits('cpu.0', 'eflags', 2, 2), undefined);
    assert.equal(formatChangedBits('cpu.0', 'eflags', undefined, 2), undefined);
    assert.equal(formatChangedBits('pit', 'counters.0.reload', 1, 2), undefined);
  });

  it('shows every part of a register, also where only one side has one', () => {
    assert.deepEqual(formatParts('uart.0', 'lcr', 0x83, undefined)?.slice(0, 2), [
      { name: 'data bits', isFlag: false, before: '8' },
      { name: 'stop bits', isFlag: false, before: '1' },
    ]);
    assert.equal(formatParts('uart.0', 'lcr', undefined, undefined), undefined);
    assert.equal(formatParts('uart.0', 'lcr', 'text', 1.5), undefined);
    assert.equal(formatParts('uart.0', 'divisor', 1, 2), undefined);
  });

  it('takes the lowest bits of a register that is kept as a longer or signed number', () => {
    assert.deepEqual(formatChangedBits('cpu.0', 'cr0', 0x11, -0x7fffffef), ['+PG']);
    assert.equal(
      formatParts('cpu.0', 'efer', 0n, 0xd01n)?.find(({ name }) => name === 'LMA')?.after,
      '1',
    );
  });
});
