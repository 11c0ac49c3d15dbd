/** Registers of what a PC has on its ISA bus. */
import { flags, part, register } from './registerParts';

/** Control word of a counter, bits 1 to 3: Intel 8254 data sheet, figure 7. */
export const PIT_MODE = register(
  part(
    'mode',
    0,
    3,
    'interrupt on terminal count|one-shot|rate generator|square wave|software strobe|hardware strobe|rate generator|square wave',
  ),
);

/** Control word of a counter, bits 4 and 5: Intel 8254 data sheet, figure 7. */
export const PIT_ACCESS = register(
  part('access', 0, 2, 'latch|low byte|high byte|low, then high byte'),
);

const RATES = [
  'none|256 Hz|128 Hz|8192 Hz|4096 Hz|2048 Hz|1024 Hz|512 Hz',
  '256 Hz|128 Hz|64 Hz|32 Hz|16 Hz|8 Hz|4 Hz|2 Hz',
].join('|');

/** Register A of a clock: MC146818A data sheet, table 5 for the rates at 32.768 kHz. */
export const RTC_A = register(
  part('periodic rate', 0, 4, RATES),
  part('divider', 4, 3, '4.194304 MHz|1.048576 MHz|32.768 kHz||||reset|reset'),
  flags('UIP', 7),
);

/** Register B: MC146818A data sheet. */
export const RTC_B = flags('DSE,24/12,DM,SQWE,UIE,AIE,PIE,SET');

/** Register C, what asked for the interrupt: MC146818A data sheet. */
export const RTC_C = flags('UF,AF,PF,IRQF', 4);

/** Line status: PC16550D data sheet, section 8.4. */
export const UART_LSR = flags('DR,OE,PE,FE,BI,THRE,TEMT,ERF');

/** Line control: PC16550D data sheet, section 8.1. */
export const UART_LCR = register(
  part('data bits', 0, 2, '5|6|7|8'),
  part('stop bits', 2, 1, '1|2'),
  flags('PEN,EPS,stick parity,break,DLAB', 3),
);

/** FIFO control: PC16550D data sheet, section 8.5. */
export const UART_FCR = register(
  flags('FIFO enable,receive reset,transmit reset,DMA mode'),
  part('trigger', 6, 2, '1 byte|4 bytes|8 bytes|14 bytes'),
);

/** Interrupt identification: PC16550D data sheet, section 8.6. */
export const UART_IIR = register(
  flags('none pending'),
  part('source', 1, 3, 'modem status|THRE|data|line status|||timeout|'),
  part('FIFOs', 6, 2, 'off||unusable|on'),
);

/** Interrupt enable: PC16550D data sheet, section 8.7. */
export const UART_IER = flags('ERBFI,ETBEI,ELSI,EDSSI');

/** Modem control: PC16550D data sheet, section 8.8. */
export const UART_MCR = flags('DTR,RTS,OUT1,OUT2,LOOP');

/** Modem status: PC16550D data sheet, section 8.9. */
export const UART_MSR = flags('DCTS,DDSR,TERI,DDCD,CTS,DSR,RI,DCD');

/** The emulator's own: a bit at the number that each source has in the IIR. */
export const UART_PENDING = register(
  flags('modem status'),
  flags('THRE', 2),
  flags('data', 4),
  flags('line status', 6),
  flags('timeout', 12),
);

/** Mode of a channel: Intel 8237A data sheet, figure 5. */
export const DMA_MODE = register(
  part('channel', 0, 2),
  part('transfer', 2, 2, 'verify|write|read|'),
  flags('auto-initialize,decrement', 4),
  part('kind', 6, 2, 'demand|single|block|cascade'),
);

/** Command byte of a keyboard controller: IBM PC AT technical reference, keyboard controller. */
export const PS2_COMMAND = flags('keyboard IRQ,mouse IRQ,system,,keyboard off,mouse off,translate');

/** Its output port: IBM PC AT technical reference, keyboard controller. */
export const PS2_OUTPUT = flags('no reset,A20,mouse clock,mouse data,IRQ1,IRQ12,clock,data');

/** Status of a parallel port: IBM PC AT technical reference, printer adapter. */
export const PARALLEL_STATUS = flags('no error,selected,paper out,ACK,not busy', 3);

/** Control of a parallel port: IBM PC AT technical reference, printer adapter. */
export const PARALLEL_CONTROL = flags('strobe,auto feed,no reset,select,IRQ enable');

/** System control port A: IBM PS/2 technical reference. */
export const PORT_92 = flags('reset,A20');
