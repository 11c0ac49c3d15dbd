import type { PageModel } from '../../../src/protocol/inspector';
import type { Session } from '../../app/session';
import { CanvasSurface } from '../../dom/canvasSurface';
import { element, setText } from '../../dom/element';
import type { Theme } from '../../dom/theme';
import { formatRange } from '../../format/quantities';
import { t, tCount } from '../../l10n';
import { pointAt, pointScale, slotLeft, slotMiddle } from '../../timeline/scales';

/** The sync points of the brushed range at which a page was dirtied; a click goes to the nearest. */
export class HistoryStrip {
  readonly element = element('div', { class: 'history' });
  readonly #label = element('div', { class: 'muted small' });
  readonly #surface: CanvasSurface;
  #model: PageModel | undefined;
  #range = { from: 0, to: 0 };

  constructor(session: Session, invalidate: () => void) {
    const parent = element('div', { class: 'history-canvas' });
    this.element.append(this.#label, parent);
    this.#surface = new CanvasSurface(parent, { role: 'img' }, invalidate);
    this.#surface.canvas.addEventListener('click', (event) => {
      const scale = pointScale(this.#range.from, this.#range.to, 0, this.#surface.width);
      const point = nearest(this.#model?.history, pointAt(scale, event.offsetX));
      if (point !== undefined) session.move({ point });
    });
  }

  render(
    theme: Theme,
    model: PageModel,
    range: { readonly from: number; readonly to: number },
  ): void {
    this.#model = model;
    this.#range = range;
    const inRange = formatRange(range.from, range.to);
    const text =
      model.history.length === 0
        ? t('Not dirtied in {0}', inRange)
        : tCount(
            model.history.length,
            '{0} version of this page in {1}',
            '{0} versions of this page in {1}',
            inRange,
          );
    setText(this.#label, text);
    this.#surface.canvas.setAttribute('aria-label', text);
    const canvas = this.#surface.begin('CSS pixels');
    if (canvas === undefined) return;
    const { width, height } = this.#surface;
    canvas.fillStyle = theme.unchanged;
    canvas.fillRect(0, 0, width, height);
    const scale = pointScale(range.from, range.to, 0, width);
    const bar = Math.max(1, Math.min(8, Math.floor(scale.slot * 0.75)));
    canvas.fillStyle = theme.muted;
    for (const point of model.history) {
      if (point === model.point) continue;
      const left = scale.slot >= 2 ? slotMiddle(scale, point) - bar / 2 : slotLeft(scale, point);
      canvas.fillRect(Math.round(left), 6, bar, height - 6);
    }
    if (model.point < range.from || model.point > range.to) return;
    canvas.fillStyle = theme.focus;
    const shown = Math.max(3, bar);
    canvas.fillRect(Math.round(slotMiddle(scale, model.point) - shown / 2), 0, shown, height);
  }
}

function nearest(points: Uint32Array | undefined, to: number): number | undefined {
  let best: number | undefined;
  for (const point of points ?? []) {
    if (best === undefined || Math.abs(point - to) < Math.abs(best - to)) best = point;
  }
  return best;
}
