import { PHASES, phaseTimes, type Mode, type PhaseTimes } from '../../core/syncPoint';
import type { Trace } from '../../trace/trace';
import { summarize, type TraceSummary } from '../summary';
import { guestProgress } from './guestClock';

/** Sync points at the beginning of a recording, while code is still being compiled, at most. */
const WARM_UP_POINTS = 100;

/** A long stretch of a recording, behind its beginning, and what the guest did in it. */
export interface GuestStretch {
  /** From the end of this sync point's pause … */
  readonly fromPoint: number;
  /** … to the end of this one's. */
  readonly toPoint: number;
  /** The guest ran. */
  readonly runUs: number;
  /** The guest stood still for sync points. Waiting for the recorder counts in neither. */
  readonly pausedUs: number;
  /** Bytes that crossed the link. */
  readonly sentBytes: number;
  /** All pauses together. */
  readonly phasesUs: PhaseTimes;
  /** Retired in it; undefined if the machine does not tell. */
  readonly instructions?: number;
  /** Retired before it. */
  readonly fromInstructions?: number;
  /** Guest time that passed. */
  readonly guestUs?: number;
}

/** One recording in the figures that a report is made of. */
export interface TraceFigures {
  /** The file as the user named it. */
  readonly file: string;
  readonly machine: string;
  readonly workload: string;
  readonly mode: Mode;
  readonly summary: TraceSummary;
  /** Sync points that an access to an interrupt chip asked for. */
  readonly irqchipPoints: number;
  /** Undefined where there is no sync point behind the first. */
  readonly stretch?: GuestStretch;
}

/**
 * Reads all points of a trace, and keeps 16 bytes of each until it is done.
 * @param progress told how much is done, from 0 to 1; ends it by throwing.
 */
export async function traceFigures(
  trace: Trace,
  file: string,
  progress: (share: number) => void = () => undefined,
): Promise<TraceFigures> {
  const { machine, workload, mode } = trace.header;
  const summary = await summarize(trace, (points, total) => progress(points / total / 2));
  const stretch = await stretchOf(trace, (share) => progress((1 + share) / 2));
  const irqchip = summary.causes.find(({ cause }) => cause === 'irqchip');
  return {
    file,
    machine,
    workload,
    mode,
    summary,
    irqchipPoints: irqchip?.points ?? 0,
    ...(stretch === undefined ? {} : { stretch }),
  };
}

/** Whether accesses to interrupt chips were sync points in this recording. */
export function tapsIrqchip({ irqchipPoints }: TraceFigures): boolean {
  return irqchipPoints > 0;
}

async function stretchOf(
  trace: Trace,
  progress: (share: number) => void,
): Promise<GuestStretch | undefined> {
  const toPoint = trace.pointCount - 1;
  if (toPoint < 1) return undefined;
  const fromPoint = Math.min(WARM_UP_POINTS, Math.floor(toPoint / 4));
  let runUs = 0;
  let pausedUs = 0;
  let sentBytes = 0;
  const phases = PHASES.map(() => 0);
  for await (const points of trace.columns(fromPoint + 1, toPoint)) {
    const { timeUs, epochStartUs, sentBytes: sent, phasesUs } = points.columns;
    for (let i = 0; i < points.length; i++) {
      runUs += timeUs[i] - epochStartUs[i];
      pausedUs += points.pauseUs(i);
      sentBytes += sent[i];
      for (let k = 0; k < PHASES.length; k++) phases[k] += phasesUs[i * PHASES.length + k];
    }
    progress((points.firstPoint + points.length - 1 - fromPoint) / (toPoint - fromPoint));
  }
  const before = guestProgress(await trace.devices(fromPoint));
  const after = guestProgress(await trace.devices(toPoint));
  const times = { fromPoint, toPoint, runUs, pausedUs, sentBytes, phasesUs: phaseTimes(phases) };
  if (before === undefined || after === undefined) return times;
  return {
    ...times,
    fromInstructions: before.instructions,
    instructions: after.instructions - before.instructions,
    guestUs: after.guestUs - before.guestUs,
  };
}

/** Something each second of the time that the guest ran or stood still; undefined if no time passed. */
export function perSecond(
  amount: number | undefined,
  { runUs, pausedUs }: GuestStretch,
): number | undefined {
  const us = runUs + pausedUs;
  return amount === undefined || us <= 0 ? undefined : (amount / us) * 1e6;
}

/** Something each second of guest time; undefined where that is not known. */
export function perGuestSecond(amount: number, { guestUs }: GuestStretch): number | undefined {
  return guestUs === undefined || guestUs <= 0 ? undefined : (amount / guestUs) * 1e6;
}
