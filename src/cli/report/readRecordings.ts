import { irqchipPairs, pairKey } from '../../analysis/report/irqchipAnswer';
import { compareOutputs, type OutputComparison } from '../../analysis/report/sameOutputs';
import { traceFigures, type TraceFigures } from '../../analysis/report/traceFigures';
import type { Context } from '../command';
import { ProgressBar } from '../progressBar';
import { withTraceFile } from '../traceArguments';

/** What a report takes from its traces. */
export interface ReadRecordings {
  readonly traces: readonly TraceFigures[];
  readonly outputs: ReadonlyMap<string, OutputComparison>;
}

/**
 * Reads traces one after the other, with a progress bar; two are open at once only to be compared.
 * @param pathOf where a file is that the report calls by this name.
 */
export async function readRecordings(
  files: readonly string[],
  context: Context,
  signal: AbortSignal,
  pathOf: (file: string) => string = (file) => file,
): Promise<ReadRecordings> {
  const bar = new ProgressBar(context.terminal.err, 'Reading');
  try {
    const traces: TraceFigures[] = [];
    for (const [i, file] of files.entries()) {
      traces.push(
        await withTraceFile(pathOf(file), context, (trace) =>
          traceFigures(trace, file, (share) => {
            signal.throwIfAborted();
            bar.update((i + share) / files.length, file);
          }),
        ),
      );
    }
    const outputs = new Map<string, OutputComparison>();
    for (const pair of irqchipPairs(traces)) {
      bar.update(1, `comparing the outputs of ${pair.with.workload}`);
      outputs.set(
        pairKey(pair),
        await withTraceFile(pathOf(pair.with.file), context, (tapped) =>
          withTraceFile(pathOf(pair.without.file), context, (plain) =>
            compareOutputs(tapped, plain, signal),
          ),
        ),
      );
    }
    return { traces, outputs };
  } finally {
    bar.finish();
  }
}
