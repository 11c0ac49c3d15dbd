import { PHASES, type TimelineColumns } from '../../src/protocol/inspector';
import { element, setText } from '../dom/element';
import { formatCounted, formatDuration, formatRange } from '../format/quantities';
import { GROUP_OF_PHASE, PHASE_GROUPS } from '../phaseGroups';
import { columnPoints, phaseUs } from './columnPauses';

/** Tells of the column under the pointer: which points, how many pages, and all seven phases. */
export class TimelineTooltip {
  readonly element = element('div', { class: 'tooltip', role: 'tooltip', hidden: true });
  readonly #title = element('div', { class: 'tooltip-title' });
  readonly #pages = element('div', { class: 'muted' });
  readonly #phases = PHASES.map(() => element('span', { class: 'tooltip-value' }));
  readonly #pause = element('span', { class: 'tooltip-value' });

  constructor() {
    const table = element('div', { class: 'tooltip-phases' });
    PHASES.forEach((phase, i) => {
      const swatch = element('i', {
        class: `swatch phase-${PHASE_GROUPS[GROUP_OF_PHASE[i]].name}`,
      });
      table.append(swatch, element('span', {}, phase), this.#phases[i]);
    });
    table.append(element('i'), element('span', { class: 'tooltip-sum' }, 'pause'), this.#pause);
    this.#pause.classList.add('tooltip-sum');
    this.element.append(this.#title, this.#pages, table);
  }

  /**
   * Shows a column beside a place.
   * @param x place in CSS pixels from the left edge of the tooltip's parent.
   */
  show(columns: TimelineColumns, column: number, x: number, parentWidth: number): void {
    const { from, to } = columnPoints(columns, column);
    const several = to > from;
    setText(this.#title, `Sync point${several ? 's' : ''} ${formatRange(from, to)}`);
    const pages = formatCounted(columns.dirtyPages[column], 'dirty page');
    setText(this.#pages, several ? `at most ${pages}; the longest pause:` : pages);
    let pause = 0;
    for (let phase = 0; phase < PHASES.length; phase++) {
      const time = phaseUs(columns, column, phase);
      pause += time;
      setText(this.#phases[phase], formatDuration(time));
    }
    setText(this.#pause, formatDuration(pause));
    this.element.hidden = false;
    const width = this.element.offsetWidth;
    const left = x + 14 + width <= parentWidth ? x + 14 : x - 14 - width;
    this.element.style.left = `${Math.max(0, left)}px`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
