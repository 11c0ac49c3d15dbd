import type { TimelineColumns } from '../../src/protocol/inspector';
import { isCutOff, type Session } from '../app/session';
import { CanvasSurface } from '../dom/canvasSurface';
import { element, setAttributes, setText } from '../dom/element';
import { PartStatus } from '../dom/partStatus';
import type { Theme } from '../dom/theme';
import { GUTTER, MARGIN_RIGHT } from '../gutter';
import { TIMELINE_KEYS } from '../keys/keys';
import { t } from '../l10n';
import { columnOf } from './columnPauses';
import { drawTimeline } from './drawTimeline';
import { timelineLayout, type TimelineLayout } from './geometry';
import { LanesMenu } from './lanesMenu';
import { markersOf, type Marker } from './markers';
import { moveOf } from './rangeMoves';
import { pointAt, pointScale, type PointScale } from './scales';
import { TimelinePointer } from './timelinePointer';
import { timelineText, valueText } from './timelineText';
import { TimelineTooltip } from './timelineTooltip';

/**
 * The timeline: the whole trace with the brush, and below it the brushed range's pages and pauses.
 * For assistive technology it is a slider whose value is the current sync point, described in words.
 */
export class Timeline {
  readonly element = element('section', { class: 'timeline', 'aria-label': t('Timeline') });
  readonly focusTarget: HTMLElement;
  readonly #session: Session;
  readonly #surface: CanvasSurface;
  readonly #pointer: TimelinePointer;
  readonly #tooltip = new TimelineTooltip();
  readonly #menu: LanesMenu;
  readonly #status: PartStatus;
  readonly #text = element('p', { class: 'hidden-text', id: 'timeline-text' });
  #markers: readonly Marker[] = [];
  /** What the markers were made of. */
  #marked: readonly unknown[] = [];
  /** What the description tells of. */
  #told: readonly unknown[] = [];
  #layout: TimelineLayout = timelineLayout([], 0);

  /** @param invalidate has all drawn again that changed. */
  constructor(session: Session, invalidate: () => void) {
    this.#session = session;
    this.#surface = new CanvasSurface(
      this.element,
      {
        tabindex: 0,
        role: 'slider',
        'aria-label': t('Sync point'),
        'aria-valuemin': 0,
        'aria-describedby': 'timeline-text',
      },
      () => {
        session.setPlotWidth(Math.max(1, Math.floor(this.#plotWidth)));
        invalidate();
      },
    );
    const { canvas } = this.#surface;
    this.focusTarget = canvas;
    this.#pointer = new TimelinePointer(
      session,
      canvas,
      () => ({
        whole: this.#wholeScale,
        range: this.#rangeScale,
        markers: this.#markers,
        lanesBottom: this.#layout.bottom,
      }),
      invalidate,
    );
    this.#menu = new LanesMenu(session.view, invalidate);
    this.#status = new PartStatus(() => {
      if (session.columns.error !== undefined) session.columns.again();
      if (session.overview.error !== undefined) session.overview.again();
    });
    this.element.append(
      this.#menu.element,
      this.#tooltip.element,
      this.#status.element,
      this.#text,
    );
  }

  /** Draws what the session knows now. */
  render(theme: Theme): void {
    const { position, growth, columns, overview, view, bookmarks } = this.#session;
    const whole = overview.answered?.value;
    this.#layout = timelineLayout(view.lanes, whole?.causes.length ?? 0);
    this.element.style.height = `${this.#layout.height}px`;
    this.#menu.place();
    const canvas = this.#surface.begin('CSS pixels');
    if (canvas === undefined) return;
    this.#status.show(columns.error ?? overview.error, columns.slow);
    if (whole !== this.#marked[0] || bookmarks !== this.#marked[1]) {
      this.#marked = [whole, bookmarks];
      this.#markers = markersOf(whole, bookmarks);
    }
    const shown = columns.answered?.value;
    drawTimeline(canvas, {
      theme,
      width: this.#surface.width,
      ratio: this.#surface.ratio,
      layout: this.#layout,
      axis: view.axis,
      position,
      pointCount: growth.pointCount,
      cutOff: isCutOff(growth),
      markers: this.#markers,
      overview: whole,
      columns: shown,
      hovered: this.#hoveredPoint(),
    });
    this.#showTooltip();
    this.#describe(whole, shown, isCutOff(growth));
    setAttributes(this.#surface.canvas, {
      'aria-valuemax': growth.pointCount - 1,
      'aria-valuenow': position.point,
      'aria-valuetext': valueText(position, growth.pointCount, bookmarks),
      // Read by tests: the points whose marks are drawn.
      'data-bookmarks': bookmarks.map(({ point }) => point).join(' '),
      // Read by tests: the range whose columns are drawn.
      'data-from': shown?.from,
      'data-to': shown?.to,
    });
  }

  /** Puts into words what is drawn, whenever that is something else. */
  #describe(
    whole: TimelineColumns | undefined,
    shown: TimelineColumns | undefined,
    cutOff: boolean,
  ): void {
    const told = [whole, shown, cutOff, this.#markers];
    if (told.every((each, i) => each === this.#told[i])) return;
    this.#told = told;
    setText(this.#text, timelineText(whole, shown, this.#markers, cutOff));
  }

  /** Keys of the timeline; stepping is the page's. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    const action = TIMELINE_KEYS.actionOf(event);
    if (action === undefined) return false;
    const { position, lastPoint } = this.#session;
    if (action === 'lanes') this.#menu.open();
    else this.#session.move(moveOf(action, position, lastPoint));
    return true;
  }

  get #plotWidth(): number {
    return this.#surface.width - GUTTER - MARGIN_RIGHT;
  }

  get #wholeScale(): PointScale {
    return pointScale(0, this.#session.lastPoint, GUTTER, this.#plotWidth);
  }

  get #rangeScale(): PointScale {
    const { from, to } = this.#session.position;
    return pointScale(from, to, GUTTER, this.#plotWidth);
  }

  #hoveredPoint(): number | undefined {
    const hovered = this.#pointer.hovered;
    return hovered?.what === 'column' ? pointAt(this.#rangeScale, hovered.x) : undefined;
  }

  #showTooltip(): void {
    const hovered = this.#pointer.hovered;
    const { width } = this.#surface;
    if (hovered?.what === 'marker') {
      const { about, text } = hovered.marker;
      this.#tooltip.showText(about ?? text, hovered.x, width);
      return;
    }
    const point = this.#hoveredPoint();
    const { columns, overview } = this.#session;
    // As the lanes do: the overview stands in for what is not there yet.
    for (const { answered } of [columns, overview]) {
      if (answered === undefined || hovered === undefined || point === undefined) continue;
      const column = columnOf(answered.value, point);
      if (column < 0) continue;
      this.#tooltip.show(answered.value, column, hovered.x, width);
      return;
    }
    this.#tooltip.hide();
  }
}
