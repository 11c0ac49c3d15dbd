import { ByteReader } from '../../core/byteReader';
import { KemariError } from '../../core/errors';
import type { DeviceSchema, DeviceState, LeafValue } from '../../core/deviceState';
import type { DeviceDecoder } from '../machine';
import { readCapture, type CaptureHead, type CaptureSection } from './captureFormat';
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
import { INSTRUCTION_POINTER } from './addresses';
import { readDeviceState } from './deviceLayout';
import { DEVICE_TABLES } from './deviceTables';
import { readFields } from './regionLayout';

/** Leaves of `clock`, in ticks of 10 ns of guest time. */
export const CLOCK_SCHEMA: DeviceSchema = {
  device: 'clock',
  fields: ['instructions', 'idle', 'wake'],
};

const names = (table: RegionTable): string[] => table.fields.map(({ name }) => name);

export const CPU_SCHEMA: DeviceSchema = {
  device: CPU_TABLE.device,
  fields: ['eip', 'eflags', ...names(CPU_TABLE), ...names(TSC_TABLE), 'rdrand.state'],
};

const regionSchema = (table: RegionTable): DeviceSchema => ({
  device: table.device,
  fields: names(table),
});
const FPU_SCHEMA = regionSchema(FPU_TABLE);
const APIC_SCHEMA = regionSchema(APIC_TABLE);
const IOAPIC_SCHEMA = regionSchema(IOAPIC_TABLE);
const PIC_SCHEMAS = PIC_TABLES.map(regionSchema);

/** States of the parts of the core come first; the devices of `DEVICE_TABLES` follow. */
const CORE_STATES = 7;

/** Gives names to the captures of a {@link V86Machine}; needs no machine. */
export class V86DeviceDecoder implements DeviceDecoder {
  #states: readonly DeviceState[] | undefined;
  #sections: readonly (Uint8Array | undefined)[] = [];

  apply(capture: Uint8Array): readonly DeviceState[] {
    const { head, sections } = readCapture(capture);
    const before = this.#states;
    if (before === undefined && sections.length !== DEVICE_TABLES.length) {
      throw new KemariError(
        'input',
        `device capture: expected all ${DEVICE_TABLES.length} devices in the first capture, found ${sections.length}`,
      );
    }
    const kept = [...this.#sections];
    const states = [...coreStates(head, before)];
    for (let id = 0; id < DEVICE_TABLES.length; id++) {
      const state = before?.[CORE_STATES + id];
      if (state !== undefined) states[CORE_STATES + id] = state;
    }
    for (const section of sections) {
      const at = CORE_STATES + section.id;
      const last = kept[section.id];
      if (before !== undefined && last !== undefined && sameBytes(last, section.bytes)) continue;
      states[at] = readSection(section);
      kept[section.id] = section.bytes.slice();
    }
    // Only now, so that a capture that is not accepted changes nothing.
    this.#states = states;
    this.#sections = kept;
    return states;
  }
}

/** A state of the core or the one before if nothing changed, in the machine's order. */
function coreStates(head: CaptureHead, before: readonly DeviceState[] | undefined): DeviceState[] {
  const { regions, clock } = head;
  const cpu = viewOf(regions.cpu);
  const states: DeviceState[] = [
    { schema: CLOCK_SCHEMA, values: [clock.instructions, clock.idle, clock.wake] },
    {
      schema: CPU_SCHEMA,
      values: [
        (cpu.getUint32(INSTRUCTION_POINTER - CPU_TABLE.start, true) -
          cpu.getUint32(CODE_SEGMENT_BASE - CPU_TABLE.start, true)) >>>
          0,
        head.eflags,
        ...readFields(CPU_TABLE.fields, cpu, CPU_TABLE.start),
        ...readFields(TSC_TABLE.fields, viewOf(regions.tsc), TSC_TABLE.start),
        head.random,
      ],
    },
    regionState(FPU_TABLE, FPU_SCHEMA, regions.cpu),
    regionState(APIC_TABLE, APIC_SCHEMA, regions.apic),
    regionState(IOAPIC_TABLE, IOAPIC_SCHEMA, regions.ioapic),
    regionState(PIC_TABLES[0], PIC_SCHEMAS[0], regions.masterPic),
    regionState(PIC_TABLES[1], PIC_SCHEMAS[1], regions.slavePic),
  ];
  return states.map((state, i) => {
    const last = before?.[i];
    return last !== undefined && sameValues(last.values, state.values) ? last : state;
  });
}

function regionState(table: RegionTable, schema: DeviceSchema, region: Uint8Array): DeviceState {
  return { schema, values: readFields(table.fields, viewOf(region), table.start) };
}

function readSection({ id, bytes, offset }: CaptureSection): DeviceState {
  const { layout } = DEVICE_TABLES[id];
  const reader = new ByteReader(bytes, {
    file: 'device capture',
    record: layout.schema.device,
    offset,
  });
  const values = readDeviceState(layout, reader);
  reader.end();
  return { schema: layout.schema, values };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function sameValues(a: readonly LeafValue[], b: readonly LeafValue[]): boolean {
  return a.every((value, i) => {
    const other = b[i];
    return value instanceof Uint8Array && other instanceof Uint8Array
      ? sameBytes(value, other)
      : Object.is(value, other);
  });
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
