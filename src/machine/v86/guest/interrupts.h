/* The interrupt descriptor table and the two 8259 interrupt controllers. */
#ifndef INTERRUPTS_H
#define INTERRUPTS_H

#include <stdint.h>

#define IRQ_TIMER 0
#define IRQ_SERIAL 4
#define IRQ_PCI 11 /* where pci_route_interrupts() sends all of PCI */

/* Loads the table and sets the controllers up with every line masked. Interrupts stay off. */
void interrupts_start(void);

/* Calls the handler at each interrupt of the line, which it unmasks. */
void interrupts_handle(uint32_t irq, void (*handler)(void));

#endif
