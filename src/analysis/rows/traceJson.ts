import { formatHex, PAGE_SIZE } from '../../core/gfn';
import type { Trace } from '../../trace/trace';
import type { TraceSummary } from '../summary';

/** A trace as a whole in JSON; `docs/cli.md` describes it for whoever reads it. */
export function traceToJson(trace: Trace, summary: TraceSummary): object {
  const { header } = trace;
  return {
    format: 'kemari',
    version: header.version,
    writer: header.writer,
    uuid: header.uuid,
    startedAtMs: header.startedAtMs,
    complete: trace.complete,
    notices: trace.notices.map(({ message }) => message),
    pageSize: PAGE_SIZE,
    memoryBytes: header.pages.bytes,
    regions: header.pages.regions.map(({ name, start, bytes }) => ({
      name,
      start: formatHex(start),
      bytes,
    })),
    machine: header.machine,
    workload: header.workload,
    mode: header.mode,
    pointCount: summary.pointCount,
    durationUs: summary.durationUs,
    sentBytes: summary.sentBytes,
    dirtyPages: summary.dirtyPages,
    pauseUs: summary.pauseUs,
    causes: summary.causes,
  };
}
