import type { Mode } from '../../core/syncPoint';
import type { OutputComparison } from './sameOutputs';
import type { TraceFigures } from './traceFigures';
import type { UnprotectedRun } from './unprotectedRun';

/** An answer as far as the recordings give it, a row for each workload or recording. */
export interface Answer<Row> {
  readonly rows: readonly Row[];
  readonly missing: readonly Missing[];
}

/** Recordings or runs that an answer may lack. */
export type Need =
  /** An unprotected run, without log-dirty or with it. */
  | 'unprotected'
  | 'log-dirty'
  /** Recordings whose sync points are also accesses to interrupt chips, or are none. */
  | 'irqchip'
  | 'no-irqchip'
  /** Recordings in a mode. */
  | 'mode'
  /** Recordings of other workloads. */
  | 'workload';

/** What an answer lacks. */
export interface Missing {
  readonly need: Need;
  readonly workloads: readonly string[];
  /** Of a need for a mode. */
  readonly mode?: Mode;
  /** A command line that makes it; left out where this version cannot. */
  readonly command?: string;
}

/** What the answers are made of. */
export interface ReportMaterial {
  readonly traces: readonly TraceFigures[];
  readonly unprotected: readonly UnprotectedRun[];
  /** Of recordings with and without interrupt-chip taps, by the name that irqchipAnswer.ts gives a pair. */
  readonly outputs: ReadonlyMap<string, OutputComparison>;
  readonly recordable: Recordable;
}

/** What can be recorded here, so that what is missing can be told with how to make it. */
export interface Recordable {
  readonly workloads: readonly string[];
  readonly modes: readonly Mode[];
  /** Whether accesses to interrupt chips can be made sync points. */
  readonly irqchip: boolean;
}

/** The workloads of some recordings, each once, in the order in which they come. */
export function workloadsOf(traces: readonly { readonly workload: string }[]): string[] {
  return [...new Set(traces.map(({ workload }) => workload))];
}

/**
 * The end of a {@link Missing}: the command that records these workloads and runs them without
 * protection, or nothing where it cannot.
 */
export function matrixCommand(
  workloads: readonly string[],
  { workloads: known }: Recordable,
): Pick<Missing, 'command'> {
  const those = workloads.filter((workload) => known.includes(workload));
  return those.length === 0
    ? {}
    : { command: `kemari report --matrix --workload ${those.join(',')}` };
}

/**
 * The end of a {@link Missing}: the command that records a workload, or nothing where it cannot. Names
 * come out of files, so that no other may stand in a line that is there to be copied.
 */
export function recordCommand(
  workload: string,
  options: string,
  { workloads }: Recordable,
): Pick<Missing, 'command'> {
  return workloads.includes(workload)
    ? { command: `kemari record --workload ${workload} ${options}` }
    : {};
}

/** How fast an unprotected guest was; undefined where it was not measured. */
export function unprotectedSpeed(
  workload: string,
  runs: readonly UnprotectedRun[],
): number | undefined {
  const run = runs.find((each) => each.workload === workload);
  if (run === undefined || run.unprotectedUs <= 0) return undefined;
  return (run.instructions / run.unprotectedUs) * 1e6;
}

/** Leaves out what is not known. */
export function known<T extends Readonly<Record<string, number | undefined>>>(
  figures: T,
): { [K in keyof T]?: number } {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: number;
  };
}
