import { DEVICE_TABLES } from './deviceTables';
import type { V86Cpu, V86Environment } from './v86Types';

const idOf = (device: string): number =>
  DEVICE_TABLES.findIndex(({ layout }) => layout.schema.device === device);

const PIT = idOf('pit');
const RTC = idOf('rtc');
const DMA = idOf('dma');
const VGA = idOf('vga');
const FDC = idOf('fdc');
const SB16 = idOf('sb16');
const FW_CFG = idOf('fw_cfg');
const PORT_92 = idOf('port92');
/** Ids of the devices that inputs reach. */
export const UART = idOf('uart.0');
export const NE2K = idOf('ne2k');

const FW_CFG_PORTS = [0x510, 0x511];
const A20_PORT = 0x92;

const PORT_CALLS = [
  'io_port_read8',
  'io_port_read16',
  'io_port_read32',
  'io_port_write8',
  'io_port_write16',
  'io_port_write32',
] as const;

const MAPPED_MEMORY_CALLS = [
  'mmap_read8',
  'mmap_read32',
  'mmap_write8',
  'mmap_write16',
  'mmap_write32',
  'mmap_write64',
  'mmap_write128',
] as const;

/**
 * Which devices may have changed since the last capture: those whose ports or memory the guest
 * accessed (reading a register can change it too), whose timers ran, or that an input reached. All
 * others need not be captured.
 */
export class TouchedDevices {
  readonly #touched = new Uint8Array(DEVICE_TABLES.length).fill(1);
  #ports: V86Cpu['io']['ports'] = [];
  readonly #owners = new Map<unknown, number>();
  /** The device whose port was accessed last: the one that does DMA, if any is done. */
  lastAccessed = 0;

  /** Watches what the emulator's core calls; to be done before the core is made. */
  watch(env: V86Environment): void {
    for (const name of PORT_CALLS) before(env, name, (port) => this.#accessPort(port));
    for (const name of MAPPED_MEMORY_CALLS) before(env, name, () => this.touchVideo());
    before(env, 'run_hardware_timers', () => this.touchTimers());
  }

  /** Learns which ports are whose; to be done when the devices are there. */
  attach(cpu: V86Cpu): void {
    this.#ports = cpu.io.ports;
    DEVICE_TABLES.forEach((table, id) => {
      const owner = table.owner(cpu);
      if (owner !== undefined) this.#owners.set(owner, id);
    });
  }

  touch(id: number): void {
    this.#touched[id] = 1;
  }

  touchTimers(): void {
    this.#touched[PIT] = 1;
    this.#touched[RTC] = 1;
  }

  /** The guest accessed memory-mapped registers or video memory. */
  touchVideo(): void {
    this.#touched[VGA] = 1;
  }

  touchAll(): void {
    this.#touched.fill(1);
  }

  /** The ids touched since the last call, ascending. */
  take(): number[] {
    const ids: number[] = [];
    for (let id = 0; id < this.#touched.length; id++) if (this.#touched[id] === 1) ids.push(id);
    this.#touched.fill(0);
    return ids;
  }

  #accessPort(port: number): void {
    const id = this.#owners.get(this.#ports[port]?.device);
    if (id !== undefined) {
      this.#touched[id] = 1;
      this.lastAccessed = id;
      // The ISA DMA controller's counters move while these two use it.
      if (id === FDC || id === SB16) this.#touched[DMA] = 1;
    } else if (port === A20_PORT) {
      this.#touched[PORT_92] = 1;
    } else if (FW_CFG_PORTS.includes(port)) {
      this.#touched[FW_CFG] = 1;
    }
  }
}

/** Has `look` called with a call's arguments before each call that the core makes. */
function before(
  env: V86Environment,
  name: keyof V86Environment,
  look: (...values: number[]) => void,
): void {
  const call = env[name] as (...values: number[]) => number;
  env[name] = (...values: number[]) => {
    look(...values);
    return call(...values);
  };
}
