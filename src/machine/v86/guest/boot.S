/*
 * Entry and interrupt stubs.
 *
 * A multiboot loader leaves the CPU in 32-bit protected mode with flat segments, interrupts off and
 * EBX pointing at its information block. It promises no usable GDT and no stack, so both come first.
 */

#define MULTIBOOT_MAGIC 0x1BADB002
#define MULTIBOOT_FLAGS 0
#define CODE_SELECTOR 0x08
#define DATA_SELECTOR 0x10
#define STACK_BYTES 8192
#define VECTORS 48 /* 32 exceptions and the two interrupt controllers' 16 lines */

        .section .multiboot, "a"
        .balign 4
        .long   MULTIBOOT_MAGIC
        .long   MULTIBOOT_FLAGS
        .long   -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

        .text
        .globl  boot
        .type   boot, @function
boot:
        cli
        cld
        lgdt    gdt_register
        ljmp    $CODE_SELECTOR, $1f
1:      mov     $DATA_SELECTOR, %ax
        mov     %ax, %ds
        mov     %ax, %es
        mov     %ax, %fs
        mov     %ax, %gs
        mov     %ax, %ss
        mov     $stack_top, %esp
        xor     %ebp, %ebp
        push    %ebx
        call    guest_main
2:      hlt
        jmp     2b
        .size   boot, . - boot

        .section .rodata
        .balign 8
gdt:
        .quad   0
        .quad   0x00CF9A000000FFFF /* code: base 0, 4 GiB, 32 bits */
        .quad   0x00CF92000000FFFF /* data: the same */
gdt_register:
        .word   . - gdt - 1
        .long   gdt

/* One stub a vector, all alike: they differ only in the number they push. */
        .globl  interrupt_stubs
        .balign 4
interrupt_stubs:
        .set    vector, 0
        .rept   VECTORS
        .text
3:      push    $vector
        jmp     interrupt_entry
        .section .rodata
        .long   3b
        .set    vector, vector + 1
        .endr

        .text
        .type   interrupt_entry, @function
interrupt_entry:
        pusha
        cld
        push    32(%esp) /* the vector, behind the eight registers that pusha stored */
        call    interrupt_dispatch
        add     $4, %esp
        popa
        add     $4, %esp
        iret
        .size   interrupt_entry, . - interrupt_entry

        .bss
        .balign 4096
        .globl  stack
stack:
        .skip   STACK_BYTES
stack_top:
        .size   stack, STACK_BYTES

        .section .note.GNU-stack, "", @progbits
