/* The few instructions that C has no words for. */
#ifndef CPU_H
#define CPU_H

#include <stdint.h>

static inline void out8(uint16_t port, uint8_t value)
{
  __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint8_t in8(uint16_t port)
{
  uint8_t value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

static inline void out16(uint16_t port, uint16_t value)
{
  __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint16_t in16(uint16_t port)
{
  uint16_t value;
  __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

static inline void out32(uint16_t port, uint32_t value)
{
  __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline void interrupts_off(void)
{
  __asm__ volatile("cli" : : : "memory");
}

static inline void interrupts_on(void)
{
  __asm__ volatile("sti" : : : "memory");
}

/*
 * Halts until the next interrupt. STI takes effect only behind the instruction that follows it, so
 * an interrupt that came since interrupts_off() ends the halt instead of being slept through.
 */
static inline void wait_for_interrupt(void)
{
  __asm__ volatile("sti; hlt" : : : "memory");
}

#endif
