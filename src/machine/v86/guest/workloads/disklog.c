/*
 * A write-ahead log: records of one sector, one after the other around the disk, flushed now and then.
 * The last records stay in memory, in a few pages that are walked through again and again.
 */
#include <stddef.h>

#include "../diskIde.h"
#include "../panic.h"
#include "../random.h"
#include "workload.h"

#define RECORDS_IN_MEMORY 64u
#define RECORDS_A_FLUSH 16u
#define RECORD_MAGIC 0x474F4C4Bu /* "KLOG" */
#define PAYLOAD_WORDS ((DISK_SECTOR_BYTES - 16u) / 4u)

/* One sector. The test of this workload reads it back from the disk. */
struct record {
  uint32_t magic;
  uint32_t sequence; /* from 0; the sector is this, modulo the disk's size */
  uint32_t seed;
  uint32_t checksum; /* all other words, added up */
  uint32_t payload[PAYLOAD_WORDS];
};

static struct record *records;
static uint32_t seed, state, sequence, sectors;

static void disklog_start(const struct parameters *parameters, struct span memory)
{
  seed = parameters->seed;
  state = seed;
  struct span ring = span_take(&memory, RECORDS_IN_MEMORY * sizeof *records / PAGE_SIZE);
  records = (struct record *)ring.start;
  sectors = disk_start();
}

static void disklog_step(void)
{
  if (!sectors)
    panic("disklog: no disk");
  struct record *record = records + sequence % RECORDS_IN_MEMORY;
  record->magic = RECORD_MAGIC;
  record->sequence = sequence;
  record->seed = seed;
  record->checksum = RECORD_MAGIC + sequence + seed;
  for (uint32_t i = 0; i < PAYLOAD_WORDS; i++) {
    record->payload[i] = random_next(&state);
    record->checksum += record->payload[i];
  }
  if (!disk_write(sequence % sectors, record))
    panic("disklog: write failed");
  sequence++;
  if (sequence % RECORDS_A_FLUSH == 0 && !disk_flush())
    panic("disklog: flush failed");
}

const struct workload disklog = { "disklog", 100, disklog_start, disklog_step, NULL };
