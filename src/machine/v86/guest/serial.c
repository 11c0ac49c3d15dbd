#include "serial.h"

#include "cpu.h"
#include "interrupts.h"

#define PORT 0x3F8
#define DATA (PORT + 0) /* while DIVISOR_ACCESS is set: divisor, low byte */
#define INTERRUPT_ENABLE (PORT + 1) /* the same: divisor, high byte */
#define LINE_CONTROL (PORT + 3)
#define MODEM_CONTROL (PORT + 4)
#define LINE_STATUS (PORT + 5)

#define DIVISOR_ACCESS 0x80
#define EIGHT_BITS_NO_PARITY 0x03
#define READY_AND_INTERRUPTS_OUT 0x0B /* DTR, RTS, and OUT2, which gates the interrupt line */
#define RECEIVED_DATA 0x01
#define DATA_READY 0x01
#define TRANSMITTER_EMPTY 0x20

#define RING 256u /* a power of two */

static uint8_t ring[RING];
static volatile uint32_t received;
static uint32_t taken;

static void serial_interrupt(void)
{
  while (in8(LINE_STATUS) & DATA_READY) {
    uint8_t byte = in8(DATA);
    /* A full ring loses the newest, as the hardware's own queue would. */
    if (received - taken < RING)
      ring[received++ % RING] = byte;
  }
}

void serial_start(void)
{
  out8(INTERRUPT_ENABLE, 0);
  out8(LINE_CONTROL, DIVISOR_ACCESS);
  out8(DATA, 1);
  out8(INTERRUPT_ENABLE, 0);
  out8(LINE_CONTROL, EIGHT_BITS_NO_PARITY);
  out8(MODEM_CONTROL, READY_AND_INTERRUPTS_OUT);
  interrupts_handle(IRQ_SERIAL, serial_interrupt);
  out8(INTERRUPT_ENABLE, RECEIVED_DATA);
}

void serial_write(uint8_t byte)
{
  while (!(in8(LINE_STATUS) & TRANSMITTER_EMPTY))
    ;
  out8(DATA, byte);
}

void serial_write_text(const char *text)
{
  while (*text)
    serial_write((uint8_t)*text++);
}

void serial_write_decimal(uint32_t number)
{
  char digits[11];
  uint32_t first = sizeof digits - 1;
  digits[first] = '\0';
  do {
    digits[--first] = (char)('0' + number % 10);
    number /= 10;
  } while (number);
  serial_write_text(digits + first);
}

bool serial_read(uint8_t *byte)
{
  if (!serial_pending())
    return false;
  *byte = ring[taken++ % RING];
  return true;
}

bool serial_pending(void)
{
  return received != taken;
}
