import { PAGE_SIZE, formatHex } from '../../src/protocol/inspector';
import type { Session } from '../app/session';
import { Announcer } from '../dom/announcer';
import { element, setText } from '../dom/element';
import { formatCount, formatCounted } from '../format/quantities';
import { indexOfPage } from './colouring';
import { CELL, summarizeCells } from './levelOfDetail';
import type { MapCanvas } from './mapCanvas';
import { cellOfPage } from './mapLayout';

/** Names the page under the pointer or the cursor. */
export class MapReadout {
  readonly element = element('div', { class: 'readout' });
  readonly #announcer = new Announcer();
  readonly #gfn = element('span', { class: 'mono' });
  readonly #address = element('span', { class: 'mono muted readout-address' });
  readonly #region = element('span', { class: 'readout-region' });
  readonly #cell = element('span', { class: 'muted readout-cell' });
  readonly #times = element('span');
  readonly #timesIn = element('span', { class: 'muted' }, ' in range');
  readonly #last = element('span');
  readonly #parts = element('div', { class: 'readout-parts', hidden: true });
  readonly #hint = element(
    'span',
    { class: 'muted' },
    'Point at a page, or focus the map and use the arrow keys.',
  );

  constructor() {
    this.#parts.append(
      element('span', {}, element('span', { class: 'muted' }, 'GFN '), this.#gfn),
      this.#address,
      this.#region,
      this.#cell,
      element('span', { class: 'space' }),
      element('span', {}, this.#times, this.#timesIn),
      element('span', {}, element('span', { class: 'muted' }, 'last '), this.#last),
    );
    this.element.append(this.#hint, this.#parts, this.#announcer.element);
  }

  render(session: Session, canvas: MapCanvas): void {
    const gfn = canvas.pointedAt;
    const found = gfn === undefined || !canvas.layout ? undefined : cellOfPage(canvas.layout, gfn);
    const known = gfn !== undefined && found !== undefined && canvas.layout !== undefined;
    this.#hint.hidden = known;
    this.#parts.hidden = !known;
    if (!known) return;

    const { region } = found.box;
    setText(this.#gfn, formatHex(gfn));
    setText(this.#address, formatHex(gfn * PAGE_SIZE));
    setText(this.#region, region.name);

    const { pagesPerCell } = canvas.layout.scale;
    const pages = canvas.pages;
    const firstGfn = region.firstGfn + found.cell * pagesPerCell;
    const cellPages = Math.min(pagesPerCell, region.firstGfn + region.pages - firstGfn);
    const cell = summarizeCells(pages, { firstGfn, pages: cellPages }, cellPages);
    const shared =
      cellPages > 1 ? `${formatCount(cell.dirtied[0])} of ${formatCount(cellPages)} dirtied` : '';
    setText(this.#cell, shared);

    if (session.map.answered === undefined) {
      setText(this.#cell, '');
      setText(this.#times, '–');
      this.#timesIn.hidden = true;
      setText(this.#last, '–');
      this.#announcer.say(`GFN ${formatHex(gfn)}, ${region.name}`);
      return;
    }
    const index = indexOfPage(pages, gfn);
    const { colouring } = session.view;
    const idle = colouring === 'point' ? 'not at this point' : 'unchanged';
    const times = index < 0 ? idle : formatCounted(pages.counts[index], 'time');
    setText(this.#times, index >= 0 && pages.zero[index] === CELL.zero ? `zero, ${times}` : times);
    this.#timesIn.hidden = index < 0 && colouring === 'point';
    setText(this.#last, index < 0 ? '–' : formatCount(pages.lastPoints[index]));
    this.#announcer.say(
      `GFN ${formatHex(gfn)}, ${region.name}, ${times}` +
        (index < 0 ? '' : ` in range, last at ${formatCount(pages.lastPoints[index])}`),
    );
  }
}
