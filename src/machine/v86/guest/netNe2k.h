/* An NE2000-compatible network card (DP8390 with 16 KiB of packet memory). */
#ifndef NET_NE2K_H
#define NET_NE2K_H

#include <stdbool.h>
#include <stdint.h>

#define NET_ADDRESS_BYTES 6
#define NET_FRAME_MIN 60u
#define NET_FRAME_MAX 1514u
/* Room for a frame, rounded up so that two slots fill a page exactly. */
#define NET_SLOT_BYTES 2048u

/* Sets the card up; frames to this station and broadcasts are received from here on. */
void net_start(void);

/* The station address that the card brought along. */
extern uint8_t net_address[NET_ADDRESS_BYTES];

/* Sends a frame of at most NET_FRAME_MAX bytes; a short one is padded with what follows it. */
void net_send(const uint8_t *frame, uint32_t bytes);

/* Whether the card has said that frames came. */
bool net_pending(void);

/*
 * Takes the oldest received frame into a slot of NET_SLOT_BYTES.
 * Returns its length without the check sequence, or 0 if there is none.
 */
uint32_t net_receive(uint8_t *slot);

#endif
