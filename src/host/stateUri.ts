import * as vscode from 'vscode';
import { strangersTraceUri } from './tracePlaces';

/** Scheme of the documents that hold device states as JSON. */
export const STATE_SCHEME = 'kemari-state';

/** A trace, and a sync point of it. */
export interface StatePlace {
  readonly trace: vscode.Uri;
  readonly point: number;
}

/** The document of a device state: its name tells the trace and the sync point. */
export function stateUri({ trace, point }: StatePlace): vscode.Uri {
  const name = trace.path.slice(trace.path.lastIndexOf('/') + 1);
  return vscode.Uri.from({
    scheme: STATE_SCHEME,
    path: `/${name}@${point}.json`,
    query: JSON.stringify([trace.toString(), point]),
  });
}

/** @returns undefined if it is no such document. */
export function statePlace({ scheme, query }: vscode.Uri): StatePlace | undefined {
  if (scheme !== STATE_SCHEME) return undefined;
  let parts: unknown;
  try {
    parts = JSON.parse(query);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts)) return undefined;
  const [text, point] = parts as unknown[];
  const trace = typeof text === 'string' ? strangersTraceUri(text) : undefined;
  if (trace === undefined || typeof point !== 'number' || !Number.isInteger(point) || point < 0) {
    return undefined;
  }
  return { trace, point };
}
