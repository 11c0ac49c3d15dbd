import type { RecordedPoint } from '../../../src/trace/trace';

/** What a store without a format of its own keeps of a point beside its pages. */
export function factsOf(point: RecordedPoint): string {
  const { epochStartUs, timeUs, cause, outputs, phasesUs, sentBytes, gfns } = point;
  return JSON.stringify({
    ...{ epochStartUs, timeUs, cause, phasesUs, sentBytes },
    outputs: outputs.map(({ kind, data }) => ({ kind, bytes: data.length })),
    dirtyPages: gfns.length,
  });
}

/** A way to keep the versions of a guest's pages in a file. */
export interface TraceStore {
  readonly name: string;
  /** Writes points as they come; the first is the whole memory. */
  create(file: string): Promise<StoreWriter>;
  open(file: string): Promise<StoreReader>;
}

/** Writes one file. */
export interface StoreWriter {
  append(point: RecordedPoint): Promise<void>;
  close(): Promise<void>;
}

/** Answers from one file; each answer is read as far as its user would. */
export interface StoreReader {
  readonly points: number;
  /** What is known of points without their pages. @returns how many those are. */
  list(from: number, to: number): Promise<number>;
  page(gfn: number, at: number): Promise<Uint8Array>;
  /** @returns at how many points the page was dirty. */
  history(gfn: number): Promise<number>;
  /** @returns how many pages were dirty. */
  heat(from: number, to: number): Promise<number>;
  close(): Promise<void>;
}
