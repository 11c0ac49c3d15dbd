import type { DeviceState } from '../core/deviceState';
import type { Gfn } from '../core/gfn';
import type { PageSpace } from '../core/guestMemory';
import type { PageWriters } from '../core/pageWriter';
import type { PointColumns } from './pointColumns';
import type { RangeFigures } from './rangeFigures';
import type { Mode, Output, SyncPoint, Cause, PhaseTimes } from '../core/syncPoint';

/** Facts about a recording that do not change while it grows. */
export interface TraceHeader {
  /** Version of the file format. */
  readonly version: number;
  /** Program and version that wrote the file, such as `kemari 0.1.0`. */
  readonly writer: string;
  /** Random; the same for all copies of one recording. */
  readonly uuid: string;
  readonly pages: PageSpace;
  /** {@link Machine.kind} of the guest that was recorded. */
  readonly machine: string;
  readonly workload: string;
  readonly mode: Mode;
  /** Wall-clock time at which the recording began, in milliseconds since 1970. */
  readonly startedAtMs: number;
}

/** Pages that go into a trace together. */
export interface PageBatch {
  /** Ascending. */
  readonly gfns: Uint32Array;
  /** 4096 bytes for each GFN. */
  readonly pages: Uint8Array;
}

/**
 * The dirty pages of a sync point: batches whose GFNs ascend from one to the next, none twice, so that
 * a guest of any size never lies in one buffer. Each is borrowed until the next is asked for.
 */
export type PageBatches = Iterable<PageBatch> | AsyncIterable<PageBatch>;

/** One sync point as it goes into a trace, but for its pages. Borrowed until it is written. */
export interface NewSyncPoint {
  readonly epochStartUs: number;
  readonly timeUs: number;
  readonly cause: Cause;
  readonly outputs: readonly Output[];
  readonly phasesUs: PhaseTimes;
  readonly sentBytes: number;
  /** Every device, in the machine's order. An unchanged one is the same object as the time before. */
  readonly devices: readonly DeviceState[];
  /** Who wrote each of its pages first, where that is known; point 0 has none. */
  readonly writers?: PageWriters | undefined;
}

/** A sync point with its pages in one batch. */
export type RecordedPoint = NewSyncPoint & PageBatch;

/** What a page is as of some sync point. */
export interface PageVersion {
  /** The sync point that wrote this version; 0 for what the first image held. */
  readonly point: number;
  readonly zero: boolean;
  /** 4096 bytes; belongs to the caller. */
  readonly bytes: Uint8Array;
}

/** One sync point's dirty pages. */
export interface DirtyPages {
  /** Ascending. */
  readonly gfns: Uint32Array;
  /** One byte a GFN: 1 if the page then held nothing but zeros. */
  readonly zero: Uint8Array;
}

/** How often pages were dirtied over a range of sync points; pages never dirtied there are left out. */
export interface DirtyCounts {
  /** Ascending GFNs. */
  readonly gfns: Uint32Array;
  /** Points of the range at which the page was dirty; one for each GFN. */
  readonly counts: Uint32Array;
  /** Last point of the range at which the page was dirty; one for each GFN. */
  readonly lastPoints: Uint32Array;
  /** 1 if the page held nothing but zeros at that last point; one for each GFN. */
  readonly zero: Uint8Array;
}

/** An output with its bytes. */
export interface RecordedOutput extends Output {
  readonly bytes: number;
}

/** Something a user should know about the file as it was found, such as that its end is cut off. */
export interface TraceNotice {
  readonly message: string;
  /** Byte offset in the file, where there is one. */
  readonly offset?: number;
  /** Set where this is as it should be for as long as the recording runs. */
  readonly whileRecording?: true;
}

/**
 * A trace opened for reading. All sync points are numbered from 0; every range is inclusive at both
 * ends. Methods throw RangeError for a point or a page that the trace does not have, and KemariError
 * of kind `input` for damage, naming file, offset, record and what was expected.
 */
export interface Trace {
  readonly name: string;
  readonly header: TraceHeader;
  /** Whole sync points in the file; at least 1. Grows with {@link refresh}. */
  readonly pointCount: number;
  /** Whether the recording was closed properly. */
  readonly complete: boolean;
  /** Grows when reading meets damage that it can do without. */
  readonly notices: readonly TraceNotice[];

  /**
   * Takes over what was recorded since the trace was opened or refreshed, up to the last whole sync
   * point; one small read if that is nothing. What is asked meanwhile is answered all the same: sync
   * points do not change once they are there.
   * @returns whether there are more sync points, or the recording was closed.
   * @throws KemariError of kind `input` if the file is shorter than it was, or holds another
   *   recording; what was known stays.
   */
  refresh(): Promise<boolean>;

  point(point: number): Promise<SyncPoint>;
  points(from: number, to: number): Promise<readonly SyncPoint[]>;
  /** The same points, in pieces, for who reads many of them; nobody may change these. */
  columns(from: number, to: number): AsyncIterable<PointColumns>;
  /** What the points of a range add up to: without looking at each, but for those at its ends. */
  figures(from: number, to: number): Promise<RangeFigures>;
  /**
   * Tells the figures of runs of points that follow each other and together are the range; none of
   * them crosses a multiple of `step`. What `visit` throws ends it.
   */
  eachFigures(
    from: number,
    to: number,
    step: number,
    visit: (figures: RangeFigures) => void,
  ): Promise<void>;
  dirtyPages(point: number): Promise<DirtyPages>;
  /** Who wrote the point's dirty pages first, in their order; undefined if that was not recorded. */
  writers(point: number): Promise<PageWriters | undefined>;
  dirtyCounts(from: number, to: number): Promise<DirtyCounts>;
  outputs(point: number): Promise<readonly RecordedOutput[]>;

  /** The page as of a point: its last version at or before it. */
  page(gfn: Gfn, at: number): Promise<PageVersion>;
  /** Points at which the page was dirty, ascending, within a range. */
  pageHistory(gfn: Gfn, from: number, to: number): Promise<Uint32Array>;
  /** Points at which at least one page from one GFN to another was dirty, ascending, within a range. */
  pointsTouching(firstGfn: Gfn, lastGfn: Gfn, from: number, to: number): Promise<Uint32Array>;
  /** Every device's state as of a point, in the machine's order. */
  devices(at: number): Promise<readonly DeviceState[]>;
  /**
   * The whole memory as of a point, in order of page index, in pieces of whole pages that together
   * are exactly {@link PageSpace.bytes} long. Each piece is valid until the next is asked for.
   */
  memory(at: number): AsyncIterable<Uint8Array>;
  /**
   * Many pages as of a point: what {@link page} gives for each, much sooner. The pieces are whole pages,
   * one behind the other; each is valid until the next is asked for.
   * @param gfns ascending; RangeError if they do not ascend.
   */
  pages(gfns: Uint32Array, at: number): AsyncIterable<Uint8Array>;

  close(): Promise<void>;
}
