/**
 * Names of the bits of registers that are known to hold flags, lowest bit first; an empty name is a
 * bit without a meaning of its own. Which leaf holds which register, `fieldFormat.ts` tells.
 */

/** EFLAGS: Intel SDM volume 1, section 3.4.3. */
export const EFLAGS = 'CF,,PF,,AF,,ZF,SF,TF,IF,DF,OF,IOPL0,IOPL1,NT,,RF,VM,AC,VIF,VIP,ID'.split(
  ',',
);

/** CR0: Intel SDM volume 3, section 2.5. */
export const CR0 = 'PE,MP,EM,TS,ET,NE,,,,,,,,,,,WP,,AM,,,,,,,,,,,NW,CD,PG'.split(',');

/** CR4: Intel SDM volume 3, section 2.5. */
export const CR4 =
  'VME,PVI,TSD,DE,PSE,PAE,MCE,PGE,PCE,OSFXSR,OSXMMEXCPT,UMIP,LA57,VMXE,SMXE,,FSGSBASE,PCIDE,OSXSAVE,KL,SMEP,SMAP,PKE'.split(
    ',',
  );

/** IRR, ISR and IMR of the first 8259A: Intel 8259A data sheet. */
export const PIC_MASTER = 'IRQ0,IRQ1,IRQ2,IRQ3,IRQ4,IRQ5,IRQ6,IRQ7'.split(',');

/** The same of the second, which hangs on IRQ2 of the first. */
export const PIC_SLAVE = 'IRQ8,IRQ9,IRQ10,IRQ11,IRQ12,IRQ13,IRQ14,IRQ15'.split(',');

/** Line status: PC16550D data sheet, section 8.4. */
export const UART_LSR = 'DR,OE,PE,FE,BI,THRE,TEMT,ERF'.split(',');

/** Interrupt enable: PC16550D data sheet, section 8.7. */
export const UART_IER = 'ERBFI,ETBEI,ELSI,EDSSI'.split(',');

/** Modem control: PC16550D data sheet, section 8.8. */
export const UART_MCR = 'DTR,RTS,OUT1,OUT2,LOOP'.split(',');

/** Modem status: PC16550D data sheet, section 8.9. */
export const UART_MSR = 'DCTS,DDSR,TERI,DDCD,CTS,DSR,RI,DCD'.split(',');

/** Interrupt status and mask of an NE2000: DP8390D data sheet, section 10.3. */
export const NE2K_ISR = 'PRX,PTX,RXE,TXE,OVW,CNT,RDC,RST'.split(',');

/** Command register of an NE2000: DP8390D data sheet, section 10.3. */
export const NE2K_CR = 'STP,STA,TXP,RD0,RD1,RD2,PS0,PS1'.split(',');

/** Status register of an ATA device: ATA/ATAPI-4, section 7.15. */
export const ATA_STATUS = 'ERR,IDX,CORR,DRQ,DSC,DF,DRDY,BSY'.split(',');

/** Status register B of an MC146818 clock: MC146818A data sheet. */
export const RTC_B = 'DSE,24/12,DM,SQWE,UIE,AIE,PIE,SET'.split(',');

/** Status register C of the same: what asked for the interrupt. */
export const RTC_C = ',,,,UF,AF,PF,IRQF'.split(',');

/** System control port A: IBM PS/2 technical reference. */
export const PORT_92 = 'reset,A20'.split(',');

/** The low half of an entry of the redirection table: 82093AA data sheet, section 3.2.4. */
export const IOAPIC_REDIRECTION =
  ',,,,,,,,,,,logical,send pending,active low,remote IRR,level,masked'.split(',');

/** Lines of the IOAPIC. */
export const IOAPIC_LINES = Array.from({ length: 24 }, (_, line) => `line ${line}`);

/** One of the eight words of a local APIC's IRR, ISR or TMR: Intel SDM volume 3, section 12.8.4. */
export function apicVectors(word: number): string[] {
  return Array.from({ length: 32 }, (_, bit) => `vector ${word * 32 + bit}`);
}

/** The names that were set (`+ZF`) or cleared (`-IF`) between two values, lowest bit first. */
export function changedBits(names: readonly string[], before: number, after: number): string[] {
  const bits: string[] = [];
  names.forEach((name, bit) => {
    const was = (before >>> bit) & 1;
    const is = (after >>> bit) & 1;
    if (name !== '' && was !== is) bits.push(`${is ? '+' : '-'}${name}`);
  });
  return bits;
}
