import { PHASES, type SyncPoint } from '../../src/protocol/inspector';
import { element } from '../dom/element';
import { formatDuration } from '../format/quantities';
import { t } from '../l10n';
import { PHASE_GROUPS, groupTimes } from '../phaseGroups';

/** The current pause in its phases; at the same time the legend of the timeline's pause lane. */
export class PhaseBar {
  readonly element = element('div', { class: 'cell phases', role: 'img' });
  readonly #parts = PHASE_GROUPS.map(({ name }) => element('i', { class: `phase-${name}` }));

  constructor() {
    const legend = element('span', { class: 'phase-legend', 'aria-hidden': 'true' });
    for (const { name } of PHASE_GROUPS) {
      legend.append(element('span', {}, element('i', { class: `swatch phase-${name}` }), name));
    }
    const bar = element('span', { class: 'phase-bar', 'aria-hidden': 'true' }, ...this.#parts);
    this.element.append(bar, legend);
  }

  /** @param point undefined if its times are not known. */
  render(point: SyncPoint | undefined): void {
    if (point === undefined) {
      for (const part of this.#parts) part.style.flexGrow = '0';
      this.element.title = '';
      this.element.setAttribute('aria-label', t('Phases of the pause: not known'));
      return;
    }
    groupTimes(point.phasesUs).forEach((time, i) => {
      this.#parts[i].style.flexGrow = String(point.pauseUs > 0 ? time / point.pauseUs : 0);
    });
    const words = PHASES.map((phase) => `${phase} ${formatDuration(point.phasesUs[phase])}`);
    this.element.title = words.join('\n');
    this.element.setAttribute('aria-label', t('Phases of the pause: {0}', words.join(', ')));
  }
}
