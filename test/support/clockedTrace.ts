import type { DeviceState } from '../../src/core/deviceState';
import { PAGE_SIZE } from '../../src/core/gfn';
import { phaseTimes, type Cause, type Output } from '../../src/core/syncPoint';
import type { RecordedPoint, TraceHeader } from '../../src/trace/trace';
import { MemoryTrace } from './memoryTrace';

const CLOCK = { device: 'clock', fields: ['instructions', 'idle', 'wake'] };

/** A sync point of a {@link clockedTrace}; what is left out is as little as there can be. */
export interface ClockedPoint {
  /** For how long the guest ran. */
  readonly runUs?: number;
  readonly pauseUs?: number;
  /** Instructions that the guest retired, and ticks that it idled. */
  readonly instructions?: number;
  readonly idle?: number;
  readonly pages?: number;
  readonly cause?: Cause;
  readonly outputs?: readonly Output[];
  readonly sentBytes?: number;
}

/** A trace of a machine with a clock, whose every figure is known. */
export function clockedTrace(
  points: readonly ClockedPoint[],
  header: Partial<TraceHeader> = {},
): MemoryTrace {
  let timeUs = 0;
  let [instructions, idle] = [0, 0];
  const recorded = points.map((point): RecordedPoint => {
    const epochStartUs = timeUs;
    const stopUs = epochStartUs + (point.runUs ?? 0);
    timeUs = stopUs + (point.pauseUs ?? 0);
    instructions += point.instructions ?? 0;
    idle += point.idle ?? 0;
    const clock: DeviceState = { schema: CLOCK, values: [instructions, idle, 0] };
    const gfns = Uint32Array.from({ length: point.pages ?? 0 }, (_, gfn) => gfn);
    return {
      epochStartUs,
      timeUs: stopUs,
      cause: point.cause ?? 'serial-tx',
      outputs: point.outputs ?? [],
      phasesUs: phaseTimes([0, 0, 0, point.pauseUs ?? 0, 0, 0, 0]),
      sentBytes: point.sentBytes ?? 0,
      gfns,
      pages: new Uint8Array(gfns.length * PAGE_SIZE).fill(1),
      devices: [clock],
    };
  });
  return new MemoryTrace(recorded, header);
}
