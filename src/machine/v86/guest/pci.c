#include "pci.h"

#include "cpu.h"
#include "interrupts.h"

#define CONFIG_ADDRESS 0xCF8
#define CONFIG_DATA 0xCFC
#define ENABLE 0x80000000u
#define PIIX3_DEVICE 1u /* the PCI-to-ISA bridge, bus 0, function 0 */
#define PIRQ_ROUTE_CONTROL 0x60u /* one byte for each of the lines A to D */

void pci_route_interrupts(void)
{
  out32(CONFIG_ADDRESS, ENABLE | PIIX3_DEVICE << 11 | PIRQ_ROUTE_CONTROL);
  out32(CONFIG_DATA, IRQ_PCI * 0x01010101u);
}
