/*
 * Sweeps over all of its memory, a band of pages a step. Every other sweep clears what the one before
 * filled, so that pages become zero before one's eyes.
 */
#include <stddef.h>

#include "../serial.h"
#include "workload.h"

static struct span memory;
static uint32_t seed, pages_a_step, next_page, sweep;

static void memwalk_start(const struct parameters *parameters, struct span given)
{
  memory = given;
  seed = parameters->seed;
  pages_a_step = parameters->pages;
}

/* A ramp of its own for each page and sweep: recognisable in a dump, and never a zero page. */
static void fill(uint32_t *page)
{
  uint32_t value = (seed << 24) ^ (sweep << 16) ^ (uint32_t)page;
  for (uint32_t i = 0; i < PAGE_WORDS; i++)
    page[i] = value + i;
}

static void memwalk_step(void)
{
  uint8_t mark = sweep % 2 == 0 ? 'w' : 'z';
  for (uint32_t i = 0; i < pages_a_step && next_page < memory.pages; i++) {
    uint32_t *page = span_page(memory, next_page++);
    if (sweep % 2 == 0)
      fill(page);
    else
      memset(page, 0, PAGE_SIZE);
  }
  if (next_page == memory.pages) {
    next_page = 0;
    sweep++;
  }
  serial_write(mark);
}

const struct workload memwalk = { "memwalk", 100, memwalk_start, memwalk_step, NULL };
