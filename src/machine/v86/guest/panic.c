#include "panic.h"

#include "cpu.h"
#include "serial.h"

void panic(const char *why)
{
  serial_write_text(why);
  serial_write_text("\r\n");
  /* With interrupts on: a CPU that halts without them is taken for one that was switched off. */
  for (;;)
    wait_for_interrupt();
}
