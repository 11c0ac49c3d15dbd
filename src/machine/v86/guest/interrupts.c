#include "interrupts.h"

#include "cpu.h"
#include "panic.h"
#include "serial.h"

#define MASTER_COMMAND 0x20
#define MASTER_DATA 0x21
#define SLAVE_COMMAND 0xA0
#define SLAVE_DATA 0xA1
#define INITIALISE 0x11 /* edge triggered, cascaded, a fourth word follows */
#define MODE_8086 0x01
#define END_OF_INTERRUPT 0x20
#define CASCADE_IRQ 2

#define FIRST_IRQ_VECTOR 32
#define IRQS 16
#define VECTORS (FIRST_IRQ_VECTOR + IRQS)

#define CODE_SELECTOR 0x08
#define PRESENT_INTERRUPT_GATE 0x8E

struct gate {
  uint16_t offset_low;
  uint16_t selector;
  uint8_t zero;
  uint8_t type;
  uint16_t offset_high;
} __attribute__((packed));

extern const uint32_t interrupt_stubs[VECTORS]; /* boot.S */

static struct gate table[VECTORS];
static void (*handlers[IRQS])(void);

void interrupts_start(void)
{
  for (uint32_t vector = 0; vector < VECTORS; vector++) {
    uint32_t stub = interrupt_stubs[vector];
    table[vector].offset_low = (uint16_t)stub;
    table[vector].selector = CODE_SELECTOR;
    table[vector].type = PRESENT_INTERRUPT_GATE;
    table[vector].offset_high = (uint16_t)(stub >> 16);
  }
  struct {
    uint16_t limit;
    uint32_t base;
  } __attribute__((packed)) idt = { sizeof table - 1, (uint32_t)table };
  __asm__ volatile("lidt %0" : : "m"(idt));

  /* Without a BIOS the controllers' vectors lie on those of the exceptions: move them. */
  out8(MASTER_COMMAND, INITIALISE);
  out8(SLAVE_COMMAND, INITIALISE);
  out8(MASTER_DATA, FIRST_IRQ_VECTOR);
  out8(SLAVE_DATA, FIRST_IRQ_VECTOR + 8);
  out8(MASTER_DATA, 1 << CASCADE_IRQ);
  out8(SLAVE_DATA, CASCADE_IRQ);
  out8(MASTER_DATA, MODE_8086);
  out8(SLAVE_DATA, MODE_8086);
  out8(MASTER_DATA, (uint8_t)~(1 << CASCADE_IRQ));
  out8(SLAVE_DATA, 0xFF);
}

void interrupts_handle(uint32_t irq, void (*handler)(void))
{
  handlers[irq] = handler;
  uint16_t port = irq < 8 ? MASTER_DATA : SLAVE_DATA;
  out8(port, in8(port) & (uint8_t)~(1 << (irq & 7)));
}

/* Called by the stubs in boot.S with interrupts off. */
void interrupt_dispatch(uint32_t vector);

void interrupt_dispatch(uint32_t vector)
{
  if (vector < FIRST_IRQ_VECTOR) {
    /* A defect of this guest: name it, so that a test sees it. */
    serial_write_decimal(vector);
    panic(": exception");
  }
  uint32_t irq = vector - FIRST_IRQ_VECTOR;
  if (handlers[irq])
    handlers[irq]();
  /*
   * Only now, when the handler has quieted the device: an acknowledged line that is still up
   * would interrupt again at once. The slave first, since its request came through the master.
   */
  if (irq >= 8)
    out8(SLAVE_COMMAND, END_OF_INTERRUPT);
  out8(MASTER_COMMAND, END_OF_INTERRUPT);
}
