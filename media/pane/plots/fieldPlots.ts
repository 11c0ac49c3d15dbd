import type { PlottedField } from '../../../src/protocol/inspector';
import type { Session } from '../../app/session';
import { element } from '../../dom/element';
import type { Theme } from '../../dom/theme';
import { PLOT_KEYS } from '../../keys/keys';
import { t } from '../../l10n';
import { FieldPlot } from './fieldPlot';

/** Plots at most; the oldest gives way to a new one. */
const MAX_PLOTS = 4;

/** Plots of fields over the brushed range, one below the other. */
export class FieldPlots {
  readonly element = element('section', {
    class: 'plots',
    'aria-label': t('Fields over time'),
    hidden: true,
  });
  readonly #session: Session;
  readonly #changed: () => void;
  readonly #plots = new Map<string, FieldPlot>();

  /** @param changed called when a plot came or went, or must be drawn. */
  constructor(session: Session, changed: () => void) {
    this.#session = session;
    this.#changed = changed;
    for (const field of session.view.plots) this.#add(field);
    session.onSeriesProgress(({ device, field, share }) => {
      this.#plots.get(keyOf({ device, field }))?.progress(share);
    });
  }

  has(field: PlottedField): boolean {
    return this.#plots.has(keyOf(field));
  }

  /** Adds a plot of the field, or takes it away. */
  toggle(field: PlottedField): void {
    if (this.has(field)) this.#remove(keyOf(field));
    else {
      const [oldest] = this.#plots.keys();
      if (this.#plots.size === MAX_PLOTS && oldest !== undefined) this.#remove(oldest);
      this.#add(field);
    }
    this.#session.view.plots = [...this.#plots.values()].map((plot) => plot.field);
    this.#changed();
  }

  render(theme: Theme): void {
    this.element.hidden = this.#plots.size === 0;
    for (const plot of this.#plots.values()) plot.render(theme);
  }

  /** Whether an element is part of a plot, whose keys are also those of the timeline. */
  contains(target: Node | null): boolean {
    return this.element.contains(target);
  }

  /** Keys of the plot that has the focus. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    if (PLOT_KEYS.actionOf(event) !== 'remove') return false;
    const plots = [...this.#plots.values()];
    const at = plots.findIndex((plot) => plot.focusTarget === document.activeElement);
    if (at < 0) return false;
    this.toggle(plots[at].field);
    (plots[at + 1] ?? plots[at - 1])?.focusTarget.focus();
    return true;
  }

  #add(field: PlottedField): void {
    const plot = new FieldPlot(this.#session, field, {
      changed: this.#changed,
      closed: () => this.toggle(field),
    });
    this.#plots.set(keyOf(field), plot);
    this.element.append(plot.element);
  }

  #remove(key: string): void {
    this.#plots.get(key)?.dispose();
    this.#plots.delete(key);
  }
}

function keyOf({ device, field }: PlottedField): string {
  return JSON.stringify([device, field]);
}
