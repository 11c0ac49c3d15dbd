import type { RecordedOutput, Trace } from '../../trace/trace';

/** Outputs that are compared at most: enough to tell, and soon done. */
const MOST_COMPARED = 20_000;

/** What two recordings let out, compared in its order. */
export interface OutputComparison {
  /** Outputs of each that were compared; the shorter recording, or a bound, ends it. */
  readonly compared: number;
  /** The first that differs, counted from 0; undefined if none does. */
  readonly firstDifference?: number;
}

/**
 * Whether two recordings of one workload and seed let out the same, however its sync points lay.
 * @throws whatever the signal was aborted with.
 */
export async function compareOutputs(
  a: Trace,
  b: Trace,
  signal?: AbortSignal,
  most = MOST_COMPARED,
): Promise<OutputComparison> {
  const [left, right] = [outputsOf(a), outputsOf(b)];
  let compared = 0;
  for (; compared < most; compared++) {
    signal?.throwIfAborted();
    const [one, other] = [await left.next(), await right.next()];
    if (one.done === true || other.done === true) break;
    if (!sameOutput(one.value, other.value)) return { compared, firstDifference: compared };
  }
  return { compared };
}

async function* outputsOf(trace: Trace): AsyncGenerator<RecordedOutput, void, void> {
  for await (const { firstPoint, length, columns } of trace.columns(0, trace.pointCount - 1)) {
    const { from } = columns.outputs;
    for (let i = 0; i < length; i++) {
      if (from[i + 1] > from[i]) yield* await trace.outputs(firstPoint + i);
    }
  }
}

function sameOutput(a: RecordedOutput, b: RecordedOutput): boolean {
  return (
    a.kind === b.kind &&
    a.diskOffset === b.diskOffset &&
    a.data.length === b.data.length &&
    a.data.every((byte, i) => byte === b.data[i])
  );
}
