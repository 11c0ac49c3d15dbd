import type { DeviceState, LeafValue } from '../../core/deviceState';
import {
  APIC_BYTES,
  CPU_BLOCK_END,
  CPU_BLOCK_START,
  FPU_CONTROL_WORD,
  IOAPIC_BYTES,
  PIC_BYTES,
  TSC_WORDS,
} from './addresses';
import { controllerAddresses } from './deviceCapture';
import {
  APIC_TABLE,
  CPU_TABLE,
  FPU_TABLE,
  IOAPIC_TABLE,
  PIC_TABLES,
  TSC_TABLE,
  type RegionTable,
} from './cpuTables';
import { stateOf } from './deviceLayout';
import { DEVICE_TABLES } from './deviceTables';
import type { Pc } from './pc';
import { writeFields } from './regionLayout';

/**
 * Puts a PC's devices into the state that a decoder gave for another one. Memory must hold the
 * guest's pages already.
 * @param states every device in the machine's order, as `V86DeviceDecoder` returns them.
 */
export function restoreDevices(pc: Pc, states: readonly DeviceState[]): void {
  const { cpu, exports, memory, clock, random, touched, dirty, scheduler } = pc;
  const [clockState, cpuState, fpuState, apic, ioapic, masterPic, slavePic, ...devices] = states;
  const [instructions, idle, wake] = clockState.values.map(Number);
  const cpuValues = valuesAfter(cpuState, 2);
  const tscStart = CPU_TABLE.fields.length;

  const cpuBlock = new Uint8Array(CPU_BLOCK_END - CPU_BLOCK_START);
  fill(cpuBlock, CPU_TABLE, cpuValues.slice(0, tscStart));
  fill(cpuBlock, FPU_TABLE, fpuState.values);
  const tsc = new Uint8Array(8 * TSC_WORDS.length);
  fill(tsc, TSC_TABLE, cpuValues.slice(tscStart, -1));
  const addresses = controllerAddresses(pc);
  const controllers = [
    filled(PIC_BYTES, PIC_TABLES[0], masterPic.values),
    filled(PIC_BYTES, PIC_TABLES[1], slavePic.values),
    filled(APIC_BYTES, APIC_TABLE, apic.values),
    filled(IOAPIC_BYTES, IOAPIC_TABLE, ioapic.values),
  ];
  const writeCore = (): void => {
    const { bytes } = memory;
    bytes.set(cpuBlock, CPU_BLOCK_START);
    TSC_WORDS.forEach((address, i) => bytes.set(tsc.subarray(8 * i, 8 * i + 8), address));
    controllers.forEach((controller, i) => bytes.set(controller, addresses[i]));
    clock.restore({ instructions, idle, wake });
  };

  writeCore();
  random.state = Number(cpuValues[cpuValues.length - 1]);
  scheduler.claimClock();
  DEVICE_TABLES.forEach((table, id) => {
    table.write(cpu, stateOf(table.layout, devices[id].values, table.read(cpu)));
  });
  // Devices raise and lower their interrupt lines while they take over their state.
  writeCore();
  // Rounding is also kept outside of the control word.
  exports.set_control_word(
    memory.bytes[FPU_CONTROL_WORD] | (memory.bytes[FPU_CONTROL_WORD + 1] << 8),
  );
  exports.update_state_flags();
  exports.full_clear_tlb();
  exports.jit_clear_cache_js();
  dirty.restart();
  touched.touchAll();
}

function valuesAfter(state: DeviceState, count: number): readonly LeafValue[] {
  return state.values.slice(count);
}

function fill(region: Uint8Array, table: RegionTable, values: readonly LeafValue[]): void {
  writeFields(table.fields, values, new DataView(region.buffer), table.start);
}

function filled(bytes: number, table: RegionTable, values: readonly LeafValue[]): Uint8Array {
  const region = new Uint8Array(bytes);
  fill(region, table, values);
  return region;
}
