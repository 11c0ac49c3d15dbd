/* A machine with nothing to do: one byte a second, and almost no page written. */
#include <stddef.h>

#include "../serial.h"
#include "workload.h"

static void start(const struct parameters *parameters, struct span memory)
{
	(void)parameters;
	(void)memory;
}

static void step(void)
{
	serial_write('.');
}

const struct workload idle = { "idle", 1, start, step, NULL };
