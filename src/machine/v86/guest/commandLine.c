#include "commandLine.h"

#include <stddef.h>

/* Points behind the `name=` of the first word of that name; NULL if there is none. */
static const char *value_of(const char *line, const char *name)
{
  while (*line) {
    const char *expected = name;
    while (*expected && *line == *expected) {
      line++;
      expected++;
    }
    if (!*expected && *line == '=')
      return line + 1;
    while (*line && *line != ' ')
      line++;
    while (*line == ' ')
      line++;
  }
  return NULL;
}

bool command_line_is(const char *line, const char *name, const char *value)
{
  const char *found = value_of(line, name);
  if (!found)
    return false;
  while (*value && *found == *value) {
    found++;
    value++;
  }
  return !*value && (!*found || *found == ' ');
}

uint32_t command_line_number(const char *line, const char *name, uint32_t fallback)
{
  const char *digit = value_of(line, name);
  if (!digit || *digit < '0' || *digit > '9')
    return fallback;
  uint32_t number = 0;
  for (; *digit >= '0' && *digit <= '9'; digit++)
    number = number * 10 + (uint32_t)(*digit - '0');
  return number;
}
