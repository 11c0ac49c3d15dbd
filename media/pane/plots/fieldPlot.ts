import type { PlottedField, SeriesModel } from '../../../src/protocol/inspector';
import { Latest } from '../../app/latest';
import type { Session } from '../../app/session';
import { button, element, setAttributes, setText } from '../../dom/element';
import { icon } from '../../dom/icons';
import { PartStatus } from '../../dom/partStatus';
import type { Theme } from '../../dom/theme';
import { formatCount } from '../../format/quantities';
import { PLOT_KEYS } from '../../keys/keys';
import { t } from '../../l10n';
import { PlotCanvas } from './plotCanvas';
import { changesText, plotSummary, textAt } from './plotData';

/** What a plot tells whoever holds it. */
export interface PlotEvents {
  /** It must be drawn. */
  changed(): void;
  /** The user wants it no more. */
  closed(): void;
}

/**
 * One field over the brushed range, with the current sync point. For assistive technology it is a
 * slider whose value is the sync point, described by what the plot shows.
 */
export class FieldPlot {
  readonly element: HTMLElement;
  readonly focusTarget: HTMLElement;
  readonly #session: Session;
  readonly #series: Latest<
    PlottedField & { readonly from: number; readonly to: number; readonly columns: number },
    SeriesModel
  >;
  readonly #canvas: PlotCanvas;
  readonly #value = element('span', { class: 'plot-value mono' });
  readonly #note = element('span', { class: 'plot-note muted small' });
  readonly #summary: HTMLElement;
  readonly #status: PartStatus;

  constructor(
    session: Session,
    readonly field: PlottedField,
    events: PlotEvents,
  ) {
    this.#session = session;
    this.#series = new Latest(
      (request, signal) => session.series(request, signal),
      () => events.changed(),
    );
    this.#canvas = new PlotCanvas({
      chosen: (point) => session.move({ point }),
      changed: () => events.changed(),
    });
    this.#status = new PartStatus(() => this.#series.again());
    const name = `${field.device}.${field.field}`;
    const id = `plot-${crypto.randomUUID()}`;
    this.#summary = element('span', { class: 'hidden-text', id });
    this.focusTarget = this.#canvas.element;
    setAttributes(this.focusTarget, {
      tabindex: 0,
      role: 'slider',
      'aria-label': t('{0} over sync points', name),
      'aria-describedby': id,
    });
    const close = button(
      { class: 'small-tool', title: PLOT_KEYS.title(t('Do not plot {0}', name), 'remove') },
      icon('close'),
      () => events.closed(),
    );
    const title = element(
      'div',
      { class: 'plot-title' },
      element('span', { class: 'plot-name', title: name }, name),
      this.#value,
      element('span', { class: 'space' }),
      this.#note,
      close,
    );
    this.element = element(
      'div',
      { class: 'plot', 'data-plot': name },
      title,
      this.focusTarget,
      this.#summary,
      this.#status.element,
    );
  }

  render(theme: Theme): void {
    const { position } = this.#session;
    const { from, to, point } = position;
    if (this.#canvas.columns > 0) {
      this.#series.want({ ...this.field, from, to, columns: this.#canvas.columns });
    }
    this.#status.show(this.#series.error, this.#series.slow);
    const series = this.#series.answered?.value;
    this.#canvas.draw(theme, series, point);
    const pointed = this.#canvas.pointed ?? point;
    const text = series === undefined ? '' : textAt(series, pointed);
    setText(this.#value, pointed === point ? text : `${formatCount(pointed)}: ${text}`);
    setText(this.#note, series === undefined ? '' : changesText(series));
    setAttributes(this.#note, { title: series && plotSummary(series) });
    setText(this.#summary, series === undefined ? '' : plotSummary(series));
    const at = t('sync point {0}', formatCount(point));
    setAttributes(this.focusTarget, {
      'aria-valuemin': from,
      'aria-valuemax': to,
      'aria-valuenow': point,
      'aria-valuetext': series === undefined ? at : `${at}: ${textAt(series, point)}`,
      // Read by tests: what is drawn.
      'data-from': series?.from,
      'data-to': series?.to,
      'data-changes': series?.changes,
      'data-point': point,
      'aria-busy': String(!this.#series.settled),
    });
  }

  /** Shows how much of the series is read, where that takes long. */
  progress(share: number): void {
    if (this.#series.slow) setText(this.#note, `${Math.floor(100 * share)} %`);
  }

  dispose(): void {
    this.#series.want(undefined);
    this.#canvas.dispose();
    this.element.remove();
  }
}
