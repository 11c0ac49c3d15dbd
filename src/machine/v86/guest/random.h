/* A linear congruential generator: the same numbers from the same seed, everywhere. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/* The next 32 bits; the high ones are the good ones. Constants from Numerical Recipes. */
static inline uint32_t random_next(uint32_t *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state;
}

/* A number below the bound, which is at most 65536. */
static inline uint32_t random_below(uint32_t *state, uint32_t bound)
{
  return ((random_next(state) >> 16) * bound) >> 16;
}

#endif
