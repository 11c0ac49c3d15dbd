/**
 * Where the emulator's core (v86 0.5.462) keeps what its exports do not hand out: byte addresses in
 * its linear memory. Those in the CPU block are the ones that the package's own JavaScript uses;
 * those of the time-stamp counter were read from the code of its export `read_tsc`.
 */

/** Everything of the CPU that is plain memory, from here ... */
export const CPU_BLOCK_START = 64;
/** ... to here. */
export const CPU_BLOCK_END = 1280;

export const ACPI_ENABLED = 552;
/** Linear address of the next instruction; in compiled code only its page is up to date. */
export const INSTRUCTION_POINTER = 556;
/** Linear address of the instruction being interpreted. */
export const PREVIOUS_INSTRUCTION_POINTER = 560;
/** One byte: 1 while the CPU waits in HLT. */
export const IN_HLT = 616;
/** Instructions retired, modulo 2^32. */
export const INSTRUCTION_COUNTER = 664;
/** Range of SVGA memory that was written directly; the first is above the second if none was. */
export const SVGA_DIRTY_MIN = 716;
export const SVGA_DIRTY_MAX = 720;
/** Bytes of guest RAM. */
export const MEMORY_SIZE = 812;
export const FPU_CONTROL_WORD = 1036;

/** The five 64-bit words of the time-stamp counter: offset, last value, resolution, speed, repeats. */
export const TSC_WORDS = [37352, 37360, 35464, 35480, 49152] as const;

/** Bytes of the core's interrupt controllers, each at an address that an export tells. */
export const PIC_BYTES = 13;
export const APIC_BYTES = 184;
export const IOAPIC_BYTES = 208;
