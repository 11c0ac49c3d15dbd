import * as vscode from 'vscode';
import { pointHistograms, type PointHistograms } from '../../analysis/report/histogram';
import { irqchipPairs, pairKey } from '../../analysis/report/irqchipAnswer';
import { makeReport, type Report } from '../../analysis/report/report';
import { compareOutputs, type OutputComparison } from '../../analysis/report/sameOutputs';
import { traceFigures, type TraceFigures } from '../../analysis/report/traceFigures';
import { parseUnprotectedRuns, type UnprotectedRun } from '../../analysis/report/unprotectedRun';
import { RECORDABLE } from '../../engine/recordable';
import type { TraceHandles } from '../traceHandles';

/** What a report's page shows. */
export interface GatheredReport {
  readonly report: Report;
  /** Of a single trace. */
  readonly histograms: PointHistograms | undefined;
}

/** What a matrix of recordings writes beside them. */
const UNPROTECTED_FILE = 'unprotected.json';

/** A larger file of that name is another. */
const MOST_BYTES = 1 << 20;

/**
 * Reads traces one after the other, and the unprotected runs that lie beside the first.
 * @param tell what is being read.
 * @throws whatever the signal was aborted with; KemariError for what cannot be read.
 */
export async function gatherReport(
  files: readonly vscode.Uri[],
  handles: TraceHandles,
  tell: (message: string) => void,
  signal: AbortSignal,
): Promise<GatheredReport> {
  const traces: TraceFigures[] = [];
  let histograms: PointHistograms | undefined;
  for (const uri of files) {
    const name = vscode.workspace.asRelativePath(uri);
    tell(name);
    await handles.use(uri, async (trace) => {
      traces.push(await traceFigures(trace, uri.toString(), () => signal.throwIfAborted()));
      if (files.length === 1) histograms = await pointHistograms(trace, signal);
    });
  }
  const outputs = new Map<string, OutputComparison>();
  for (const pair of irqchipPairs(traces)) {
    tell(pair.with.workload);
    const compared = await handles.use(vscode.Uri.parse(pair.with.file, true), (tapped) =>
      handles.use(vscode.Uri.parse(pair.without.file, true), (plain) =>
        compareOutputs(tapped, plain, signal),
      ),
    );
    outputs.set(pairKey(pair), compared);
  }
  const unprotected = await unprotectedRunsBeside(files[0]);
  return {
    report: makeReport({ traces, outputs, unprotected, recordable: RECORDABLE }),
    histograms,
  };
}

/** None where there is no such file, or something else of that name. */
async function unprotectedRunsBeside(trace: vscode.Uri): Promise<UnprotectedRun[]> {
  const file = vscode.Uri.joinPath(trace, '..', UNPROTECTED_FILE);
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > MOST_BYTES) return [];
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    return parseUnprotectedRuns(file.path, text);
  } catch {
    return [];
  }
}
