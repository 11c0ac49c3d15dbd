import type { Mode } from '../../core/syncPoint';
import type { Distribution } from '../distribution';
import { matrixCommand, type Answer, type ReportMaterial } from './answer';
import { tapsIrqchip } from './traceFigures';

/** How many pages the sync points of one recording copied; point 0 left out. */
export interface PagesRow {
  readonly workload: string;
  readonly mode: Mode;
  readonly irqchip: boolean;
  readonly file: string;
  /** Sync points that count. */
  readonly points: number;
  readonly dirtyPages: Distribution & { readonly mean: number };
}

/** 5. How many pages are copied per sync point for reasonably difficult workloads? */
export function pagesAnswer({
  traces,
  recordable,
}: Pick<ReportMaterial, 'traces' | 'recordable'>): Answer<PagesRow> {
  const others = recordable.workloads.filter(
    (workload) => !traces.some((trace) => trace.workload === workload),
  );
  return {
    rows: traces.map((trace) => {
      const { mean, p50, p95, p99, max } = trace.summary.dirtyPages;
      return {
        workload: trace.workload,
        mode: trace.mode,
        irqchip: tapsIrqchip(trace),
        file: trace.file,
        points: trace.summary.pointCount - 1,
        dirtyPages: { mean, p50, p95, p99, max },
      };
    }),
    missing:
      others.length === 0
        ? []
        : [{ need: 'workload', workloads: others, ...matrixCommand(others, recordable) }],
  };
}
