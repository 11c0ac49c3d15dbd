import { stallAboveUs } from '../../analysis/stalls';
import { knowledgeOf } from '../../query/knowledge';
import type { InspectorSession } from '../inspectorSession';
import type { TraceDocument } from '../traceDocument';
import type { Breakable } from './breakpointSet';

/** An open trace that is being debugged, and what there is in it to break on. */
export interface DebuggedTrace {
  readonly document: TraceDocument;
  readonly session: InspectorSession;
  readonly breakable: Breakable;
}

/** Waits until a document is open. @throws what is wrong with the trace. */
export async function debuggedTraceOf(document: TraceDocument): Promise<DebuggedTrace> {
  const { session } = await document.opened;
  const [knowledge, above] = await Promise.all([
    knowledgeOf(session.trace),
    stallAboveUs(session.trace),
  ]);
  return { document, session, breakable: { knowledge, stallAboveUs: above } };
}
