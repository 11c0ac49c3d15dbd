import { PAGE_SIZE, formatHex } from '../../src/protocol/inspector';
import type { Session } from '../app/session';
import { Announcer } from '../dom/announcer';
import { element, setText } from '../dom/element';
import { formatCount } from '../format/quantities';
import { t, tCount } from '../l10n';
import { isPointColouring } from './colouring';
import type { MapCanvas } from './mapCanvas';
import { cellCount, cellOfPage, type MapRegion } from './mapLayout';
import { pageSentence, stateText } from './pageSentence';
import { dirtyPagesOf } from './pyramidSearch';

/** Names the page under the pointer or the cursor. */
export class MapReadout {
  readonly element = element('div', { class: 'readout' });
  readonly #announcer = new Announcer();
  readonly #gfn = element('span', { class: 'mono' });
  readonly #address = element('span', { class: 'mono muted readout-address' });
  readonly #region = element('span', { class: 'readout-region' });
  readonly #cell = element('span', { class: 'muted readout-cell' });
  readonly #state = element('span', { class: 'readout-state' });
  readonly #times = element('span');
  readonly #timesIn = element('span', { class: 'muted' }, ` ${t('in range')}`);
  readonly #last = element('span');
  readonly #parts = element('div', { class: 'readout-parts', hidden: true });
  readonly #hint = element(
    'span',
    { class: 'muted' },
    t('Point at a page, or focus the map and use the arrow keys.'),
  );

  constructor() {
    this.#parts.append(
      element('span', {}, element('span', { class: 'muted' }, 'GFN '), this.#gfn),
      this.#address,
      this.#region,
      this.#cell,
      element('span', { class: 'space' }),
      this.#state,
      element('span', { class: 'readout-times' }, this.#times, this.#timesIn),
      element(
        'span',
        { class: 'readout-last' },
        element('span', { class: 'muted' }, `${t('last')} `),
        this.#last,
      ),
    );
    this.element.append(this.#hint, this.#parts, this.#announcer.element);
  }

  render(session: Session, canvas: MapCanvas): void {
    const gfn = canvas.pointedAt;
    const { layout, pages } = canvas;
    const found = gfn === undefined || !layout ? undefined : cellOfPage(layout, gfn);
    this.#hint.hidden = found !== undefined;
    this.#parts.hidden = found === undefined;
    if (gfn === undefined || layout === undefined || found === undefined) return;

    const { region } = found.box;
    setText(this.#gfn, formatHex(gfn));
    setText(this.#address, formatHex(gfn * PAGE_SIZE));
    setText(this.#region, region.name);
    const number = layout.boxes.indexOf(found.box);
    setText(this.#cell, this.#sharedWith(canvas, region, number, found.cell));

    const byPoint = isPointColouring(session.view.colouring);
    const point = byPoint && pages.shown !== undefined ? pages.pointFacts(gfn) : undefined;
    const range = session.map.answered === undefined ? undefined : pages.rangeFacts(gfn);
    const state = byPoint && pages.shown !== undefined ? stateText(point) : '';
    setText(this.#state, state);
    const never = range?.count === 0;
    const zeroThen = !byPoint && range?.zero === true && !never ? `${t('zero')}, ` : '';
    const times = range && (never ? t('unchanged') : tCount(range.count, '{0} time', '{0} times'));
    setText(this.#times, times === undefined ? '–' : `${zeroThen}${times}`);
    this.#timesIn.hidden = times === undefined;
    setText(this.#last, range === undefined || never ? '–' : formatCount(range.lastPoint));
    // What is not known yet is told when it is, so that a page is announced once.
    if (range !== undefined || session.map.answered === undefined) {
      this.#announcer.say(pageSentence({ gfn, region: region.name, state, range }));
    }
  }

  /** How many pages of the cell were dirtied, where it has several. */
  #sharedWith(canvas: MapCanvas, region: MapRegion, number: number, cell: number): string {
    const { layout, pages } = canvas;
    const pyramid = pages.shown?.pyramid;
    if (layout === undefined || pyramid === undefined) return '';
    const { pagesPerCell } = layout.scale;
    const inCell = Math.min(pagesPerCell, region.pages - cell * pagesPerCell);
    if (cellCount(inCell, pages.plan.finest) <= 1) return '';
    const dirtied = dirtyPagesOf(pyramid, number, cell, pagesPerCell);
    return t('{0} of {1} dirtied', formatCount(dirtied), formatCount(inCell));
  }
}
