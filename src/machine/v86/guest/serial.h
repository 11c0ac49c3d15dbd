/* The first UART (16550): the guest's console. Every byte written is one output. */
#ifndef SERIAL_H
#define SERIAL_H

#include <stdbool.h>
#include <stdint.h>

/* 115,200 baud, 8N1; received bytes are taken by interrupt from here on. */
void serial_start(void);

void serial_write(uint8_t byte);
void serial_write_text(const char *text);
void serial_write_decimal(uint32_t number);

/* Takes the oldest received byte; false if there is none. */
bool serial_read(uint8_t *byte);

/* Whether serial_read() would find one. */
bool serial_pending(void);

#endif
