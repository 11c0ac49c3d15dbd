import { matrixCommand, workloadsOf, type Answer, type ReportMaterial } from './answer';

/** What log-dirty alone cost one guest. */
export interface LogDirtyRow {
  readonly workload: string;
  /** How often its dirty pages were collected. */
  readonly epochs: number;
  readonly instructions: number;
  readonly unprotectedInstructionsPerSecond: number;
  readonly logDirtyInstructionsPerSecond: number;
  /** What one collecting of dirty pages, and the guest's first writes after it, take. */
  readonly costUsPerEpoch: number;
  /** Share of the speed that is lost, from 0 to 1; below 0 where nothing but noise was measured. */
  readonly cost: number;
}

/** 2. What does running in log-dirty mode all the time cost? */
export function logDirtyAnswer({
  traces,
  unprotected,
  recordable,
}: Omit<ReportMaterial, 'outputs'>): Answer<LogDirtyRow> {
  const measured = unprotected.filter((run) => run.unprotectedUs > 0 && run.logDirtyUs > 0);
  const without = workloadsOf(traces).filter(
    (workload) => !measured.some((run) => run.workload === workload),
  );
  return {
    rows: measured.map(({ workload, epochs, instructions, unprotectedUs, logDirtyUs }) => ({
      workload,
      epochs,
      instructions,
      unprotectedInstructionsPerSecond: (instructions / unprotectedUs) * 1e6,
      logDirtyInstructionsPerSecond: (instructions / logDirtyUs) * 1e6,
      costUsPerEpoch: epochs === 0 ? 0 : (logDirtyUs - unprotectedUs) / epochs,
      cost: 1 - unprotectedUs / logDirtyUs,
    })),
    missing:
      without.length === 0
        ? []
        : [
            {
              need: 'log-dirty',
              workloads: without,
              ...matrixCommand(without, recordable),
            },
          ],
  };
}
