/** Registers of disk, network, floppy and display controllers. */
import { flags, part, register } from './registerParts';

/** Command register of an NE2000: DP8390D data sheet, section 10.3. */
export const NE2K_CR = register(
  flags('STP,STA,TXP'),
  part('remote DMA', 3, 3, 'none|read|write|send packet|off|off|off|off'),
  part('register page', 6, 2),
);

/** Its interrupt status: DP8390D data sheet, section 10.3. */
export const NE2K_ISR = flags('PRX,PTX,RXE,TXE,OVW,CNT,RDC,RST');

/** Its interrupt mask: DP8390D data sheet, section 10.3. */
export const NE2K_IMR = flags('PRXE,PTXE,RXEE,TXEE,OVWE,CNTE,RDCE');

/** Its data configuration: DP8390D data sheet, section 10.3. */
export const NE2K_DCR = register(
  flags('WTS,BOS,LAS,LS,ARM'),
  part('FIFO threshold', 5, 2, '1 word|2 words|4 words|6 words'),
);

/** Its transmit configuration: DP8390D data sheet, section 10.3. */
export const NE2K_TCR = register(flags('CRC off'), part('loopback', 1, 2), flags('ATD,OFST', 3));

/** Its transmit status: DP8390D data sheet, section 10.3. */
export const NE2K_TSR = flags('PTX,,COL,ABT,CRS,FU,CDH,OWC');

/** Its receive configuration: DP8390D data sheet, section 10.3. */
export const NE2K_RCR = flags('SEP,AR,AB,AM,PRO,MON');

/** Status of an ATA device: ATA/ATAPI-4, section 7.15. */
export const ATA_STATUS = flags('ERR,IDX,CORR,DRQ,DSC,DF,DRDY,BSY');

/** Error of an ATA device: ATA/ATAPI-4, section 7.11, and ATA-3, section 7.2.9, for bits 0 and 1. */
export const ATA_ERROR = flags('AMNF,TK0NF,ABRT,MCR,IDNF,MC,UNC,ICRC');

/** Device and head of an ATA device: ATA/ATAPI-4, section 7.10. */
export const ATA_DEVICE = register(part('head', 0, 4), flags('DEV,,LBA', 4));

/** Device control of an ATA channel: ATA/ATAPI-4, section 7.9. */
export const ATA_CONTROL = flags('nIEN,SRST', 1);

/** Command of a bus master: Programming Interface for Bus Master IDE Controller, section 2.1. */
export const BUS_MASTER_COMMAND = register(
  flags('start'),
  part('direction', 3, 1, 'from memory|to memory'),
);

/** Status of a bus master: the same, section 2.2. */
export const BUS_MASTER_STATUS = register(
  flags('active,error,interrupt'),
  flags('drive 0 DMA,drive 1 DMA,simplex', 5),
);

/** Main status of a floppy controller: Intel 82077AA data sheet, section 2.1.5. */
export const FDC_MSR = flags('drive 0 busy,drive 1 busy,drive 2 busy,drive 3 busy,CB,NDM,DIO,RQM');

/** Its digital output: Intel 82077AA data sheet, section 2.1.3. */
export const FDC_DOR = register(
  part('drive', 0, 2),
  flags('no reset,DMA,motor 0,motor 1,motor 2,motor 3', 2),
);

/** Its status register 0: Intel 82077AA data sheet, section 6.1. */
export const FDC_ST0 = register(
  part('drive', 0, 2),
  flags('head', 2),
  flags('EC,SE', 4),
  part('end', 6, 2, 'normal|abnormal|invalid command|polling'),
);

/** Its status register 1: Intel 82077AA data sheet, section 6.2. */
export const FDC_ST1 = flags('MA,NW,ND,,OR,DE,,EN');

/** Miscellaneous output of a VGA: IBM VGA technical reference, section 2. */
export const VGA_MISCELLANEOUS = register(
  flags('I/O at 3Dx,RAM'),
  part('clock', 2, 2, '25 MHz|28 MHz'),
  flags('odd/even page,hsync low,vsync low', 5),
);

/** Input status 1 of a VGA: IBM VGA technical reference, section 2. */
export const VGA_INPUT_STATUS_1 = flags('display off,,,vertical retrace');

/** The planes that writes reach: IBM VGA technical reference, section 2, map mask. */
export const VGA_PLANES = flags('plane 0,plane 1,plane 2,plane 3');
