/*
 * Rewrites pages as a cache does: a page's chance is about 1 / its rank (Zipf), and the ranks lie
 * scattered over memory. A few pages are written at every step, most hardly ever.
 */
#include <stddef.h>

#include "../random.h"
#include "../serial.h"
#include "workload.h"

#define MAX_RANKS_LOG2 12u
#define WORDS_A_WRITE 16u
#define ODD_MULTIPLIER 2654435761u

static struct span memory;
static uint32_t state, writes_a_step, ranks_log2, step_number;

static void hotset_start(const struct parameters *parameters, struct span given)
{
  memory = given;
  state = parameters->seed;
  /* Some writes of a step hit the same page: a quarter more of them makes up for it. */
  writes_a_step = parameters->pages + (parameters->pages + 3) / 4;
  while (ranks_log2 < MAX_RANKS_LOG2 && 2u << ranks_log2 <= memory.pages)
    ranks_log2++;
}

/*
 * A rank from 1 to 2^ranks_log2 - 1: first its number of binary digits, each as likely as the other,
 * then the digits. So the ranks 1, 2-3, 4-7, 8-15 ... share the writes evenly.
 */
static uint32_t draw_rank(void)
{
  uint32_t digits = random_below(&state, ranks_log2);
  return (1u << digits) + random_below(&state, 1u << digits);
}

/*
 * Where in memory the rank lies: each step maps the numbers below 2^ranks_log2 one to one onto
 * themselves, since an odd factor and a shifted exclusive or can be undone.
 */
static uint32_t scatter(uint32_t rank)
{
  uint32_t mask = (1u << ranks_log2) - 1;
  uint32_t number = (rank * ODD_MULTIPLIER) & mask;
  number ^= number >> ((ranks_log2 + 1) / 2);
  number = (number * ODD_MULTIPLIER) & mask;
  number ^= number >> ((ranks_log2 + 1) / 2);
  /* Spread over the whole memory, which is rarely a power of two long. */
  return number * memory.pages >> ranks_log2;
}

static void hotset_step(void)
{
  step_number++;
  for (uint32_t i = 0; i < writes_a_step; i++) {
    uint32_t *page = span_page(memory, scatter(draw_rank()));
    uint32_t word = random_below(&state, PAGE_WORDS / WORDS_A_WRITE) * WORDS_A_WRITE;
    for (uint32_t j = 0; j < WORDS_A_WRITE; j++)
      page[word + j] = step_number + random_next(&state);
  }
  serial_write('h');
}

const struct workload hotset = { "hotset", 100, hotset_start, hotset_step, NULL };
