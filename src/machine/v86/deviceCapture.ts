import { ByteWriter } from '../../core/byteWriter';
import {
  APIC_BYTES,
  CPU_BLOCK_END,
  CPU_BLOCK_START,
  IOAPIC_BYTES,
  PIC_BYTES,
  TSC_WORDS,
} from './addresses';
import { writeCaptureHead, writeSection, type CoreRegions } from './captureFormat';
import { writeDeviceState } from './deviceLayout';
import { DEVICE_TABLES } from './deviceTables';
import type { Pc } from './pc';
import { takeVideoWrites } from './videoWrites';

/** Captures the state of a PC's devices; see `captureFormat.ts` for the form. */
export class DeviceCapture {
  readonly #pc: Pc;
  readonly #controllers: readonly [number, number, number, number];
  readonly #out = new ByteWriter(64 * 1024);
  readonly #section = new ByteWriter(64 * 1024);
  readonly #tsc = new Uint8Array(8 * TSC_WORDS.length);

  constructor(pc: Pc) {
    this.#pc = pc;
    this.#controllers = controllerAddresses(pc);
  }

  /** The state of the CPU and of the devices touched since the last call, or of all. A copy. */
  capture(scope: 'touched' | 'all'): Uint8Array {
    const { cpu, exports, memory, clock, random, touched, scheduler } = this.#pc;
    scheduler.claimClock();
    if (takeVideoWrites(memory)) touched.touchVideo();
    if (scope === 'all') touched.touchAll();
    const ids = touched.take();
    const out = this.#out;
    out.clear();
    writeCaptureHead(
      {
        clock: clock.state,
        random: random.state,
        eflags: exports.get_eflags() >>> 0,
        regions: this.#regions(),
      },
      out,
    );
    out.u8(ids.length);
    for (const id of ids) {
      const table = DEVICE_TABLES[id];
      this.#section.clear();
      writeDeviceState(table.layout, table.read(cpu), this.#section);
      writeSection(id, this.#section.view(), out);
    }
    return out.copy();
  }

  #regions(): CoreRegions {
    const { bytes } = this.#pc.memory;
    const [masterPic, slavePic, apic, ioapic] = this.#controllers;
    TSC_WORDS.forEach((address, i) => this.#tsc.set(bytes.subarray(address, address + 8), 8 * i));
    return {
      cpu: bytes.subarray(CPU_BLOCK_START, CPU_BLOCK_END),
      tsc: this.#tsc,
      masterPic: bytes.subarray(masterPic, masterPic + PIC_BYTES),
      slavePic: bytes.subarray(slavePic, slavePic + PIC_BYTES),
      apic: bytes.subarray(apic, apic + APIC_BYTES),
      ioapic: bytes.subarray(ioapic, ioapic + IOAPIC_BYTES),
    };
  }
}

/** Where the core keeps its interrupt controllers: both PICs, APIC and IOAPIC. */
export function controllerAddresses({ exports }: Pc): [number, number, number, number] {
  return [
    exports.get_pic_addr_master(),
    exports.get_pic_addr_slave(),
    exports.get_apic_addr(),
    exports.get_ioapic_addr(),
  ];
}
