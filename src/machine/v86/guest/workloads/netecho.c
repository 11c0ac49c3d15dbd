/* Answers the network and does nothing else: a small ring of receive buffers, walked through. */
#include <stddef.h>

#include "../netAnswer.h"
#include "../netNe2k.h"
#include "workload.h"

#define SLOTS 64u

static uint8_t *slots;
static uint32_t next;

static void netecho_start(const struct parameters *parameters, struct span memory)
{
  (void)parameters;
  slots = span_take(&memory, SLOTS * NET_SLOT_BYTES / PAGE_SIZE).start;
}

static void netecho_frames_came(void)
{
  for (;;) {
    uint8_t *slot = slots + next * NET_SLOT_BYTES;
    uint32_t bytes = net_receive(slot);
    if (!bytes)
      return;
    next = (next + 1) % SLOTS;
    bytes = net_answer(slot, bytes);
    if (bytes)
      net_send(slot, bytes);
  }
}

const struct workload netecho = { "netecho", 0, netecho_start, NULL, netecho_frames_came };
