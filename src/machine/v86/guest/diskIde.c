#include "diskIde.h"

#include "cpu.h"

#define PORT 0x1F0
#define DATA (PORT + 0)
#define SECTOR_COUNT (PORT + 2)
#define ADDRESS_LOW (PORT + 3)
#define ADDRESS_MIDDLE (PORT + 4)
#define ADDRESS_HIGH (PORT + 5)
#define DRIVE (PORT + 6) /* and the highest four bits of the address */
#define COMMAND (PORT + 7)
#define STATUS (PORT + 7)
#define DEVICE_CONTROL 0x3F6

#define FIRST_DRIVE_BY_SECTOR_NUMBER 0xE0
#define NO_INTERRUPTS 0x02

#define WRITE_SECTORS 0x30
#define FLUSH_CACHE 0xE7
#define IDENTIFY 0xEC

#define BUSY 0x80
#define DATA_REQUESTED 0x08
#define FAULT_OR_ERROR 0x21

#define SECTOR_WORDS (DISK_SECTOR_BYTES / 2)
/* Far more than any disk here needs; a bound, so that a missing one cannot hang the guest. */
#define PATIENCE 1000000u

/* Waits until the disk is no longer busy. True if it is then in exactly this state of request. */
static bool disk_settles(uint8_t expected_request)
{
  for (uint32_t tries = 0; tries < PATIENCE; tries++) {
    uint8_t status = in8(STATUS);
    if (!(status & BUSY))
      return (status & (DATA_REQUESTED | FAULT_OR_ERROR)) == expected_request;
  }
  return false;
}

static void command(uint8_t code, uint32_t sector, uint8_t sectors)
{
  out8(DRIVE, (uint8_t)(FIRST_DRIVE_BY_SECTOR_NUMBER | (sector >> 24 & 0x0F)));
  out8(SECTOR_COUNT, sectors);
  out8(ADDRESS_LOW, (uint8_t)sector);
  out8(ADDRESS_MIDDLE, (uint8_t)(sector >> 8));
  out8(ADDRESS_HIGH, (uint8_t)(sector >> 16));
  out8(COMMAND, code);
}

uint32_t disk_start(void)
{
  out8(DEVICE_CONTROL, NO_INTERRUPTS);
  command(IDENTIFY, 0, 0);
  if (!disk_settles(DATA_REQUESTED))
    return 0;
  uint16_t identity[SECTOR_WORDS];
  for (uint32_t i = 0; i < SECTOR_WORDS; i++)
    identity[i] = in16(DATA);
  return identity[60] | (uint32_t)identity[61] << 16;
}

bool disk_write(uint32_t sector, const void *data)
{
  const uint16_t *words = data;
  command(WRITE_SECTORS, sector, 1);
  if (!disk_settles(DATA_REQUESTED))
    return false;
  for (uint32_t i = 0; i < SECTOR_WORDS; i++)
    out16(DATA, words[i]);
  return disk_settles(0);
}

bool disk_flush(void)
{
  command(FLUSH_CACHE, 0, 0);
  return disk_settles(0);
}
