#include "memory.h"

#define MEBIBYTE (1024u * 1024u)

extern uint8_t image_end[]; /* guest.ld */

struct span memory_heap(uint32_t mebibytes)
{
  uint32_t start = ((uint32_t)image_end + MEBIBYTE - 1) & ~(MEBIBYTE - 1);
  uint32_t end = mebibytes * MEBIBYTE;
  struct span heap = { (uint8_t *)start, end > start ? (end - start) / PAGE_SIZE : 0 };
  return heap;
}

struct span span_take(struct span *from, uint32_t pages)
{
  struct span taken = *from;
  if (taken.pages > pages)
    taken.pages = pages;
  from->start += taken.pages * PAGE_SIZE;
  from->pages -= taken.pages;
  return taken;
}

void *memset(void *to, int byte, size_t bytes)
{
  void *at = to;
  uint32_t word = (uint8_t)byte * 0x01010101u;
  size_t words = bytes / 4;
  __asm__ volatile("rep stosl" : "+D"(at), "+c"(words) : "a"(word) : "memory");
  bytes %= 4;
  __asm__ volatile("rep stosb" : "+D"(at), "+c"(bytes) : "a"(word) : "memory");
  return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
  void *at = to;
  size_t words = bytes / 4;
  __asm__ volatile("rep movsl" : "+D"(at), "+S"(from), "+c"(words) : : "memory");
  bytes %= 4;
  __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(bytes) : : "memory");
  return to;
}
