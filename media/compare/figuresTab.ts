import type { FigureModel } from '../../src/protocol/comparison';
import { element } from '../dom/element';
import { PartStatus } from '../dom/partStatus';
import { t } from '../l10n';
import type { CompareSession } from './compareSession';
import { differenceText, figureText } from './figureText';
import { figureName } from './figureNames';

/** The figures of both sides beside each other, with how much more or less the right one is. */
export class FiguresTab {
  readonly element = element('div', { class: 'figures-tab' });
  readonly focusTarget = element('div', {
    class: 'figures',
    tabindex: 0,
    'aria-label': t('Statistics'),
  });
  readonly #session: CompareSession;
  readonly #status: PartStatus;
  #shown: readonly FigureModel[] | undefined;

  constructor(session: CompareSession) {
    this.#session = session;
    this.#status = new PartStatus(() => session.figures.again());
    this.element.append(this.focusTarget, this.#status.element);
  }

  render(): void {
    const { figures } = this.#session;
    this.#status.show(figures.error, figures.slow);
    const rows = figures.answered?.value;
    if (rows === this.#shown) return;
    this.#shown = rows;
    this.focusTarget.replaceChildren(...(rows === undefined ? [] : [table(rows)]));
  }
}

function table(rows: readonly FigureModel[]): HTMLElement {
  const groups = new Map<string, FigureModel[]>();
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  const titles = [t('Figure'), t('Left'), t('Right'), t('Right against left')];
  return element(
    'table',
    { class: 'figure-table' },
    element(
      'thead',
      {},
      element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title))),
    ),
    ...Array.from(groups, ([group, figures]) =>
      element(
        'tbody',
        { 'data-group': group },
        element(
          'tr',
          {},
          element('th', { scope: 'rowgroup', colspan: 4, class: 'group' }, figureName(group)),
        ),
        ...figures.map(figureRow),
      ),
    ),
  );
}

function figureRow(figure: FigureModel): HTMLElement {
  const { name, kind, left, right } = figure;
  const value = (side: number | string | undefined): HTMLElement =>
    element('td', { class: kind === 'text' ? '' : 'number' }, figureText(kind, side));
  return element(
    'tr',
    { class: left === right ? 'same' : '', 'data-figure': name },
    element('th', { scope: 'row' }, figureName(name)),
    value(left),
    value(right),
    element('td', { class: 'number difference' }, differenceText(figure)),
  );
}
