import type { Mode } from '../../core/syncPoint';
import {
  known,
  matrixCommand,
  unprotectedSpeed,
  workloadsOf,
  type Answer,
  type ReportMaterial,
} from './answer';
import { perGuestSecond, perSecond, tapsIrqchip, type TraceFigures } from './traceFigures';
import type { UnprotectedRun } from './unprotectedRun';

/** What protection cost one recorded guest. Figures that are not known are left out. */
export interface ProtectionRow {
  readonly workload: string;
  readonly mode: Mode;
  readonly irqchip: boolean;
  readonly file: string;
  readonly syncPointsPerSecond?: number;
  /** Share of its time that the guest stood still, from 0 to 1. */
  readonly pausedShare?: number;
  /** How long it stood still for each second of guest time. */
  readonly pausedUsPerGuestSecond?: number;
  readonly instructionsPerSecond?: number;
  readonly unprotectedInstructionsPerSecond?: number;
  /** Share of the unprotected guest's speed that is lost, from 0 to 1. */
  readonly cost?: number;
}

/** 1. What does protection cost, for various workloads? */
export function protectionAnswer({
  traces,
  unprotected,
  recordable,
}: Omit<ReportMaterial, 'outputs'>): Answer<ProtectionRow> {
  const without = workloadsOf(traces).filter(
    (workload) => !unprotected.some((run) => run.workload === workload),
  );
  return {
    rows: traces.map((trace) => row(trace, unprotected)),
    missing:
      without.length === 0
        ? []
        : [
            {
              need: 'unprotected',
              workloads: without,
              ...matrixCommand(without, recordable),
            },
          ],
  };
}

function row(trace: TraceFigures, runs: readonly UnprotectedRun[]): ProtectionRow {
  const { workload, mode, file, stretch } = trace;
  const head = { workload, mode, irqchip: tapsIrqchip(trace), file };
  if (stretch === undefined) return head;
  const points = stretch.toPoint - stretch.fromPoint;
  const speed = perSecond(stretch.instructions, stretch);
  const full = unprotectedSpeed(workload, runs);
  return {
    ...head,
    ...known({
      syncPointsPerSecond: perSecond(points, stretch),
      pausedShare: pausedShare(stretch),
      pausedUsPerGuestSecond: perGuestSecond(stretch.pausedUs, stretch),
      instructionsPerSecond: speed,
      unprotectedInstructionsPerSecond: full,
      cost: speed === undefined || full === undefined || full <= 0 ? undefined : 1 - speed / full,
    }),
  };
}

function pausedShare({ runUs, pausedUs }: { runUs: number; pausedUs: number }): number | undefined {
  return runUs + pausedUs > 0 ? pausedUs / (runUs + pausedUs) : undefined;
}
