/*
 * All at once, as on a busy server: a sweep in the first half of memory, a hot set in a quarter of it,
 * a log on the disk, answers to the network, and a word of its own to the network now and then.
 */
#include <stddef.h>

#include "../memory.h"
#include "../netNe2k.h"
#include "workload.h"

#define STEPS_A_RECORD 4u
#define STEPS_A_FRAME 8u
#define LOCAL_EXPERIMENTAL_TYPE 0x88B5 /* IEEE 802, for frames that no standard knows */

static uint32_t step_number;

static void mixed_start(const struct parameters *parameters, struct span memory)
{
  /* A step of each, one after the other, writes about as many pages as were asked for. */
  struct parameters share = { parameters->seed, (parameters->pages + 1) / 2 };
  uint32_t quarter = memory.pages / 4;
  memwalk.start(&share, span_take(&memory, 2 * quarter));
  hotset.start(&share, span_take(&memory, quarter));
  struct span half = span_take(&memory, quarter / 2);
  disklog.start(&share, half);
  netecho.start(&share, memory);
}

/* Tells everyone the number of the step. */
static void broadcast(void)
{
  uint8_t frame[NET_FRAME_MIN] = { 0 };
  memset(frame, 0xFF, NET_ADDRESS_BYTES);
  memcpy(frame + NET_ADDRESS_BYTES, net_address, NET_ADDRESS_BYTES);
  frame[12] = LOCAL_EXPERIMENTAL_TYPE >> 8;
  frame[13] = LOCAL_EXPERIMENTAL_TYPE & 0xFF;
  memcpy(frame + 14, &step_number, sizeof step_number);
  net_send(frame, sizeof frame);
}

static void mixed_step(void)
{
  step_number++;
  if (step_number % STEPS_A_FRAME == 0)
    broadcast();
  else if (step_number % STEPS_A_RECORD == 0)
    disklog.step();
  else if (step_number % 2)
    memwalk.step();
  else
    hotset.step();
}

static void mixed_frames_came(void)
{
  netecho.frames_came();
}

const struct workload mixed = { "mixed", 100, mixed_start, mixed_step, mixed_frames_came };
