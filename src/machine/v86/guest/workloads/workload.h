/* What a workload is: state prepared once, and a step that ends in an output. */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include <stdint.h>

#include "../memory.h"

/* What the command line asks of a workload. */
struct parameters {
  uint32_t seed;
  /* About how many pages a step of a memory workload writes; at least 1. */
  uint32_t pages;
};

struct workload {
  const char *name;
  /* Unless the command line says otherwise; 0 for a workload that only reacts. */
  uint32_t steps_per_second;
  /* Takes the memory it works on. */
  void (*start)(const struct parameters *parameters, struct span memory);
  /* Does a piece of work and ends in an output. NULL if it only reacts. */
  void (*step)(void);
  /* Answers what the network card received. NULL leaves the card off. */
  void (*frames_came)(void);
};

extern const struct workload idle, counter, netecho, disklog, memwalk, hotset, matrix, mixed;

#endif
