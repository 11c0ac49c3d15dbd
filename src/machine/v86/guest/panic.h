/* The end of a guest that cannot go on. */
#ifndef PANIC_H
#define PANIC_H

/* Says why on the console and halts for good. */
__attribute__((noreturn)) void panic(const char *why);

#endif
