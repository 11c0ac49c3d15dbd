/**
 * The contract between the extension host and the inspector's webview: what each may ask of the
 * other, and what is told without being asked. Plain data only, so that it can cross a structured
 * clone; large lists travel as typed arrays. Numbers of sync points are inclusive at both ends.
 *
 * The host owns the position (the current sync point, the brushed range, the selected page). The
 * webview asks for a move and draws what `moved` then tells it, as the tree does.
 */
import type { Step } from '../core/step';
import type { Cause, Mode, SyncPoint } from '../core/syncPoint';
import type { Bookmark } from './bookmarks';

// What the webview needs of the core; it imports nothing of src/ but this folder.
export { PHASES, type Cause, type Phase, type PhaseTimes, type SyncPoint } from '../core/syncPoint';
export { PAGE_SIZE, formatHex } from '../core/gfn';
export type { Step } from '../core/step';
export type { Bookmark } from './bookmarks';
export { unpackCounts, type RangeCounts } from './packedCounts';

/** The place the inspector, its tree and its commands look at together. */
export interface Position {
  readonly point: number;
  /** The brushed range: the timeline's zoom, what the map counts, what the tree shows. */
  readonly from: number;
  readonly to: number;
  /** The selected page's GFN, if a page is selected. */
  readonly page: number | undefined;
}

/** Where to move; what is left out stays. */
export interface Move extends Partial<Omit<Position, 'page'>> {
  /** `null` selects no page: VS Code carries messages as JSON, in which undefined is left out. */
  readonly page?: number | null | undefined;
}

/** What the inspector shows of the trace as a whole, and does not change. */
export interface TraceModel {
  readonly fileName: string;
  readonly writer: string;
  readonly formatVersion: number;
  readonly machine: string;
  readonly workload: string;
  readonly mode: Mode;
  readonly pageSize: number;
  readonly regions: readonly {
    readonly name: string;
    readonly start: number;
    readonly bytes: number;
  }[];
}

/** What of a trace changes while it is being recorded. */
export interface TraceGrowth {
  readonly pointCount: number;
  /** Whether the recording was closed. */
  readonly complete: boolean;
  /** Whether sync points have come lately. */
  readonly growing: boolean;
  /** What the user should know about the file. */
  readonly notices: readonly string[];
}

/** A figure of each column. */
export interface ColumnFigures {
  readonly dirtyPages: Float64Array;
  readonly sentBytes: Float64Array;
  readonly pauseUs: Float64Array;
}

/**
 * Columns of the timeline: each covers consecutive sync points and keeps what stands out in them, so
 * that no extreme is lost however many points share a column.
 */
export interface TimelineColumns {
  readonly from: number;
  readonly to: number;
  /** Where the first column begins; it may be before `from`, and covers only what is not. */
  readonly start: number;
  /** Sync points a column covers; 1 when every point has a column of its own. */
  readonly pointsPerColumn: number;
  /** Most dirty pages of a point in the column. */
  readonly dirtyPages: Uint32Array;
  /** Most bytes that crossed the link for a point. */
  readonly sentBytes: Float64Array;
  /** The phases, in the order of PHASES and in microseconds, of the column's longest pause: 7 a column. */
  readonly phasesUs: Float32Array;
  /** The point with that pause; the first if there are several. */
  readonly longest: Uint32Array;
  /** The least of a point in the column. */
  readonly least: ColumnFigures;
  /** What all of the column's points have together. */
  readonly sums: ColumnFigures;
  /** Outputs that were held until the passive had acknowledged, and their bytes: all points together. */
  readonly outputs: Uint32Array;
  readonly outputBytes: Float64Array;
  /** How many points each cause asked for; causes that asked for none are left out. */
  readonly causes: readonly { readonly cause: Cause; readonly points: Uint32Array }[];
  /** When the guest began to run towards the column's first point, in microseconds. */
  readonly startUs: Float64Array;
  /** When the pause of the last point was over. */
  readonly endUs: number;
}

/**
 * The pages that were dirtied in a range: which, how often, when last, and whether they were all zero
 * then. Packed, since a range may dirty every page of a large guest; see packedCounts.ts.
 */
export interface MapModel {
  readonly from: number;
  readonly to: number;
  /** How many pages there are. */
  readonly pages: number;
  readonly packed: Uint8Array;
}

/** The pages that one sync point wrote; one element each, in ascending order of GFN. */
export interface DirtyModel {
  readonly point: number;
  readonly gfns: Uint32Array;
  /** 1 if the page then held nothing but zeros. */
  readonly zero: Uint8Array;
}

/** The same, with how many bytes of each page differ from its version before. */
export interface ChangedBytesModel extends DirtyModel {
  /** 0 to 4096; 65535 for a page that was not compared, since the point wrote too many. */
  readonly bytes: Uint16Array;
}

/** In {@link ChangedBytesModel.bytes}: not compared. */
export const NOT_COMPARED = 0xffff;

/** How the page map is drawn: by what is faster on the machine, or by the one that is named. */
export const MAP_RENDERERS = ['auto', 'webgl', 'canvas'] as const;
export type MapRenderer = (typeof MAP_RENDERERS)[number];

/** One device with the leaves to be shown. */
export interface DeviceModel {
  readonly device: string;
  readonly fieldCount: number;
  /** Leaves that changed; there may be more than are listed. */
  readonly changeCount: number;
  readonly changes: readonly FieldModel[];
}

/** A leaf, before and after, already written out for reading. */
export interface FieldModel {
  readonly field: string;
  readonly before: string;
  readonly after: string;
  /** What its bits mean, lowest first, where that is known. */
  readonly parts?: readonly PartModel[];
  /** Whether it is a number, which can be plotted. */
  readonly numeric: boolean;
}

/** A leaf that did not change. */
export type LeafModel = Pick<FieldModel, 'field' | 'parts' | 'numeric'> & {
  readonly value: string;
};

/** One bit of a register, or some that are one value, before and after. */
export interface PartModel {
  readonly name: string;
  /** Whether it is one bit, set (`1`) or not (`0`). */
  readonly isFlag: boolean;
  /** Absent where the register does not exist on that side. */
  readonly before?: string;
  readonly after?: string;
}

/** A leaf that did not change, found by its name. */
export interface FoundField extends LeafModel {
  readonly device: string;
}

/** A field to be plotted. */
export interface PlottedField {
  readonly device: string;
  readonly field: string;
}

/** The values of a field over a range: each column covers consecutive sync points, the first from `from` on. */
export interface SeriesModel extends PlottedField {
  readonly from: number;
  readonly to: number;
  readonly pointsPerColumn: number;
  /** Least and greatest value in a column; NaN where the field is not there or is no number. */
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  /** Extremes of the range, and where they are first; undefined where there is no number. */
  readonly lowest: { readonly value: number; readonly point: number } | undefined;
  readonly highest: { readonly value: number; readonly point: number } | undefined;
  /** How often the value changed, of the points that were read. */
  readonly changes: number;
  /** 1: all points were read; else every so many-th. */
  readonly stride: number;
  /** Digits of its values in hex; absent: they are decimal. */
  readonly hexDigits?: number;
}

/** What of the selected page is asked for. */
export interface PageRequest {
  readonly point: number;
  readonly page: number;
  /** Sync point to compare with; left out: the version before the one that is shown. */
  readonly against?: number;
}

/** The selected page's bytes as of a point, and as of the one they are compared with. */
export interface PageModel {
  readonly gfn: number;
  /** Version shown: the page's last version at or before the current point. */
  readonly point: number;
  readonly bytes: Uint8Array;
  /** Point that wrote the version before the one shown; undefined if that is the first image's. */
  readonly previous: number | undefined;
  /** What the bytes are compared with; undefined if the first image would be, with what was before. */
  readonly before:
    | {
        /** Version compared with: the last one at or before the point that was asked for. */
        readonly point: number;
        readonly bytes: Uint8Array;
      }
    | undefined;
}

/** The versions of a page in a range of sync points. */
export interface PageHistory {
  /** How many points of the range dirtied the page. */
  readonly count: number;
  /** These points, ascending; where they are very many, one for each column that has any. */
  readonly points: Uint32Array;
}

/** An output with the first bytes of what left the guest. */
export interface OutputModel {
  readonly kind: string;
  readonly bytes: number;
  /** At most 64 bytes. */
  readonly head: Uint8Array;
  /** What the bytes are, where they can be told: `ARP who-has 10.0.2.2`, `sector 12`. */
  readonly description: string;
}

/** A trace as its page is opened. */
export interface OpenedTrace {
  readonly trace: TraceModel;
  readonly growth: TraceGrowth;
  readonly position: Position;
  readonly mapRenderer: MapRenderer;
  /** Ascending by point. */
  readonly bookmarks: readonly Bookmark[];
}

/** What the webview asks of the host. */
export interface InspectorRequests {
  /** The first request. */
  open(): OpenedTrace;
  /** At most `columns` columns over the range. */
  timeline(request: {
    readonly from: number;
    readonly to: number;
    readonly columns: number;
  }): TimelineColumns;
  point(request: { readonly point: number }): SyncPoint;
  map(request: { readonly from: number; readonly to: number }): MapModel;
  dirty(request: { readonly point: number }): DirtyModel;
  changedBytes(request: { readonly point: number }): ChangedBytesModel;
  devices(request: { readonly point: number; readonly against: number }): {
    readonly changed: readonly DeviceModel[];
    readonly unchanged: readonly { readonly device: string; readonly fieldCount: number }[];
  };
  /** Every leaf of one device as of a point, for the devices that did not change. */
  device(request: { readonly point: number; readonly device: string }): readonly LeafModel[];
  /** Leaves that are the same at both points and that a filter finds; there may be more than are listed. */
  findFields(request: {
    readonly point: number;
    readonly against: number;
    readonly filter: string;
  }): { readonly fields: readonly FoundField[]; readonly more: number };
  /** Tells `seriesProgress` while it is read. */
  series(
    request: PlottedField & {
      readonly from: number;
      readonly to: number;
      /** At most so many columns. */
      readonly columns: number;
    },
  ): SeriesModel;
  page(request: PageRequest): PageModel;
  /** The range is divided into so many columns where it has more versions than can be told. */
  pageHistory(request: {
    readonly page: number;
    readonly from: number;
    readonly to: number;
    readonly columns: number;
  }): PageHistory;
  outputs(request: { readonly point: number }): readonly OutputModel[];

  /** Moves; what could not be moved to stays. The host tells `moved` if anything changed. */
  move(request: Move): void;
  step(request: { readonly step: Step }): void;
  /** Asks the user for a sync point's number, as the command does. */
  goTo(): void;
  /** Asks the user for a note, and marks the sync point with it. */
  editBookmark(request: { readonly point: number }): void;
}

/** What the host tells the webview without being asked. */
export interface InspectorNotices {
  moved: Position;
  /** Told before a position that only what has grown has. */
  grown: TraceGrowth;
  /** All bookmarks, after one was added, changed or removed. */
  bookmarks: readonly Bookmark[];
  /** The user chose another way to draw the map. */
  mapRenderer: MapRenderer;
  /** A command reached for a part of the inspector, such as the device filter. */
  focus: { readonly part: 'timeline' | 'map' | 'devices' | 'page' | 'outputs' | 'filter' };
  /** How much of a series is read, from 0 to 1. */
  seriesProgress: PlottedField & { readonly share: number };
  /** A link leads to a field, which is to be shown; or a command to its plot. */
  revealField: PlottedField & { readonly plot: boolean };
}
