/* What this host says to a frame: ARP, ICMP echo, UDP echo, and anything else straight back. */
#ifndef NET_ANSWER_H
#define NET_ANSWER_H

#include <stdint.h>

/*
 * Turns a received frame into its answer, in place.
 * Returns the answer's length, or 0 if a host in its right mind would keep silent.
 */
uint32_t net_answer(uint8_t *frame, uint32_t bytes);

#endif
