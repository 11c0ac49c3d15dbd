/** Registers of the interrupt controllers. */
import { flags, part, register, type Register } from './registerParts';

/** IRR, ISR and IMR of the first 8259A: Intel 8259A data sheet. */
export const PIC_MASTER = flags('IRQ0,IRQ1,IRQ2,IRQ3,IRQ4,IRQ5,IRQ6,IRQ7');

/** The same of the second, which hangs on IRQ2 of the first. */
export const PIC_SLAVE = flags('IRQ8,IRQ9,IRQ10,IRQ11,IRQ12,IRQ13,IRQ14,IRQ15');

const DELIVERY = 'fixed|lowest priority|SMI||NMI|INIT|start-up|ExtINT';

/** The low half of an entry of the redirection table: 82093AA data sheet, section 3.2.4. */
export const IOAPIC_REDIRECTION = register(
  part('vector', 0, 8),
  part('delivery', 8, 3, DELIVERY),
  flags('logical,send pending,active low,remote IRR,level,masked', 11),
);

/** Lines of the IOAPIC. */
export const IOAPIC_LINES = flags(Array.from({ length: 24 }, (_, i) => `line ${i}`).join(','));

/** A local vector table entry of a local APIC: Intel SDM volume 3, "Local Vector Table". */
export const APIC_LVT = register(
  part('vector', 0, 8),
  part('delivery', 8, 3, DELIVERY),
  flags('send pending,active low,remote IRR,level,masked', 12),
);

/** The one of its timer: Intel SDM volume 3, "Local Vector Table". */
export const APIC_LVT_TIMER = register(
  part('vector', 0, 8),
  flags('send pending', 12),
  flags('masked', 16),
  part('mode', 17, 2, 'one-shot|periodic|TSC deadline'),
);

/** The low half of its interrupt command register: Intel SDM volume 3, "Interrupt Command Register". */
export const APIC_ICR = register(
  part('vector', 0, 8),
  part('delivery', 8, 3, DELIVERY),
  flags('logical,send pending', 11),
  flags('assert,level', 14),
  part('shorthand', 18, 2, 'none|self|all|all but self'),
);

/** Its spurious interrupt vector register: Intel SDM volume 3, "Spurious Interrupt". */
export const APIC_SPURIOUS = register(part('vector', 0, 8), flags('enabled,focus checking off', 8));

/** Its error status register: Intel SDM volume 3, "Error Handling". */
export const APIC_ERROR = flags(
  'send checksum,receive checksum,send accept,receive accept,redirectable IPI,send vector,receive vector,register address',
);

/** Its task priority register: Intel SDM volume 3, "Task and Processor Priorities". */
export const APIC_TPR = register(part('subclass', 0, 4), part('class', 4, 4));

/** One of the eight words of its IRR, ISR or TMR: Intel SDM volume 3, "Interrupt Acceptance for Fixed Interrupts". */
export function apicVectors(word: number): Register {
  return flags(Array.from({ length: 32 }, (_, bit) => `vector ${word * 32 + bit}`).join(','));
}
