/*
 * Multiplies matrices, a tile a step: C = A x B, then B = A x C, and so on. Numbers are integers
 * modulo 2^32, so that the result is exact and no floating point unit has to be set up.
 *
 * A is small, 256 x 256. B and C have 256 rows too, but rows so long that each takes several pages, its
 * panels. A tile is some columns of one panel, so it touches pages that lie a whole row apart, and
 * shows as a comb. All matrices are upper triangular: what lies below the diagonal is zero, is neither
 * computed nor ever written, and the combs of B and C grow longer from panel to panel.
 *
 * Memory holds, in this order, A, B, C, and the columns of the factor that were packed.
 */
#include <stdbool.h>
#include <stddef.h>

#include "../random.h"
#include "../serial.h"
#include "workload.h"

#define ROWS 256u /* of A, B and C, and columns of A */
#define TILE_COLUMNS 16u
#define A_PAGES (ROWS * ROWS / PAGE_WORDS)
#define PACKED_PAGES (ROWS * TILE_COLUMNS / PAGE_WORDS)
#define MAX_PANELS 8u

static uint32_t *a, *factor, *product, *packed;
static uint32_t panels, rows_a_panel;
static uint32_t rows_a_step;
static uint32_t state;
/* Where the next tile begins. */
static uint32_t panel, row;
/* The columns of every panel that this product is about. */
static uint32_t first_column;
/* Whether the first factor is still being filled, a page in place of each row of a tile. */
static bool filling;
static bool second_half;

static void fill(uint32_t *words, uint32_t count)
{
  for (uint32_t i = 0; i < count; i++)
    words[i] = random_next(&state) >> 28;
}

/* The row's words in the panel: exactly one page. */
static uint32_t *panel_of(uint32_t *matrix, uint32_t of_row, uint32_t number)
{
  return matrix + (of_row * panels + number) * PAGE_WORDS;
}

/* From this row on, the panel lies below the diagonal. */
static uint32_t panel_end(uint32_t number)
{
  return (number + 1) * rows_a_panel;
}

static void fill_row_of_a(uint32_t number)
{
  fill(a + number * ROWS + number, ROWS - number);
}

static void matrix_start(const struct parameters *parameters, struct span memory)
{
  state = parameters->seed;
  rows_a_step = parameters->pages;
  panels = MAX_PANELS;
  while (panels > 1 && A_PAGES + PACKED_PAGES + 2 * ROWS * panels > memory.pages)
    panels /= 2;
  rows_a_panel = ROWS / panels;
  a = span_page(span_take(&memory, A_PAGES), 0);
  factor = span_page(span_take(&memory, ROWS * panels), 0);
  product = span_page(span_take(&memory, ROWS * panels), 0);
  packed = span_page(span_take(&memory, PACKED_PAGES), 0);
  for (uint32_t i = 0; i < ROWS; i++)
    fill_row_of_a(i);
  filling = true;
}

/* Brings the panel's columns of the factor together, as every fast multiplication does. */
static void pack(void)
{
  for (uint32_t k = 0; k < panel_end(panel); k++)
    memcpy(packed + k * TILE_COLUMNS, panel_of(factor, k, panel) + first_column,
           TILE_COLUMNS * sizeof *packed);
}

static void multiply_row(void)
{
  uint32_t *sums = panel_of(product, row, panel) + first_column;
  memset(sums, 0, TILE_COLUMNS * sizeof *sums);
  for (uint32_t k = row; k < panel_end(panel); k++) {
    uint32_t multiplier = a[row * ROWS + k];
    for (uint32_t i = 0; i < TILE_COLUMNS; i++)
      sums[i] += multiplier * packed[k * TILE_COLUMNS + i];
  }
}

/* The product becomes the factor; every other time the columns beside those come. */
static void finish_product(void)
{
  if (filling) {
    filling = false;
    return;
  }
  uint32_t *result = product;
  product = factor;
  factor = result;
  if (second_half)
    first_column = (first_column + TILE_COLUMNS) % PAGE_WORDS;
  second_half = !second_half;
}

/* Goes on to the next row of the panel or to the next panel; true at the end of the product. */
static bool advance(void)
{
  if (++row < panel_end(panel))
    return false;
  row = 0;
  panel = (panel + 1) % panels;
  return panel == 0;
}

static void matrix_step(void)
{
  uint8_t mark = filling ? 'f' : 'm';
  bool finished = false;
  for (uint32_t i = 0; i < rows_a_step && !finished; i++) {
    if (filling) {
      fill(panel_of(factor, row, panel), PAGE_WORDS);
    } else {
      if (i == 0 || row == 0)
        pack();
      multiply_row();
    }
    finished = advance();
  }
  if (finished)
    finish_product();
  /* A row of A is drawn anew, or the product after the next would tell nothing new. */
  fill_row_of_a(random_below(&state, ROWS));
  serial_write(mark);
}

const struct workload matrix = { "matrix", 100, matrix_start, matrix_step, NULL };
