import type { DeviceSchema, DeviceState } from '../../../../src/core/deviceState';
import type { Cause, Output } from '../../../../src/core/syncPoint';
import type { MemoryTrace } from '../../../support/memoryTrace';
import { traceOf, type TraceContent } from '../traces';

const CPU: DeviceSchema = {
  device: 'cpu.0',
  fields: ['regs.eax', 'eip', 'eflags', 'halted', 'segments.cs.selector', 'segments.cs.base'],
};
const NIC: DeviceSchema = { device: 'ne2k.0', fields: ['isr', 'mac', 'memory'] };

const CAUSES: readonly Cause[] = [
  'net-tx', // 1
  'disk-write', // 2
  'net-tx', // 3
  'timer', // 4
  'net-tx', // 5
  'disk-write', // 6
  'serial-tx', // 7
  'net-tx', // 8
  'net-tx', // 9
];

/** The devices as of a point: the CPU moves on each time, the card changes at 3, 4 and 8. */
export function devicesAt(point: number): readonly DeviceState[] {
  const memory = new Uint8Array(64);
  if (point >= 4) memory.set([1, 2, 3], 16);
  return [
    {
      schema: CPU,
      values: [point < 5 ? 7 : 8, 0x100000 + point, point % 2 === 0 ? 0x46 : 0x06, 0, 8, 0],
    },
    {
      schema: NIC,
      values: [point < 3 ? 0 : point < 8 ? 1 : 2, Uint8Array.of(2, 0, 0, 0, 0, 1), memory],
    },
  ];
}

/** Points 0 to 9. Page 3 is dirty at 2, 4 and 8; page 5 at 1; page 256, of the upper region, at 6. */
export function guestTrace(content: TraceContent = {}): MemoryTrace {
  return traceOf(CAUSES, {
    dirty: { 3: [2, 4, 8], 5: [1], 256: [6] },
    devices: devicesAt,
    outputs: (point): Output[] =>
      CAUSES[point - 1] === 'serial-tx' ? [{ kind: 'serial-tx', data: Uint8Array.of(0x41) }] : [],
    phasesUs: (point) => ({ copy: point === 6 ? 90_000 : 100 }),
    ...content,
  });
}
