import type { PageHistory, PageModel } from '../../../src/protocol/inspector';
import { CanvasSurface } from '../../dom/canvasSurface';
import { element, setAttributes, setText } from '../../dom/element';
import type { Theme } from '../../dom/theme';
import { formatCount, formatRange } from '../../format/quantities';
import { t, tCount } from '../../l10n';
import { pointAt, pointScale, slotLeft, slotMiddle, type PointScale } from '../../timeline/scales';
import { nearestPoint, versionAt } from './pageVersions';

/** What the strip shows. */
export interface StripContent {
  readonly history: PageHistory;
  /** The range of sync points from edge to edge. */
  readonly from: number;
  readonly to: number;
  readonly model: PageModel;
}

/** What the user does with the strip. */
export interface StripEvents {
  /** Something must be drawn anew. */
  changed(): void;
  /** A version was chosen, by the sync point that wrote it. */
  chosen(point: number): void;
  /** The version before or after the shown one is wanted. */
  stepped(direction: 1 | -1): void;
}

/**
 * The sync points of the brushed range at which a page was dirtied; a click goes to the nearest. For
 * keyboard and screen readers it is a slider over the versions.
 */
export class HistoryStrip {
  readonly element = element('div', { class: 'history' });
  readonly #label = element('div', { class: 'muted small', 'data-value': 'versions' });
  readonly #events: StripEvents;
  readonly #surface: CanvasSurface;
  #content: StripContent | undefined;
  #hovered: number | undefined;

  constructor(events: StripEvents) {
    this.#events = events;
    const parent = element('div', { class: 'history-canvas' });
    this.element.append(this.#label, parent);
    this.#surface = new CanvasSurface(
      parent,
      { role: 'slider', tabindex: 0, 'aria-label': t('Version of the page') },
      () => events.changed(),
    );
    const { canvas } = this.#surface;
    canvas.addEventListener('click', (event) => {
      const point = this.#pointUnder(event);
      if (point !== undefined) events.chosen(point);
    });
    canvas.addEventListener('pointermove', (event) => this.#hover(this.#pointUnder(event)));
    canvas.addEventListener('pointerleave', () => this.#hover(undefined));
  }

  /** What the keyboard's focus goes to. */
  get focusTarget(): HTMLElement {
    return this.#surface.canvas;
  }

  render(theme: Theme, content: StripContent): void {
    this.#content = content;
    setText(this.#label, this.#hoveredText() ?? versionsText(content));
    this.#describe(content);
    this.#draw(theme, content);
  }

  /** Keys of the strip. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return false;
    const points = this.#content?.history.points;
    switch (event.key) {
      case 'ArrowLeft':
      case 'ArrowDown':
        this.#events.stepped(-1);
        return true;
      case 'ArrowRight':
      case 'ArrowUp':
        this.#events.stepped(1);
        return true;
      case 'Home':
      case 'End': {
        const end = points?.at(event.key === 'Home' ? 0 : -1);
        if (end !== undefined) this.#events.chosen(end);
        return true;
      }
      default:
        return false;
    }
  }

  #describe({ history, from, to, model }: StripContent): void {
    const number = versionAt(history.points, model.point);
    const isTold = history.points.length === history.count;
    setAttributes(this.#surface.canvas, {
      'aria-valuemin': from,
      'aria-valuemax': to,
      'aria-valuenow': Math.min(to, Math.max(from, model.point)),
      'aria-valuetext':
        number > 0 && isTold
          ? t(
              'sync point {0}, version {1} of {2}',
              formatCount(model.point),
              formatCount(number),
              formatCount(history.count),
            )
          : t('sync point {0}; {1}', formatCount(model.point), versionsText({ history, from, to })),
    });
  }

  #draw(theme: Theme, { history, from, to, model }: StripContent): void {
    const canvas = this.#surface.begin('CSS pixels');
    if (canvas === undefined) return;
    const { width, height } = this.#surface;
    canvas.fillStyle = theme.unchanged;
    canvas.fillRect(0, 0, width, height);
    const scale = this.#scale(from, to);
    const bar = Math.max(1, Math.min(8, Math.floor(scale.slot * 0.75)));
    const place = (point: number, size: number): number =>
      Math.round(
        scale.slot >= 2
          ? slotMiddle(scale, point) - size / 2
          : slotLeft(scale, point) - (size >> 1),
      );
    const isWithin = (point: number): boolean => point >= from && point <= to;
    for (const point of history.points) {
      canvas.fillStyle = point === this.#hovered ? theme.foreground : theme.muted;
      canvas.fillRect(place(point, bar), 6, bar, height - 6);
    }
    const shown = Math.max(3, bar);
    const before = model.before?.point;
    if (before !== undefined && isWithin(before)) {
      // Hollow: what the shown version is compared with.
      canvas.strokeStyle = theme.foreground;
      canvas.lineWidth = 1;
      canvas.strokeRect(place(before, shown + 2) + 0.5, 3.5, shown + 1, height - 4);
    }
    if (!isWithin(model.point)) return;
    canvas.fillStyle = theme.focus;
    canvas.fillRect(place(model.point, shown), 0, shown, height);
  }

  #scale(from: number, to: number): PointScale {
    return pointScale(from, to, 0, this.#surface.width);
  }

  /** The version nearest to the pointer. */
  #pointUnder(event: MouseEvent): number | undefined {
    if (this.#content === undefined) return undefined;
    const { history, from, to } = this.#content;
    return nearestPoint(history.points, pointAt(this.#scale(from, to), event.offsetX));
  }

  #hover(point: number | undefined): void {
    if (this.#hovered === point) return;
    this.#hovered = point;
    this.#events.changed();
  }

  #hoveredText(): string | undefined {
    return this.#hovered === undefined
      ? undefined
      : t('Written at sync point {0}', formatCount(this.#hovered));
  }
}

function versionsText({ history, from, to }: Omit<StripContent, 'model'>): string {
  const inRange = formatRange(from, to);
  return history.count === 0
    ? t('Not dirtied in {0}', inRange)
    : tCount(
        history.count,
        '{0} version of this page in {1}',
        '{0} versions of this page in {1}',
        inRange,
      );
}
