/* Chooses the workload and keeps its time. */
#include <stdbool.h>
#include <stddef.h>

#include "commandLine.h"
#include "cpu.h"
#include "interrupts.h"
#include "memory.h"
#include "netNe2k.h"
#include "panic.h"
#include "pci.h"
#include "serial.h"
#include "timer.h"
#include "workloads/workload.h"

/* What a multiboot loader leaves at the address in EBX, as far as it matters here. */
struct multiboot_information {
  uint32_t flags;
  uint32_t unused[3];
  const char *command_line;
};

#define HAS_COMMAND_LINE 0x04

#define DEFAULT_MEBIBYTES 32u
#define LEAST_MEBIBYTES 8u
#define DEFAULT_PAGES 64u

/* Software flow control: whoever watches the console can hold the workload. */
#define XON 0x11
#define XOFF 0x13

static const struct workload *const workloads[] = {
  &idle, &counter, &netecho, &disklog, &memwalk, &hotset, &matrix, &mixed,
};

static const struct workload *workload;
static bool held;

static const struct workload *find_workload(const char *line)
{
  for (uint32_t i = 0; i < sizeof workloads / sizeof *workloads; i++)
    if (command_line_is(line, "workload", workloads[i]->name))
      return workloads[i];
  return NULL;
}

/* Every received byte is echoed, except the two that hold and release the workload. */
static void take_input(void)
{
  uint8_t byte;
  while (serial_read(&byte)) {
    if (byte == XOFF)
      held = true;
    else if (byte == XON)
      held = false;
    else
      serial_write(byte);
  }
  if (workload->frames_came && net_pending())
    workload->frames_came();
}

static bool input_pending(void)
{
  return serial_pending() || (workload->frames_came && net_pending());
}

/* Halts until the tick is reached and nobody holds the workload, and deals with input meanwhile. */
static void wait_for_tick(uint32_t tick)
{
  for (;;) {
    take_input();
    interrupts_off();
    bool due = workload->step && !held && (int32_t)(timer_ticks() - tick) >= 0;
    if (due || input_pending())
      interrupts_on();
    else
      wait_for_interrupt();
    if (due)
      return;
  }
}

/* The loop that everything happens in, at so many steps a second; 0: as many as there can be. */
static void run(uint32_t rate)
{
  uint32_t ticks_a_step = 1;
  if (rate) {
    while (rate * ticks_a_step < TIMER_MIN_HZ)
      ticks_a_step++;
    timer_start(rate * ticks_a_step);
  } else {
    timer_start(TIMER_MIN_HZ);
  }
  interrupts_on();

  uint32_t due = timer_ticks() + ticks_a_step;
  for (;;) {
    wait_for_tick(rate ? due : timer_ticks());
    due = timer_ticks() + ticks_a_step;
    workload->step();
  }
}

/* Entered from boot.S, with interrupts off. */
void guest_main(const struct multiboot_information *information);

void guest_main(const struct multiboot_information *information)
{
  const char *line = information->flags & HAS_COMMAND_LINE ? information->command_line : "";

  interrupts_start();
  serial_start();
  workload = find_workload(line);
  if (!workload)
    panic("no such workload");
  uint32_t mebibytes = command_line_number(line, "mem", DEFAULT_MEBIBYTES);
  if (mebibytes < LEAST_MEBIBYTES)
    panic("too little memory");

  struct parameters parameters = {
    command_line_number(line, "seed", 1),
    command_line_number(line, "pages", DEFAULT_PAGES),
  };
  if (!parameters.pages)
    parameters.pages = 1;
  uint32_t rate = command_line_number(line, "rate", workload->steps_per_second);
  if (rate > TIMER_MAX_HZ)
    rate = TIMER_MAX_HZ;

  if (workload->frames_came) {
    pci_route_interrupts();
    net_start();
  }
  workload->start(&parameters, memory_heap(mebibytes));
  run(rate);
}
