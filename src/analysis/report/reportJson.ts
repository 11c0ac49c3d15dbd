import type { Report } from './report';
import type { TraceFigures } from './traceFigures';

/** The report as `kemari report --json` prints it. */
export function reportToJson(report: Report): object {
  return { ...report, traces: report.traces.map(traceToJson) };
}

function traceToJson({
  file,
  machine,
  workload,
  mode,
  summary,
  irqchipPoints,
  stretch,
}: TraceFigures) {
  const { pointCount, durationUs, sentBytes, dirtyPages, pauseUs, causes } = summary;
  return {
    file,
    machine,
    workload,
    mode,
    pointCount,
    durationUs,
    sentBytes,
    irqchipPoints,
    dirtyPages,
    pauseUs,
    causes,
    ...(stretch === undefined ? {} : { stretch }),
  };
}
