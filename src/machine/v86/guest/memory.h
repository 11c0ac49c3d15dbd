/* Memory: what is free, what is filled and copied. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE 4096u
#define PAGE_WORDS (PAGE_SIZE / sizeof(uint32_t))

/* A run of whole pages. */
struct span {
  uint8_t *start;
  uint32_t pages;
};

/* All memory behind the image, from a whole MiB on, of a machine with this much memory. */
struct span memory_heap(uint32_t mebibytes);

/* Cuts the first pages off a span, or all of it if it has fewer. */
struct span span_take(struct span *from, uint32_t pages);

static inline uint32_t *span_page(struct span span, uint32_t page)
{
  return (uint32_t *)(span.start + page * PAGE_SIZE);
}

/* The compiler may call these two even where the source does not. */
void *memset(void *to, int byte, size_t bytes);
void *memcpy(void *restrict to, const void *restrict from, size_t bytes);

#endif
