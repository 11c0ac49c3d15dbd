import type {
  Bookmark,
  FoundField,
  InspectorNotices,
  LeafModel,
  MapRenderer,
  Move,
  OpenedTrace,
  PageRequest,
  PlottedField,
  Position,
  SeriesModel,
  Step,
  TraceGrowth,
  TraceModel,
} from '../../src/protocol/inspector';
import type { InspectorPageChannel } from '../../src/protocol/inspectorChannel';
import { Latest } from './latest';
import type { SavedState } from './savedState';

/** Steps that may wait for the one under way; more are dropped. */
const MOST_WAITING_STEPS = 2;

/** More than the strip of a page's versions has pixels. */
const HISTORY_COLUMNS = 2048;

/** Whether the recording broke off: it was not closed, and does not grow. */
export function isCutOff({ complete, growing }: TraceGrowth): boolean {
  return !complete && !growing;
}

/**
 * What the page knows of the trace: the position the host told, and the newest answer to each thing
 * that is on the screen for it. Parts read it when they draw; nothing here touches the page.
 */
export class Session {
  readonly trace: TraceModel;
  readonly view: SavedState;
  /** How the map was to be drawn when the page was opened. */
  readonly mapRenderer: MapRenderer;
  readonly overview;
  readonly columns;
  readonly point;
  readonly map;
  readonly dirty;
  readonly changedBytes;
  readonly devices;
  readonly page;
  readonly pageHistory;
  readonly outputs;

  readonly #channel: InspectorPageChannel;
  readonly #changed: () => void;
  #position: Position;
  #growth: TraceGrowth;
  #bookmarks: readonly Bookmark[];
  #plotWidth = 0;
  #wish: Move | undefined;
  #moving = false;
  #stepping = false;
  readonly #steps: Step[] = [];
  #failure: string | undefined;

  /** @param changed called when anything that a part reads here may have changed. */
  constructor(
    channel: InspectorPageChannel,
    opened: OpenedTrace,
    view: SavedState,
    changed: () => void,
  ) {
    this.trace = opened.trace;
    this.view = view;
    this.mapRenderer = opened.mapRenderer;
    this.#channel = channel;
    this.#changed = changed;
    this.#position = opened.position;
    this.#growth = opened.growth;
    this.#bookmarks = opened.bookmarks;

    // Written out one by one, so that each keeps the type of its own answer.
    this.overview = new Latest(
      (request: { from: number; to: number; columns: number }, signal) =>
        channel.request('timeline', request, signal),
      changed,
    );
    this.columns = new Latest(
      (request: { from: number; to: number; columns: number }, signal) =>
        channel.request('timeline', request, signal),
      changed,
    );
    this.point = new Latest(
      (request: { point: number }, signal) => channel.request('point', request, signal),
      changed,
    );
    this.map = new Latest(
      (request: { from: number; to: number }, signal) => channel.request('map', request, signal),
      changed,
    );
    this.dirty = new Latest(
      (request: { point: number }, signal) => channel.request('dirty', request, signal),
      changed,
    );
    this.changedBytes = new Latest(
      (request: { point: number }, signal) => channel.request('changedBytes', request, signal),
      changed,
    );
    this.devices = new Latest(
      (request: { point: number; against: number }, signal) =>
        channel.request('devices', request, signal),
      changed,
    );
    this.page = new Latest(
      (request: PageRequest, signal) => channel.request('page', request, signal),
      changed,
    );
    this.pageHistory = new Latest(
      (request: { page: number; from: number; to: number; columns: number }, signal) =>
        channel.request('pageHistory', request, signal),
      changed,
    );
    this.outputs = new Latest(
      (request: { point: number }, signal) => channel.request('outputs', request, signal),
      changed,
    );
    channel.on('moved', (position) => this.#moved(position));
    channel.on('bookmarks', (bookmarks) => {
      this.#bookmarks = bookmarks;
      changed();
    });
    channel.on('grown', (growth) => this.#grown(growth));
    this.refresh();
  }

  /** Where the host says the inspector is, or is about to be where the user drags something. */
  get position(): Position {
    if (this.#wish === undefined) return this.#position;
    const { page = this.#position.page, ...range } = this.#wish;
    return { ...this.#position, ...range, page: page ?? undefined };
  }

  /** What of the trace changes while it is being recorded. */
  get growth(): TraceGrowth {
    return this.#growth;
  }

  /** Number of the last sync point. */
  get lastPoint(): number {
    return this.#growth.pointCount - 1;
  }

  /** Why the last move or step was refused, if it was. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Whether all that is on the screen belongs to the current position. */
  get settled(): boolean {
    const beside = [this.columns, this.devices, this.page, this.pageHistory, this.outputs];
    return this.pictured && beside.every(({ settled }) => settled);
  }

  /** Whether header and map belong to the current position; what is beside them may be late. */
  get pictured(): boolean {
    const picture = [this.point, this.map, this.dirty, this.changedBytes];
    return !this.#moving && !this.#stepping && picture.every(({ settled }) => settled);
  }

  /** Tells how many columns the timeline has room for. */
  setPlotWidth(pixels: number): void {
    if (this.#plotWidth === pixels) return;
    this.#plotWidth = pixels;
    this.refresh();
  }

  /** Asks for what the screen needs now and does not have. */
  refresh(): void {
    const { point, from, to, page } = this.#position;
    if (this.#plotWidth > 0) {
      // Coarser than the lanes: of a very long trace it is then there at once, and stands in for them.
      const columns = Math.ceil(this.#plotWidth / 2);
      this.overview.want({ from: 0, to: this.lastPoint, columns });
      this.columns.want({ from, to, columns: this.#plotWidth });
    }
    this.point.want({ point });
    const { tab, colouring } = this.view;
    // Looking back from a sync point, what comes after it has not happened yet.
    this.map.want(
      colouring === 'recency' ? { from: Math.min(from, point), to: point } : { from, to },
    );
    this.dirty.want(colouring === 'state' ? { point } : undefined);
    this.changedBytes.want(colouring === 'bytes' ? { point } : undefined);
    if (tab === 'devices') this.devices.want({ point, against: Math.max(0, point - 1) });
    if (tab === 'outputs') this.outputs.want({ point });
    if (page === undefined) {
      this.page.want(undefined);
      this.pageHistory.want(undefined);
    } else if (tab === 'page') {
      const { against } = this.view;
      // A recording of the same name may be shorter than the one that the point was chosen in.
      const exists = against !== undefined && against <= this.lastPoint;
      this.page.want({ point, page, ...(exists && { against }) });
      this.pageHistory.want({ page, from, to, columns: HISTORY_COLUMNS });
    }
  }

  /**
   * Asks the host to move. While a move is under way only the newest wish is kept, and the page
   * already draws it, so that dragging follows the pointer.
   */
  move(wish: Move): void {
    this.#wish = { ...this.#wish, ...wish };
    this.#changed();
    if (!this.#moving) void this.#sendMoves();
  }

  /** Asks the host to step. Steps wait for one another, but not many: a held key must not run on. */
  step(step: Step): void {
    if (this.#steps.length < MOST_WAITING_STEPS) this.#steps.push(step);
    if (!this.#stepping) void this.#sendSteps();
  }

  /** Bookmarks of the trace, ascending by point. */
  get bookmarks(): readonly Bookmark[] {
    return this.#bookmarks;
  }

  /** Has the host ask the user for a note on the current sync point, and bookmark it. */
  editBookmark(): void {
    const { point } = this.position;
    void this.#attempt(() => this.#channel.request('editBookmark', { point }));
  }

  /** Has the host ask the user for a sync point's number. */
  goTo(): void {
    void this.#attempt(() => this.#channel.request('goTo'));
  }

  /** Every leaf of one device as of the current point. */
  device(device: string, point: number, signal: AbortSignal): Promise<readonly LeafModel[]> {
    return this.#channel.request('device', { point, device }, signal);
  }

  /** Fields that did not change and that a filter finds. */
  findFields(
    request: { readonly point: number; readonly against: number; readonly filter: string },
    signal: AbortSignal,
  ): Promise<{ readonly fields: readonly FoundField[]; readonly more: number }> {
    return this.#channel.request('findFields', request, signal);
  }

  /** A field's values over a range. */
  series(
    request: PlottedField & {
      readonly from: number;
      readonly to: number;
      readonly columns: number;
    },
    signal: AbortSignal,
  ): Promise<SeriesModel> {
    return this.#channel.request('series', request, signal);
  }

  /** Listens for how much of a series is read. */
  onSeriesProgress(listener: (progress: InspectorNotices['seriesProgress']) => void): void {
    this.#channel.on('seriesProgress', listener);
  }

  /** Listens for a link or a command that leads to a field. */
  onRevealField(listener: (field: InspectorNotices['revealField']) => void): void {
    this.#channel.on('revealField', listener);
  }

  /** Listens for a command that reaches for a part of the page. */
  onFocus(listener: (part: InspectorNotices['focus']['part']) => void): void {
    this.#channel.on('focus', ({ part }) => listener(part));
  }

  /** Listens for another choice of how the map is drawn. */
  onMapRenderer(listener: (renderer: MapRenderer) => void): void {
    this.#channel.on('mapRenderer', listener);
  }

  async #sendMoves(): Promise<void> {
    this.#moving = true;
    let sent: Move | undefined;
    while (this.#wish !== undefined && this.#wish !== sent) {
      const wish = this.#wish;
      sent = wish;
      await this.#attempt(() => this.#channel.request('move', wish));
    }
    this.#wish = undefined;
    this.#moving = false;
    this.#changed();
  }

  async #sendSteps(): Promise<void> {
    this.#stepping = true;
    for (let step = this.#steps.shift(); step !== undefined; step = this.#steps.shift()) {
      const next = step;
      await this.#attempt(() => this.#channel.request('step', { step: next }));
    }
    this.#stepping = false;
    this.#changed();
  }

  async #attempt(ask: () => Promise<void>): Promise<void> {
    try {
      await ask();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      this.#changed();
    }
  }

  #grown(growth: TraceGrowth): void {
    this.#growth = growth;
    this.refresh();
    this.#changed();
  }

  #moved(position: Position): void {
    this.#position = position;
    this.refresh();
    this.#changed();
  }
}
