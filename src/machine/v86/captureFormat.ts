/**
 * The machine's compact form of its devices' state.
 *
 *   "KDEV"        u32
 *   version       u8, 1
 *   instructions  u64   the clock: instructions retired,
 *   idle          u64   ticks skipped,
 *   wake          u64   and the tick at which an idle guest wakes
 *   random        u32   state of the generator behind RDRAND
 *   eflags        u32   as the guest would see them; the CPU block has what they are made of
 *   cpu           1216 bytes of the core's memory, see `cpuTables.ts`
 *   tsc           40 bytes
 *   pic.0, pic.1  13 bytes each
 *   apic          184 bytes
 *   ioapic        208 bytes
 *   count         u8, then for each device: id u8 (ascending), length u32, its section
 *
 * All is little-endian. Device ids are positions in `DEVICE_TABLES`; sections are described in
 * `deviceLayout.ts`. A capture of all devices has every id.
 */
import { ByteReader } from '../../core/byteReader';
import type { ByteWriter } from '../../core/byteWriter';
import {
  APIC_BYTES,
  CPU_BLOCK_END,
  CPU_BLOCK_START,
  IOAPIC_BYTES,
  PIC_BYTES,
  TSC_WORDS,
} from './addresses';
import { DEVICE_TABLES } from './deviceTables';
import type { ClockState } from './virtualClock';

const MAGIC = 0x5645444b;
const VERSION = 1;
const SOURCE = { file: 'device capture', record: 'header', offset: 0 };

/** Lengths of the regions of the core's memory, in the order in which a capture holds them. */
const REGION_BYTES = {
  cpu: CPU_BLOCK_END - CPU_BLOCK_START,
  tsc: 8 * TSC_WORDS.length,
  masterPic: PIC_BYTES,
  slavePic: PIC_BYTES,
  apic: APIC_BYTES,
  ioapic: IOAPIC_BYTES,
};

/** The regions' bytes. */
export type CoreRegions = Readonly<Record<keyof typeof REGION_BYTES, Uint8Array>>;

/** What every capture holds, whatever was touched. */
export interface CaptureHead {
  readonly clock: ClockState;
  readonly random: number;
  readonly eflags: number;
  readonly regions: CoreRegions;
}

/** One device's section. */
export interface CaptureSection {
  /** Position in `DEVICE_TABLES`. */
  readonly id: number;
  readonly bytes: Uint8Array;
  /** Offset in the capture, for messages. */
  readonly offset: number;
}

export interface Capture {
  readonly head: CaptureHead;
  readonly sections: readonly CaptureSection[];
}

/** Writes the head. The number of sections follows, then the sections by {@link writeSection}. */
export function writeCaptureHead(head: CaptureHead, out: ByteWriter): void {
  out.u32(MAGIC);
  out.u8(VERSION);
  out.u64(head.clock.instructions);
  out.u64(head.clock.idle);
  out.u64(head.clock.wake);
  out.u32(head.random);
  out.u32(head.eflags);
  out.bytes(head.regions.cpu);
  out.bytes(head.regions.tsc);
  out.bytes(head.regions.masterPic);
  out.bytes(head.regions.slavePic);
  out.bytes(head.regions.apic);
  out.bytes(head.regions.ioapic);
}

export function writeSection(id: number, section: Uint8Array, out: ByteWriter): void {
  out.u8(id);
  out.u32(section.length);
  out.bytes(section);
}

/**
 * Takes a capture apart. The regions are copies; the sections are borrowed from the bytes.
 * @throws KemariError of kind `input` if the bytes are no capture.
 */
export function readCapture(capture: Uint8Array): Capture {
  const reader = new ByteReader(capture, SOURCE);
  const magic = reader.u32('magic number');
  if (magic !== MAGIC) throw reader.unexpected('a capture of devices', `0x${magic.toString(16)}`);
  const version = reader.u8('version');
  if (version !== VERSION) throw reader.unexpected(`version ${VERSION}`, String(version));
  const clock = {
    instructions: reader.u64('instructions'),
    idle: reader.u64('idle ticks'),
    wake: reader.u64('wake tick'),
  };
  if (!Number.isSafeInteger(clock.instructions + clock.idle)) {
    throw reader.unexpected('a time below 2^53 ticks', 'a later one');
  }
  const random = reader.u32('random');
  const eflags = reader.u32('eflags');
  const regions = {
    cpu: reader.bytes(REGION_BYTES.cpu, 'cpu').slice(),
    tsc: reader.bytes(REGION_BYTES.tsc, 'tsc').slice(),
    masterPic: reader.bytes(REGION_BYTES.masterPic, 'pic.0').slice(),
    slavePic: reader.bytes(REGION_BYTES.slavePic, 'pic.1').slice(),
    apic: reader.bytes(REGION_BYTES.apic, 'apic').slice(),
    ioapic: reader.bytes(REGION_BYTES.ioapic, 'ioapic').slice(),
  };
  const sections: CaptureSection[] = [];
  let lowestId = 0;
  for (let left = reader.u8('number of devices'); left > 0; left--) {
    const id = reader.u8('device id');
    if (id < lowestId || id >= DEVICE_TABLES.length) {
      throw reader.unexpected(`a device id in [${lowestId}, ${DEVICE_TABLES.length})`, String(id));
    }
    lowestId = id + 1;
    const length = reader.u32('length of section');
    const offset = reader.position;
    sections.push({ id, offset, bytes: reader.bytes(length, 'section') });
  }
  reader.end();
  return { head: { clock, random, eflags, regions }, sections };
}
