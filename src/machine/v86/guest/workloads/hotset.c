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
/* Odd, so that multiplying by it modulo a power of two visits every number once. */
#define SCATTER 2654435761u

static struct span memory;
static uint32_t state, writes_a_step, ranks_log2, step_number;

static void start(const struct parameters *parameters, struct span given)
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

static void step(void)
{
	step_number++;
	for (uint32_t i = 0; i < writes_a_step; i++) {
		uint32_t number = (draw_rank() * SCATTER) & ((1u << ranks_log2) - 1);
		/* Spread over the whole memory, which is rarely a power of two long. */
		uint32_t *page = span_page(memory, number * memory.pages >> ranks_log2);
		uint32_t word = random_below(&state, PAGE_WORDS / WORDS_A_WRITE) * WORDS_A_WRITE;
		for (uint32_t j = 0; j < WORDS_A_WRITE; j++)
			page[word + j] = step_number + random_next(&state);
	}
	serial_write('h');
}

const struct workload hotset = { "hotset", 100, start, step, NULL };
