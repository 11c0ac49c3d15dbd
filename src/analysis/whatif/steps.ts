import { CAUSES, OUTPUT_KINDS, PHASES, type Cause, type OutputKind } from '../../core/syncPoint';
import type { PointColumns } from '../../trace/pointColumns';
import type { Trace } from '../../trace/trace';

/** The phases of a recorded sync point that a model treats apart, in microseconds. */
export interface StepPhases {
  /** Stop, devices and resume: what it takes however many pages there are. */
  readonly fixedUs: number;
  readonly collectUs: number;
  readonly copyUs: number;
  /** Send and ack: the recording's own link, and the passive's work. */
  readonly passiveUs: number;
}

/** A recorded sync point with the epoch before it: what a model moves about. */
export interface Step {
  readonly point: number;
  readonly cause: Cause;
  readonly runUs: number;
  readonly phases: StepPhases;
  readonly dirtyPages: number;
  readonly zeroPages: number;
  readonly sentBytes: number;
  readonly outputs: readonly { readonly kind: OutputKind; readonly bytes: number }[];
}

/** Sync points of a trace, with both ends. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

/** The sync points of a range, one after the other. */
export async function* stepsOf(
  trace: Trace,
  { from, to }: StepRange,
  progress: (share: number) => void = () => undefined,
): AsyncGenerator<Step, void, void> {
  for await (const points of trace.columns(from, to)) {
    for (let i = 0; i < points.length; i++) yield stepAt(points, i);
    progress((points.firstPoint + points.length - from) / (to + 1 - from));
  }
}

const PHASE = {
  stop: PHASES.indexOf('stop'),
  collect: PHASES.indexOf('collect'),
  devices: PHASES.indexOf('devices'),
  copy: PHASES.indexOf('copy'),
  send: PHASES.indexOf('send'),
  ack: PHASES.indexOf('ack'),
  resume: PHASES.indexOf('resume'),
} as const;

/** The i-th of some points. */
export function stepAt({ columns, firstPoint }: PointColumns, i: number): Step {
  const phase = (name: keyof typeof PHASE): number =>
    columns.phasesUs[i * PHASES.length + PHASE[name]];
  const { from, kinds, bytes } = columns.outputs;
  const outputs = [];
  for (let k = from[i]; k < from[i + 1]; k++) {
    outputs.push({ kind: OUTPUT_KINDS[kinds[k]], bytes: bytes[k] });
  }
  return {
    point: firstPoint + i,
    cause: CAUSES[columns.causes[i]],
    runUs: columns.timeUs[i] - columns.epochStartUs[i],
    phases: {
      fixedUs: phase('stop') + phase('devices') + phase('resume'),
      collectUs: phase('collect'),
      copyUs: phase('copy'),
      passiveUs: phase('send') + phase('ack'),
    },
    dirtyPages: columns.dirtyPages[i],
    zeroPages: columns.zeroPages[i],
    sentBytes: columns.sentBytes[i],
    outputs,
  };
}
