import * as vscode from 'vscode';
import type { ComparedRange, ComparedSide } from '../../protocol/comparison';
import { comparedRanges } from '../../protocol/comparisonChecks';

/** Sync points of a trace's file; all of them where none are named. */
export interface ComparedPlace {
  readonly uri: vscode.Uri;
  readonly range: ComparedRange | undefined;
}

/** What is compared with what. */
export type ComparedPlaces = Readonly<Record<ComparedSide, ComparedPlace>>;

/** Longest URI that is read from what a page has kept. */
const MAX_URI_LENGTH = 8192;

/** Reads what the comparing page has kept over a restart, which may be anything; undefined if it is none. */
export function readComparedPlaces(saved: unknown): ComparedPlaces | undefined {
  if (typeof saved !== 'object' || saved === null) return undefined;
  const { leftUri, rightUri, ranges } = saved as Record<string, unknown>;
  const [left, right] = [leftUri, rightUri].map(readUri);
  if (left === undefined || right === undefined) return undefined;
  try {
    const checked = comparedRanges(ranges);
    return {
      left: { uri: left, range: checked.left },
      right: { uri: right, range: checked.right },
    };
  } catch {
    return undefined;
  }
}

/** The part of a range that a trace has; all of it where none was named. */
export function rangeWithin(range: ComparedRange | undefined, pointCount: number): ComparedRange {
  const last = pointCount - 1;
  if (range === undefined) return { from: 0, to: last };
  return { from: Math.min(range.from, last), to: Math.min(range.to, last) };
}

function readUri(value: unknown): vscode.Uri | undefined {
  if (typeof value !== 'string' || value.length > MAX_URI_LENGTH) return undefined;
  try {
    const uri = vscode.Uri.parse(value, true);
    return uri.path.endsWith('.kemari') ? uri : undefined;
  } catch {
    return undefined;
  }
}
