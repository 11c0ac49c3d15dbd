import assert from 'node:assert/strict';
import * as interrupts from '../../../src/analysis/registers/interruptControllers';
import * as legacy from '../../../src/analysis/registers/legacyDevices';
import * as pci from '../../../src/analysis/registers/pciDevices';
import * as cpu from '../../../src/analysis/registers/processor';
import {
  changeText,
  flags,
  part,
  partChanges,
  register,
  type Register,
} from '../../../src/analysis/registers/registerParts';

describe('the parts of registers', () => {
  const bitOf = (parts: Register, name: string) => parts.find((each) => each.name === name)?.bit;

  it('stand at the bits of the processor manuals and data sheets', () => {
    const expected: readonly (readonly [Register, Readonly<Record<string, number>>])[] = [
      [cpu.EFLAGS, { CF: 0, ZF: 6, IF: 9, IOPL: 12, NT: 14, RF: 16, VM: 17, ID: 21 }],
      [cpu.CR0, { PE: 0, NE: 5, WP: 16, AM: 18, NW: 29, CD: 30, PG: 31 }],
      [cpu.CR3, { PWT: 3, PCD: 4 }],
      [cpu.CR4, { PAE: 5, OSFXSR: 9, FSGSBASE: 16, SMEP: 20, SMAP: 21, PKE: 22 }],
      [cpu.EFER, { SCE: 0, LME: 8, LMA: 10, NXE: 11, SVME: 12 }],
      [cpu.DR6, { B0: 0, BD: 13, BS: 14, BT: 15 }],
      [cpu.DR7, { L0: 0, GE: 9, GD: 13, 'R/W0': 16, LEN0: 18, LEN3: 30 }],
      [cpu.FPU_STATUS, { C2: 10, TOP: 11, C3: 14, B: 15 }],
      [cpu.MXCSR, { DAZ: 6, PM: 12, rounding: 13, FZ: 15 }],
      [
        interrupts.IOAPIC_REDIRECTION,
        { vector: 0, delivery: 8, logical: 11, level: 15, masked: 16 },
      ],
      [interrupts.APIC_LVT_TIMER, { 'send pending': 12, masked: 16, mode: 17 }],
      [interrupts.APIC_ICR, { logical: 11, assert: 14, level: 15, shorthand: 18 }],
      [interrupts.apicVectors(5), { 'vector 160': 0, 'vector 191': 31 }],
      [interrupts.PIC_SLAVE, { IRQ8: 0, IRQ15: 7 }],
      [legacy.UART_LSR, { DR: 0, THRE: 5, TEMT: 6 }],
      [legacy.UART_LCR, { 'data bits': 0, PEN: 3, DLAB: 7 }],
      [legacy.UART_MCR, { LOOP: 4 }],
      [legacy.RTC_A, { 'periodic rate': 0, divider: 4, UIP: 7 }],
      [legacy.RTC_B, { DSE: 0, UIE: 4, SET: 7 }],
      [legacy.RTC_C, { UF: 4, IRQF: 7 }],
      [legacy.DMA_MODE, { 'auto-initialize': 4, kind: 6 }],
      [pci.NE2K_ISR, { PRX: 0, RST: 7 }],
      [pci.NE2K_CR, { STP: 0, 'remote DMA': 3, 'register page': 6 }],
      [pci.NE2K_DCR, { WTS: 0, 'FIFO threshold': 5 }],
      [pci.ATA_STATUS, { ERR: 0, DRQ: 3, BSY: 7 }],
      [pci.ATA_CONTROL, { nIEN: 1, SRST: 2 }],
      [pci.ATA_DEVICE, { head: 0, DEV: 4, LBA: 6 }],
      [pci.FDC_MSR, { CB: 4, RQM: 7 }],
      [pci.VGA_MISCELLANEOUS, { clock: 2, 'vsync low': 7 }],
    ];
    for (const [parts, bits] of expected) {
      for (const [name, bit] of Object.entries(bits)) assert.equal(bitOf(parts, name), bit, name);
    }
  });

  it('never overlap', () => {
    for (const registers of [cpu, interrupts, legacy, pci]) {
      for (const [name, parts] of Object.entries(registers)) {
        if (typeof parts === 'function') continue;
        let end = 0;
        for (const { bit, width } of parts) {
          assert.ok(bit >= end, `${name}, bit ${bit}`);
          end = bit + width;
        }
        assert.ok(end <= 32, name);
      }
    }
  });

  it('tell bit 31 apart like any other', () => {
    assert.equal(changesOf(cpu.CR0, 0x11, 0x80000011), '+PG');
    assert.equal(changesOf(cpu.CR0, -1, 0x7fffffff), '-PG');
  });

  it('that are several bits tell what their value means, or the value', () => {
    const parts = register(flags('A'), part('mode', 1, 2, 'off|on||'), part('count', 3, 29));
    assert.equal(changesOf(parts, 0, 0b11), '+A mode off → on');
    assert.equal(changesOf(parts, 0, 0b100), 'mode off → 2');
    assert.equal(changesOf(parts, 0, -8), `count 0 → ${2 ** 29 - 1}`);
  });

  it('that take all bits of a register are a number without a sign', () => {
    assert.equal(changesOf([part('all', 0, 32)], 0, -1), `all 0 → ${2 ** 32 - 1}`);
  });

  function changesOf(parts: Register, before: number, after: number): string {
    return partChanges(parts, before, after)
      .filter((change) => change.before !== change.after)
      .map(changeText)
      .join(' ');
  }
});
