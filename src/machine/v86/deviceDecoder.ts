import { ByteReader } from '../../core/byteReader';
import { KemariError } from '../../core/errors';
import type { PageWriter } from '../../core/pageWriter';
import {
  sameLeaf,
  type DeviceSchema,
  type DeviceState,
  type LeafValue,
} from '../../core/deviceState';
import type { DeviceDecoder } from '../machine';
import { INSTRUCTION_POINTER } from './addresses';
import {
  readCapture,
  type CaptureHead,
  type CaptureSection,
  type CoreRegions,
} from './captureFormat';
import {
  APIC_TABLE,
  CODE_SEGMENT_BASE,
  CPU_TABLE,
  FPU_TABLE,
  IOAPIC_TABLE,
  PIC_TABLES,
  TSC_TABLE,
  type RegionTable,
} from './cpuTables';
import { readDeviceState } from './deviceLayout';
import { DEVICE_TABLES } from './deviceTables';
import { firstWriter } from './dirtyPages';
import { readFields } from './regionLayout';

const namesOf = (table: RegionTable): string[] => table.fields.map(({ name }) => name);

/** Leaves in ticks of 10 ns of guest time. */
const CLOCK_SCHEMA: DeviceSchema = { device: 'clock', fields: ['instructions', 'idle', 'wake'] };

const CPU_SCHEMA: DeviceSchema = {
  device: CPU_TABLE.device,
  fields: ['eip', 'eflags', ...namesOf(CPU_TABLE), ...namesOf(TSC_TABLE), 'rdrand.state'],
};

/** The other parts of the core, each a region of its memory, in the machine's order. */
const REGION_DEVICES = (
  [
    ['cpu', FPU_TABLE],
    ['apic', APIC_TABLE],
    ['ioapic', IOAPIC_TABLE],
    ['masterPic', PIC_TABLES[0]],
    ['slavePic', PIC_TABLES[1]],
  ] as const satisfies readonly (readonly [keyof CoreRegions, RegionTable])[]
).map(([region, table]) => ({
  region,
  table,
  schema: { device: table.device, fields: namesOf(table) },
}));

/** Clock, CPU and the regions come first; the devices of `DEVICE_TABLES` follow. */
const CORE_DEVICES = 2 + REGION_DEVICES.length;

/** Gives names to the captures of a {@link V86Machine}; needs no machine. */
export class V86DeviceDecoder implements DeviceDecoder {
  #states: readonly DeviceState[] | undefined;
  /** The bytes that the devices' states were read from. */
  #sections: readonly Uint8Array[] = [];

  apply(capture: Uint8Array): readonly DeviceState[] {
    const { head, sections } = readCapture(capture);
    const before = this.#states;
    if (before === undefined && sections.length !== DEVICE_TABLES.length) {
      throw new KemariError(
        'input',
        `device capture: expected all ${DEVICE_TABLES.length} devices in the first capture, found ${sections.length}`,
      );
    }
    const states = [...readCore(head, before), ...(before?.slice(CORE_DEVICES) ?? [])];
    const bytes = [...this.#sections];
    for (const section of sections) {
      // A copy, of which the leaves will be parts; aligned, as sameBytes wants it.
      const copy = section.bytes.slice();
      const last = bytes[section.id];
      if (last !== undefined && sameBytes(last, copy)) continue;
      states[CORE_DEVICES + section.id] = readSection(section, copy);
      bytes[section.id] = copy;
    }
    // Only now, so that a capture that is not accepted changes nothing.
    this.#states = states;
    this.#sections = bytes;
    return states;
  }

  writer(number: number): PageWriter | undefined {
    const writer = firstWriter(number);
    if (writer?.kind !== 'device') return writer;
    const table = DEVICE_TABLES.at(writer.device);
    return table && { kind: 'device', device: table.layout.schema.device };
  }
}

/** The core's parts; one that did not change is the same object as before. */
function readCore(head: CaptureHead, before: readonly DeviceState[] | undefined): DeviceState[] {
  const { clock, regions } = head;
  const states: DeviceState[] = [
    { schema: CLOCK_SCHEMA, values: [clock.instructions, clock.idle, clock.wake] },
    { schema: CPU_SCHEMA, values: readCpu(head) },
  ];
  for (const { region, table, schema } of REGION_DEVICES) {
    states.push({ schema, values: readFields(table.fields, regions[region], table.start) });
  }
  return states.map((state, i) => {
    const last = before?.[i];
    return last !== undefined && sameValues(last, state) ? last : state;
  });
}

function readCpu({ regions, eflags, random }: CaptureHead): LeafValue[] {
  const values = readFields(CPU_TABLE.fields, regions.cpu, CPU_TABLE.start);
  const view = new DataView(regions.cpu.buffer, regions.cpu.byteOffset);
  const linear = view.getUint32(INSTRUCTION_POINTER - CPU_TABLE.start, true);
  const base = view.getUint32(CODE_SEGMENT_BASE - CPU_TABLE.start, true);
  const tsc = readFields(TSC_TABLE.fields, regions.tsc, TSC_TABLE.start);
  return [(linear - base) >>> 0, eflags, ...values, ...tsc, random];
}

/** @param bytes the section's, which the leaves may keep parts of. */
function readSection({ id, offset }: CaptureSection, bytes: Uint8Array): DeviceState {
  const { layout } = DEVICE_TABLES[id];
  const { schema } = layout;
  const reader = new ByteReader(bytes, { file: 'device capture', record: schema.device, offset });
  const values = readDeviceState(layout, reader);
  reader.end();
  return { schema, values };
}

function sameValues(a: DeviceState, b: DeviceState): boolean {
  for (let i = 0; i < a.values.length; i++) {
    if (!sameLeaf(a.values[i], b.values[i])) return false;
  }
  return true;
}

/** Compares by words; both arrays start where words do. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  const words = a.length >>> 2;
  const left = new Uint32Array(a.buffer, a.byteOffset, words);
  const right = new Uint32Array(b.buffer, b.byteOffset, words);
  for (let i = 0; i < words; i++) if (left[i] !== right[i]) return false;
  for (let i = words * 4; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
