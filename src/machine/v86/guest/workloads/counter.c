/* Counts on the console, a line at a time: many outputs, hardly any memory. */
#include <stddef.h>

#include "../serial.h"
#include "workload.h"

static uint32_t count;

static void counter_start(const struct parameters *parameters, struct span memory)
{
  (void)memory;
  count = parameters->seed;
}

static void counter_step(void)
{
  serial_write_decimal(count++);
  serial_write_text("\r\n");
}

const struct workload counter = { "counter", 10, counter_start, counter_step, NULL };
