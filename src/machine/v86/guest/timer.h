/* Channel 0 of the 8254 interval timer: the guest's heartbeat. */
#ifndef TIMER_H
#define TIMER_H

#include <stdint.h>

/* Its counter has 16 bits: it cannot tick more slowly than 18.2 times a second. */
#define TIMER_MIN_HZ 20u
#define TIMER_MAX_HZ 1000u

/* @param hz from TIMER_MIN_HZ to TIMER_MAX_HZ. */
void timer_start(uint32_t hz);

/* Ticks since the start. */
uint32_t timer_ticks(void);

#endif
