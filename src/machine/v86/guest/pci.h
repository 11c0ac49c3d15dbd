/* The one thing of PCI that nobody else does when there is no BIOS. */
#ifndef PCI_H
#define PCI_H

/* Sends the four PCI interrupt lines to IRQ_PCI. */
void pci_route_interrupts(void);

#endif
