/*
 * Says in the image what it was built from, so that anyone can check image against sources without a
 * compiler. scripts/build-guest.mjs defines the macros and reads the section back.
 */
        .section .kemari, "", @progbits
        .ascii  "sources-sha256 ", SOURCES_SHA256, "\n"
        .ascii  "compiler ", COMPILER, "\n"
        .ascii  "linker ", LINKER, "\n"

        .section .note.GNU-stack, "", @progbits
