/* A machine with nothing to do: one byte a second, and almost no page written. */
#include <stddef.h>

#include "../serial.h"
#include "workload.h"

static void idle_start(const struct parameters *parameters, struct span memory)
{
  (void)parameters;
  (void)memory;
}

static void idle_step(void)
{
  serial_write('.');
}

const struct workload idle = { "idle", 1, idle_start, idle_step, NULL };
