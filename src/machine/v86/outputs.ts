import type { EventTap } from './eventTap';
import type { V86Emulator, V86Environment } from './v86Types';
import type { VirtualDisk } from './virtualDisk';

const ATA_COMMAND_PORT = 0x1f7;
/** FLUSH CACHE and FLUSH CACHE EXT. */
const ATA_FLUSH_COMMANDS = [0xe7, 0xea];

/** Catches flushes of the disk, of which the emulator tells nobody. */
export function watchDiskFlush(env: V86Environment, tap: EventTap): void {
  const write = env.io_port_write8;
  env.io_port_write8 = (port, value) => {
    write(port, value);
    if (port === ATA_COMMAND_PORT && ATA_FLUSH_COMMANDS.includes(value)) {
      tap.hold({ kind: 'disk-flush', data: new Uint8Array(0) });
    }
  };
}

/** Catches serial bytes, frames and disk writes. */
export function catchOutputs(emulator: V86Emulator, disk: VirtualDisk, tap: EventTap): void {
  emulator.add_listener('serial0-output-byte', (byte: number) => {
    tap.hold({ kind: 'serial-tx', data: Uint8Array.of(byte) });
  });
  emulator.add_listener('net0-send', (frame: Uint8Array) => {
    // The frame is a view of the card's memory.
    tap.hold({ kind: 'net-tx', data: frame.slice() });
  });
  disk.onWrite = (diskOffset, data) => tap.hold({ kind: 'disk-write', data, diskOffset });
}
