/*
 * Multiplies matrices, a tile a step: C = A x B, then B = A x C, and so on. Numbers are integers
 * modulo 2^32, so that the result is exact and no floating point unit has to be set up.
 *
 * A is small, 256 x 256. B and C have 256 rows too, but rows so long that each takes several pages:
 * a tile, some columns of neighbouring rows, touches every page that lies that far from the next, and
 * shows as a comb. Memory holds, in this order, A, B, C, and the columns of B that were packed.
 */
#include <stddef.h>

#include "../random.h"
#include "../serial.h"
#include "workload.h"

#define ROWS 256u /* of A, B and C, and columns of A */
#define TILE_COLUMNS 8u
#define A_PAGES (ROWS * ROWS / PAGE_WORDS)
#define PACKED_PAGES (ROWS * TILE_COLUMNS / PAGE_WORDS)
#define MAX_PAGES_A_ROW 8u

static uint32_t *a, *b, *c, *packed;
static uint32_t pages_a_row, columns;
static uint32_t tile_rows;
static uint32_t state;
/* Until all of B is filled, the next page to fill. */
static uint32_t filled;
/* Within a product: the number of the tile. From product to product: the columns of a page. */
static uint32_t tile, first_column;

static void fill(uint32_t *words, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		words[i] = random_next(&state) >> 28;
}

static void start(const struct parameters *parameters, struct span memory)
{
	state = parameters->seed;
	tile_rows = parameters->pages < ROWS ? parameters->pages : ROWS;
	pages_a_row = MAX_PAGES_A_ROW;
	while (pages_a_row > 1 && A_PAGES + PACKED_PAGES + 2 * ROWS * pages_a_row > memory.pages)
		pages_a_row /= 2;
	columns = pages_a_row * PAGE_WORDS;
	a = span_page(span_take(&memory, A_PAGES), 0);
	b = span_page(span_take(&memory, ROWS * pages_a_row), 0);
	c = span_page(span_take(&memory, ROWS * pages_a_row), 0);
	packed = span_page(span_take(&memory, PACKED_PAGES), 0);
	fill(a, ROWS * ROWS);
}

/* Brings the tile's columns of B together, as every fast multiplication does. */
static void pack(uint32_t column)
{
	for (uint32_t row = 0; row < ROWS; row++)
		for (uint32_t i = 0; i < TILE_COLUMNS; i++)
			packed[row * TILE_COLUMNS + i] = b[row * columns + column + i];
}

static void multiply_row(uint32_t row, uint32_t column)
{
	uint32_t sums[TILE_COLUMNS] = { 0 };
	for (uint32_t k = 0; k < ROWS; k++) {
		uint32_t factor = a[row * ROWS + k];
		for (uint32_t i = 0; i < TILE_COLUMNS; i++)
			sums[i] += factor * packed[k * TILE_COLUMNS + i];
	}
	for (uint32_t i = 0; i < TILE_COLUMNS; i++)
		c[row * columns + column + i] = sums[i];
}

/* Diagonally, so that each step lies in other rows and another page of the row than the one before. */
static void multiply_tile(void)
{
	uint32_t blocks = (ROWS + tile_rows - 1) / tile_rows;
	uint32_t block = tile % blocks;
	uint32_t panel = (tile / blocks + block) % pages_a_row;
	uint32_t column = panel * PAGE_WORDS + first_column;
	uint32_t end = (block + 1) * tile_rows;
	pack(column);
	for (uint32_t row = block * tile_rows; row < end && row < ROWS; row++)
		multiply_row(row, column);

	if (++tile < blocks * pages_a_row)
		return;
	/* The product is done: it becomes the factor, and every other time the columns beside it come. */
	tile = 0;
	uint32_t *product = c;
	c = b;
	b = product;
	if (b < c)
		first_column = (first_column + TILE_COLUMNS) % PAGE_WORDS;
}

static void step(void)
{
	if (filled < ROWS * pages_a_row) {
		for (uint32_t i = 0; i < tile_rows && filled < ROWS * pages_a_row; i++)
			fill(b + filled++ * PAGE_WORDS, PAGE_WORDS);
		serial_write('f');
		return;
	}
	multiply_tile();
	/* A row of A is drawn anew, or every second product would tell nothing new. */
	fill(a + random_below(&state, ROWS) * ROWS, ROWS);
	serial_write('m');
}

const struct workload matrix = { "matrix", 100, start, step, NULL };
