/** Registers of an x86 processor, as the Intel SDM has them; titles where its numbers move. */
import { flags, part, register } from './registerParts';

/** Volume 1, section 3.4.3. */
export const EFLAGS = register(
  flags('CF,,PF,,AF,,ZF,SF,TF,IF,DF,OF'),
  part('IOPL', 12, 2),
  flags('NT,,RF,VM,AC,VIF,VIP,ID', 14),
);

/** Volume 3, section 2.5. */
export const CR0 = flags('PE,MP,EM,TS,ET,NE,,,,,,,,,,,WP,,AM,,,,,,,,,,,NW,CD,PG');

/** Volume 3, section 2.5; the rest is the address of the page directory. */
export const CR3 = flags('PWT,PCD', 3);

/** Volume 3, section 2.5. */
export const CR4 = flags(
  'VME,PVI,TSD,DE,PSE,PAE,MCE,PGE,PCE,OSFXSR,OSXMMEXCPT,UMIP,LA57,VMXE,SMXE,,FSGSBASE,PCIDE,OSXSAVE,KL,SMEP,SMAP,PKE',
);

/** Volume 4, table 2-2, and the AMD64 manual, volume 2, "Extended Feature Enable Register", for bits 12 to 15. */
export const EFER = flags('SCE,,,,,,,,LME,,LMA,NXE,SVME,LMSLE,FFXSR,TCE');

/** Volume 3, "Debug Status Register (DR6)". */
export const DR6 = flags('B0,B1,B2,B3,,,,,,,,,,BD,BS,BT');

const BREAK_ON = 'execution|write|I/O|read or write';
const LENGTHS = '1 byte|2 bytes|8 bytes|4 bytes';

/** Volume 3, "Debug Control Register (DR7)". */
export const DR7 = register(
  flags('L0,G0,L1,G1,L2,G2,L3,G3,LE,GE,,RTM,,GD'),
  [0, 1, 2, 3].flatMap((number) => [
    part(`R/W${number}`, 16 + 4 * number, 2, BREAK_ON),
    part(`LEN${number}`, 18 + 4 * number, 2, LENGTHS),
  ]),
);

/** Volume 3, "Page-Fault Exceptions". */
export const PAGE_FAULT_ERROR = flags('P,W/R,U/S,RSVD,I/D');

/** Volume 3, section 3.4.2. */
export const SELECTOR = register(part('RPL', 0, 2), flags('TI', 2), part('index', 3, 13));

/** Bits 8 to 15 of a descriptor: volume 3, section 3.4.5. */
export const SEGMENT_ACCESS = register(
  part('type', 0, 4),
  flags('S', 4),
  part('DPL', 5, 2),
  flags('P', 7),
);

/** Volume 1, section 8.1.5. */
export const FPU_CONTROL = register(
  flags('IM,DM,ZM,OM,UM,PM'),
  part('precision', 8, 2, '24 bits||53 bits|64 bits'),
  part('rounding', 10, 2, 'nearest|down|up|to zero'),
);

/** Volume 1, section 8.1.3. */
export const FPU_STATUS = register(
  flags('IE,DE,ZE,OE,UE,PE,SF,ES,C0,C1,C2'),
  part('TOP', 11, 3),
  flags('C3,B', 14),
);

/** Registers that hold nothing: volume 1, section 8.1.7. */
export const FPU_EMPTY = flags('R0,R1,R2,R3,R4,R5,R6,R7');

/** Volume 1, section 10.2.3. */
export const MXCSR = register(
  flags('IE,DE,ZE,OE,UE,PE,DAZ,IM,DM,ZM,OM,UM,PM'),
  part('rounding', 13, 2, 'nearest|down|up|to zero'),
  flags('FZ', 15),
);
