/* `name=value` words of the multiboot command line. */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include <stdbool.h>
#include <stdint.h>

/* Whether the line holds `name=value` with exactly this value. */
bool command_line_is(const char *line, const char *name, const char *value);

/* The decimal number of `name=`, or the fallback if it is not there. */
uint32_t command_line_number(const char *line, const char *name, uint32_t fallback);

#endif
