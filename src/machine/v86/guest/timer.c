#include "timer.h"

#include "cpu.h"
#include "interrupts.h"

#define CHANNEL_0 0x40
#define MODE 0x43
#define RATE_GENERATOR 0x34 /* channel 0, low byte then high byte, mode 2 */
#define INPUT_HZ 1193182u

static volatile uint32_t ticks;

static void timer_interrupt(void)
{
  ticks++;
}

void timer_start(uint32_t hz)
{
  uint32_t divisor = INPUT_HZ / hz;
  out8(MODE, RATE_GENERATOR);
  out8(CHANNEL_0, (uint8_t)divisor);
  out8(CHANNEL_0, (uint8_t)(divisor >> 8));
  interrupts_handle(IRQ_TIMER, timer_interrupt);
}

uint32_t timer_ticks(void)
{
  return ticks;
}
