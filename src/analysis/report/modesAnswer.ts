import { MODES, type Mode } from '../../core/syncPoint';
import type { Distribution } from '../distribution';
import {
  known,
  matrixCommand,
  recordCommand,
  unprotectedSpeed,
  workloadsOf,
  type Answer,
  type Missing,
  type Recordable,
  type ReportMaterial,
} from './answer';
import { perSecond, tapsIrqchip, type TraceFigures } from './traceFigures';

/** One recording among those of the same workload. Figures that are not known are left out. */
export interface ModeRow {
  readonly workload: string;
  readonly mode: Mode;
  readonly file: string;
  readonly pauseUs: Distribution;
  readonly meanDirtyPages: number;
  readonly syncPointsPerSecond?: number;
  readonly sentBytesPerSecond?: number;
  readonly instructionsPerSecond?: number;
  /** Share of the unprotected guest's speed that is lost. */
  readonly cost?: number;
}

/** 4. Stop-and-copy against pipelined against periodic. */
export function modesAnswer({ traces, unprotected, recordable }: ReportMaterial): Answer<ModeRow> {
  const plain = traces.filter((trace) => !tapsIrqchip(trace));
  return {
    rows: workloadsOf(plain).flatMap((workload) =>
      plain
        .filter((trace) => trace.workload === workload)
        .map((trace) => row(trace, unprotectedSpeed(workload, unprotected))),
    ),
    missing: MODES.flatMap((mode) => missing(plain, mode, recordable)),
  };
}

function row({ workload, mode, file, summary, stretch }: TraceFigures, full?: number): ModeRow {
  const { pauseUs, dirtyPages } = summary;
  const head = { workload, mode, file, pauseUs, meanDirtyPages: dirtyPages.mean };
  if (stretch === undefined) return head;
  const speed = perSecond(stretch.instructions, stretch);
  return {
    ...head,
    ...known({
      syncPointsPerSecond: perSecond(stretch.toPoint - stretch.fromPoint, stretch),
      sentBytesPerSecond: perSecond(stretch.sentBytes, stretch),
      instructionsPerSecond: speed,
      cost: speed === undefined || full === undefined || full <= 0 ? undefined : 1 - speed / full,
    }),
  };
}

/** The workloads that are not recorded in a mode, together. */
function missing(
  traces: readonly TraceFigures[],
  mode: Mode,
  recordable: Recordable,
): readonly Missing[] {
  const without = workloadsOf(traces).filter(
    (workload) => !traces.some((each) => each.workload === workload && each.mode === mode),
  );
  if (without.length === 0) return [];
  const options = `--mode ${mode} --out ${without[0]}-${mode}.kemari`;
  const command = !recordable.modes.includes(mode)
    ? {}
    : without.length === 1
      ? recordCommand(without[0], options, recordable)
      : matrixCommand(without, recordable);
  return [{ need: 'mode', mode, workloads: without, ...command }];
}
