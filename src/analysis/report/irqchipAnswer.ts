import type { Mode } from '../../core/syncPoint';
import {
  known,
  matrixCommand,
  recordCommand,
  workloadsOf,
  type Answer,
  type Missing,
  type Recordable,
  type ReportMaterial,
} from './answer';
import type { OutputComparison } from './sameOutputs';
import { perGuestSecond, perSecond, tapsIrqchip, type TraceFigures } from './traceFigures';

/** One guest with accesses to interrupt chips as sync points, and without. */
export interface IrqchipRow {
  readonly workload: string;
  readonly mode: Mode;
  readonly with: IrqchipSide;
  readonly without: IrqchipSide;
  /** What both let out; left out where it was not compared. */
  readonly outputs?: OutputComparison;
}

/** One of the two recordings. Figures that are not known are left out. */
export interface IrqchipSide {
  readonly file: string;
  readonly syncPointsPerGuestSecond?: number;
  readonly pausedUsPerGuestSecond?: number;
  readonly instructionsPerSecond?: number;
}

/** Recordings that differ in their interrupt-chip taps, and in nothing else that a trace tells. */
export interface IrqchipPair {
  readonly with: TraceFigures;
  readonly without: TraceFigures;
}

/** The pairs among some recordings, at most one for each workload and mode. */
export function irqchipPairs(traces: readonly TraceFigures[]): IrqchipPair[] {
  const pairs = new Map<string, IrqchipPair>();
  for (const tapped of traces.filter(tapsIrqchip)) {
    const { workload, mode, machine } = tapped;
    const without = traces.find(
      (each) =>
        !tapsIrqchip(each) &&
        each.workload === workload &&
        each.mode === mode &&
        each.machine === machine,
    );
    const key = `${mode} ${workload}`;
    if (without !== undefined && !pairs.has(key)) pairs.set(key, { with: tapped, without });
  }
  return [...pairs.values()];
}

/** The name of a pair in {@link ReportMaterial.outputs}. */
export function pairKey(pair: IrqchipPair): string {
  return JSON.stringify([pair.with.file, pair.without.file]);
}

/** 3. Why should an access to the interrupt chips be a sync point at all? */
export function irqchipAnswer({ traces, outputs, recordable }: ReportMaterial): Answer<IrqchipRow> {
  const pairs = irqchipPairs(traces);
  return {
    rows: pairs.map((pair) => {
      const compared = outputs.get(pairKey(pair));
      return {
        workload: pair.with.workload,
        mode: pair.with.mode,
        with: side(pair.with),
        without: side(pair.without),
        ...(compared === undefined ? {} : { outputs: compared }),
      };
    }),
    missing: missing(traces, pairs, recordable),
  };
}

function side({ file, stretch }: TraceFigures): IrqchipSide {
  if (stretch === undefined) return { file };
  return {
    file,
    ...known({
      syncPointsPerGuestSecond: perGuestSecond(stretch.toPoint - stretch.fromPoint, stretch),
      pausedUsPerGuestSecond: perGuestSecond(stretch.pausedUs, stretch),
      instructionsPerSecond: perSecond(stretch.instructions, stretch),
    }),
  };
}

/** The workloads that lack one of the two recordings, together. */
function missing(
  traces: readonly TraceFigures[],
  pairs: readonly IrqchipPair[],
  recordable: Recordable,
): Missing[] {
  const unpaired = workloadsOf(traces).filter(
    (workload) => !pairs.some((pair) => pair.with.workload === workload),
  );
  const isTapped = (workload: string): boolean =>
    traces.some((each) => each.workload === workload && tapsIrqchip(each));
  const tapped = unpaired.filter(isTapped);
  const plain = unpaired.filter((workload) => !isTapped(workload));
  return [
    ...lacking(plain, 'irqchip', '--tap irqchip=sync --out irqchip.kemari', recordable),
    ...lacking(tapped, 'no-irqchip', '--out plain.kemari', recordable),
  ];
}

function lacking(
  workloads: readonly string[],
  need: 'irqchip' | 'no-irqchip',
  options: string,
  recordable: Recordable,
): Missing[] {
  if (workloads.length === 0) return [];
  const command = !recordable.irqchip
    ? {}
    : workloads.length > 1
      ? matrixCommand(workloads, recordable)
      : recordCommand(workloads[0], options, recordable);
  return [{ need, workloads, ...command }];
}
