/**
 * The contract between the extension host and the page that compares two sides: sync points, or ranges
 * of them, of one trace or of two. As in inspector.ts: plain data, long lists as typed arrays, ranges
 * inclusive at both ends.
 *
 * The host owns which traces stand on the sides. The page owns which of their sync points are compared,
 * names them in each request, and tells the host what it shows.
 */
// What the page needs of the core; it imports nothing of src/ but this folder.
export { formatHex, PAGE_SIZE } from '../core/gfn';
export { PAGE_SIDES, type PageSide } from '../core/pageSides';

/** The two sides, from left to right. What changed is told from left to right. */
export const COMPARED_SIDES = ['left', 'right'] as const;
export type ComparedSide = (typeof COMPARED_SIDES)[number];

/** Sync points of one side, inclusive; a single point where both ends are the same. */
export interface ComparedRange {
  readonly from: number;
  readonly to: number;
}

/** The sync points that are compared. */
export type ComparedRanges = Readonly<Record<ComparedSide, ComparedRange>>;

/** The trace on one side. */
export interface SideModel {
  readonly fileName: string;
  /** Where the file is, as the user knows it. */
  readonly place: string;
  /** The file's URI, by which the page finds it again. */
  readonly uri: string;
  readonly pointCount: number;
  readonly regions: readonly {
    readonly name: string;
    readonly start: number;
    readonly bytes: number;
  }[];
}

/** What is compared, until the host tells of something else. */
export interface ComparisonModel {
  readonly left: SideModel;
  readonly right: SideModel;
  /** Whether both are of one recording, and their points lie on one line of time. */
  readonly sameRecording: boolean;
  readonly ranges: ComparedRanges;
}

/** How a figure is written. */
export type FigureKind = 'count' | 'decimal' | 'bytes' | 'duration' | 'text';

/** One figure of both sides; a side that lacks it has none. */
export interface FigureModel {
  /** Figures of one group follow one another. */
  readonly group: string;
  readonly name: string;
  readonly kind: FigureKind;
  readonly left: number | string | undefined;
  readonly right: number | string | undefined;
}

/** Pages that are not the same on both sides, ascending. */
export interface ComparedPagesModel {
  readonly gfns: Uint32Array;
  /** One for each: an index in PAGE_SIDES. */
  readonly sides: Uint8Array;
}

/** Pages that were written in at least one of the ranges. */
export interface WrittenPagesModel extends ComparedPagesModel {
  /** How often each was written on either side. */
  readonly left: Uint32Array;
  readonly right: Uint32Array;
}

/** A device with the fields that differ. */
export interface ComparedDeviceModel {
  readonly device: string;
  /** Fields that differ; there may be more than are listed. */
  readonly changeCount: number;
  readonly changes: readonly ComparedFieldModel[];
}

/** A field on both sides, already written out for reading. */
export interface ComparedFieldModel {
  readonly field: string;
  readonly left: string;
  readonly right: string;
  /** Names of bits that only the right side has set, `+ZF`, or only the left, `-IF`. */
  readonly bits?: readonly string[];
}

/** A page as of the end of both ranges. */
export interface ComparedPageModel {
  /** Undefined: the guest on this side has no such page. */
  readonly left: ComparedVersion | undefined;
  readonly right: ComparedVersion | undefined;
}

/** One side's version of a page. */
export interface ComparedVersion {
  /** Point that wrote it. */
  readonly point: number;
  readonly bytes: Uint8Array;
}

/** What the page asks of the host. */
export interface ComparisonRequests {
  /** The first request; opens both traces. */
  open(): ComparisonModel;
  figures(ranges: ComparedRanges): readonly FigureModel[];
  /** Pages whose content differs as of the end of both ranges. */
  pages(ranges: ComparedRanges): ComparedPagesModel;
  written(ranges: ComparedRanges): WrittenPagesModel;
  /** Devices whose state differs as of the end of both ranges, in the machine's order. */
  devices(ranges: ComparedRanges): readonly ComparedDeviceModel[];
  page(request: { readonly ranges: ComparedRanges; readonly page: number }): ComparedPageModel;
  /** Tells which sync points are shown, for the title. */
  shown(ranges: ComparedRanges): void;
  /** Asks the user for another trace; `changed` follows if there is one. */
  chooseTrace(request: { readonly side: ComparedSide }): void;
  swap(ranges: ComparedRanges): void;
  /** Shows a side's last sync point in the inspector, with a page selected where one is named. */
  reveal(request: {
    readonly side: ComparedSide;
    readonly point: number;
    readonly page?: number;
  }): void;
}

/** What the host tells the page without being asked. */
export interface ComparisonNotices {
  /** Other traces, or other sync points, are to be compared. */
  changed: ComparisonModel;
  /** How far the comparison of pages that is under way has come. */
  progress: { readonly compared: number; readonly total: number; readonly found: number };
}
