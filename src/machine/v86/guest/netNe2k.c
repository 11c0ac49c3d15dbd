#include "netNe2k.h"

#include "cpu.h"
#include "interrupts.h"

#define PORT 0x300
#define COMMAND (PORT + 0x00)
/* Page 0 of the registers. */
#define PAGE_START (PORT + 0x01)
#define PAGE_STOP (PORT + 0x02)
#define BOUNDARY (PORT + 0x03)
#define TRANSMIT_PAGE (PORT + 0x04)
#define TRANSMIT_COUNT_LOW (PORT + 0x05)
#define TRANSMIT_COUNT_HIGH (PORT + 0x06)
#define INTERRUPT_STATUS (PORT + 0x07)
#define REMOTE_ADDRESS_LOW (PORT + 0x08)
#define REMOTE_ADDRESS_HIGH (PORT + 0x09)
#define REMOTE_COUNT_LOW (PORT + 0x0A)
#define REMOTE_COUNT_HIGH (PORT + 0x0B)
#define RECEIVE_CONFIGURATION (PORT + 0x0C)
#define TRANSMIT_CONFIGURATION (PORT + 0x0D)
#define DATA_CONFIGURATION (PORT + 0x0E)
#define INTERRUPT_MASK (PORT + 0x0F)
/* Page 1. */
#define STATION_ADDRESS (PORT + 0x01)
#define CURRENT_PAGE (PORT + 0x07)

#define DATA (PORT + 0x10)

#define STOP 0x21
#define START 0x22
#define START_SELECT_PAGE_1 0x62
#define STOP_SELECT_PAGE_1 0x61
#define REMOTE_READ 0x0A
#define REMOTE_WRITE 0x12
#define TRANSMIT 0x26

#define WORD_TRANSFERS 0x49
#define ACCEPT_BROADCAST 0x04
#define LOOPBACK 0x02
#define PACKET_RECEIVED 0x01
#define ALL_INTERRUPTS 0xFF

/* Packet memory, in pages of 256 bytes: six hold a frame to send, the rest is the receive ring. */
#define TRANSMIT_FIRST_PAGE 0x40
#define RING_FIRST_PAGE 0x46
#define RING_END_PAGE 0x80

#define RING_HEADER_BYTES 4
#define CHECK_SEQUENCE_BYTES 4
#define ADDRESS_PROM_BYTES 32

uint8_t net_address[NET_ADDRESS_BYTES];

static volatile bool frames_came;
static uint8_t next_page; /* of the ring, where the oldest frame not yet taken begins */

/* Only takes note: the card's one window to its memory may be in use by net_send(). */
static void net_interrupt(void)
{
  out8(INTERRUPT_STATUS, ALL_INTERRUPTS);
  frames_came = true;
}

static void select_memory(uint16_t address, uint32_t bytes, uint8_t direction)
{
  out8(REMOTE_ADDRESS_LOW, (uint8_t)address);
  out8(REMOTE_ADDRESS_HIGH, (uint8_t)(address >> 8));
  out8(REMOTE_COUNT_LOW, (uint8_t)bytes);
  out8(REMOTE_COUNT_HIGH, (uint8_t)(bytes >> 8));
  out8(COMMAND, direction);
}

/* The card moves whole words: an odd length reads or writes one byte more. */
static void read_memory(uint16_t address, uint8_t *to, uint32_t bytes)
{
  bytes += bytes & 1;
  select_memory(address, bytes, REMOTE_READ);
  for (uint32_t i = 0; i < bytes; i += 2) {
    uint16_t word = in16(DATA);
    to[i] = (uint8_t)word;
    to[i + 1] = (uint8_t)(word >> 8);
  }
}

void net_start(void)
{
  out8(COMMAND, STOP);
  out8(DATA_CONFIGURATION, WORD_TRANSFERS);
  out8(RECEIVE_CONFIGURATION, ACCEPT_BROADCAST);
  out8(TRANSMIT_CONFIGURATION, LOOPBACK);
  out8(INTERRUPT_MASK, 0);
  out8(INTERRUPT_STATUS, ALL_INTERRUPTS);

  /* The address PROM shows each byte twice. */
  uint8_t prom[ADDRESS_PROM_BYTES];
  read_memory(0, prom, sizeof prom);
  for (uint32_t i = 0; i < NET_ADDRESS_BYTES; i++)
    net_address[i] = prom[2 * i];

  out8(PAGE_START, RING_FIRST_PAGE);
  out8(PAGE_STOP, RING_END_PAGE);
  out8(BOUNDARY, RING_END_PAGE - 1);
  out8(TRANSMIT_PAGE, TRANSMIT_FIRST_PAGE);
  out8(COMMAND, STOP_SELECT_PAGE_1);
  for (uint32_t i = 0; i < NET_ADDRESS_BYTES; i++)
    out8((uint16_t)(STATION_ADDRESS + i), net_address[i]);
  next_page = RING_FIRST_PAGE;
  out8(CURRENT_PAGE, next_page);

  out8(COMMAND, START);
  out8(TRANSMIT_CONFIGURATION, 0);
  out8(INTERRUPT_STATUS, ALL_INTERRUPTS);
  interrupts_handle(IRQ_PCI, net_interrupt);
  out8(INTERRUPT_MASK, PACKET_RECEIVED);
}

void net_send(const uint8_t *frame, uint32_t bytes)
{
  if (bytes < NET_FRAME_MIN)
    bytes = NET_FRAME_MIN;
  uint32_t words = (bytes + 1) / 2;
  select_memory(TRANSMIT_FIRST_PAGE << 8, words * 2, REMOTE_WRITE);
  for (uint32_t i = 0; i < words; i++)
    out16(DATA, (uint16_t)(frame[2 * i] | frame[2 * i + 1] << 8));
  out8(TRANSMIT_PAGE, TRANSMIT_FIRST_PAGE);
  out8(TRANSMIT_COUNT_LOW, (uint8_t)bytes);
  out8(TRANSMIT_COUNT_HIGH, (uint8_t)(bytes >> 8));
  out8(COMMAND, TRANSMIT);
}

bool net_pending(void)
{
  return frames_came;
}

uint32_t net_receive(uint8_t *slot)
{
  /* Before the look at the ring, so that a frame that comes during it is not forgotten. */
  frames_came = false;
  /* On page 1 the interrupt status, which net_interrupt() writes, is the current page itself. */
  interrupts_off();
  out8(COMMAND, START_SELECT_PAGE_1);
  uint8_t current = in8(CURRENT_PAGE);
  out8(COMMAND, START);
  interrupts_on();
  if (next_page == current)
    return 0;
  frames_came = true; /* there may be more behind this one */

  /* Each frame in the ring follows a header: status, page of the next frame, length. */
  uint16_t address = (uint16_t)(next_page << 8);
  uint8_t header[RING_HEADER_BYTES];
  read_memory(address, header, sizeof header);
  uint32_t bytes = (uint32_t)(header[2] | header[3] << 8) - CHECK_SEQUENCE_BYTES;
  if (bytes > NET_FRAME_MAX)
    bytes = NET_FRAME_MAX;
  read_memory((uint16_t)(address + RING_HEADER_BYTES), slot, bytes);

  next_page = header[1];
  /* The boundary stays one page behind, since equal to the current page would mean empty. */
  out8(BOUNDARY, next_page == RING_FIRST_PAGE ? RING_END_PAGE - 1 : next_page - 1);
  return bytes;
}
