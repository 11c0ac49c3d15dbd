/* The first IDE disk, by programmed I/O: no memory is written behind the CPU's back. */
#ifndef DISK_IDE_H
#define DISK_IDE_H

#include <stdbool.h>
#include <stdint.h>

#define DISK_SECTOR_BYTES 512u

/* Finds the disk and returns how many sectors it has; 0 if there is none. */
uint32_t disk_start(void);

/* Writes a sector from a buffer of DISK_SECTOR_BYTES; false if the disk refused. */
bool disk_write(uint32_t sector, const void *data);

/* Returns when all that was written is on the medium; false if the disk refused. */
bool disk_flush(void);

#endif
