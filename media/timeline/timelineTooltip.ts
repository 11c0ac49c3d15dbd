import { PHASES, type TimelineColumns } from '../../src/protocol/inspector';
import { element, setText } from '../dom/element';
import { formatBytes, formatCount, formatDuration, formatRange } from '../format/quantities';
import { formatNumber, t, tCount } from '../l10n';
import { GROUP_OF_PHASE, PHASE_GROUPS } from '../phaseGroups';
import { columnPoints, pauseUs, phaseUs, pointsIn } from './columnPauses';

/** A figure of which the tooltip tells the least, the middle and the most. */
interface Spread {
  readonly least: string;
  readonly mean: string;
  readonly most: string;
}

const HEADS = () => ['', t('least'), t('mean'), t('most')];

/**
 * Tells of the column under the pointer: which points, what they dirtied and sent, what was held, and
 * all seven phases of its longest pause.
 */
export class TimelineTooltip {
  readonly element = element('div', { class: 'tooltip', role: 'tooltip', hidden: true });
  readonly #title = element('div', { class: 'tooltip-title' });
  readonly #heads = HEADS().map((head) => element('span', { class: 'tooltip-value' }, head));
  readonly #figures = [t('Pages'), t('Sent'), t('Pause')].map((name) => ({
    name,
    least: element('span', { class: 'tooltip-value' }),
    mean: element('span', { class: 'tooltip-value' }),
    most: element('span', { class: 'tooltip-value' }),
  }));
  readonly #details = element('div');
  readonly #table = element('div', { class: 'tooltip-figures' });
  readonly #phasesOf = element('div', { class: 'tooltip-of' });
  readonly #phases = PHASES.map(() => element('span', { class: 'tooltip-value' }));
  readonly #lines = element('div', { class: 'tooltip-lines' });

  constructor() {
    this.#table.append(...this.#heads);
    for (const { name, least, mean, most } of this.#figures) {
      this.#table.append(element('span', {}, name), least, mean, most);
    }
    const table = element('div', { class: 'tooltip-phases' });
    PHASES.forEach((phase, i) => {
      const swatch = element('i', {
        class: `swatch phase-${PHASE_GROUPS[GROUP_OF_PHASE[i]].name}`,
      });
      table.append(swatch, element('span', {}, phase), this.#phases[i]);
    });
    this.#details.append(this.#table, this.#phasesOf, table, this.#lines);
    this.element.append(this.#title, this.#details);
  }

  /**
   * Shows a column beside a place.
   * @param x place in CSS pixels from the left edge of the tooltip's parent.
   */
  show(columns: TimelineColumns, column: number, x: number, parentWidth: number): void {
    const { from, to } = columnPoints(columns, column);
    const several = to > from;
    const range = formatRange(from, to);
    setText(this.#title, several ? t('Sync points {0}', range) : t('Sync point {0}', range));
    this.#table.classList.toggle('several', several);
    spreadsOf(columns, column).forEach(({ least, mean, most }, i) => {
      const row = this.#figures[i];
      setText(row.least, several ? least : '');
      setText(row.mean, several ? mean : '');
      setText(row.most, most);
    });
    for (const head of this.#heads) head.hidden = !several;
    this.#phasesOf.hidden = !several;
    setText(
      this.#phasesOf,
      t('Longest pause: sync point {0}', formatCount(columns.longest[column])),
    );
    for (let phase = 0; phase < PHASES.length; phase++) {
      setText(this.#phases[phase], formatDuration(phaseUs(columns, column, phase)));
    }
    this.#lines.replaceChildren(
      element('div', {}, heldText(columns, column)),
      element('div', {}, causesText(columns, column)),
    );
    this.#details.hidden = false;
    this.#place(x, parentWidth);
  }

  /** Shows a text beside a place. */
  showText(text: string, x: number, parentWidth: number): void {
    setText(this.#title, text);
    this.#details.hidden = true;
    this.#place(x, parentWidth);
  }

  hide(): void {
    this.element.hidden = true;
  }

  #place(x: number, parentWidth: number): void {
    this.element.hidden = false;
    const width = this.element.offsetWidth;
    const left = x + 14 + width <= parentWidth ? x + 14 : x - 14 - width;
    this.element.style.left = `${Math.max(0, left)}px`;
  }
}

/** Pages, bytes sent and pause of a column's points. */
function spreadsOf(columns: TimelineColumns, column: number): readonly Spread[] {
  const points = pointsIn(columns, column);
  const { least, sums } = columns;
  const pages = sums.dirtyPages[column] / points;
  return [
    {
      least: formatCount(least.dirtyPages[column]),
      mean: formatNumber(pages, pages < 99.95 ? 1 : 0),
      most: formatCount(columns.dirtyPages[column]),
    },
    {
      least: formatBytes(least.sentBytes[column]),
      mean: formatBytes(sums.sentBytes[column] / points),
      most: formatBytes(columns.sentBytes[column]),
    },
    {
      least: formatDuration(least.pauseUs[column]),
      mean: formatDuration(sums.pauseUs[column] / points),
      most: formatDuration(pauseUs(columns, column)),
    },
  ];
}

function heldText(columns: TimelineColumns, column: number): string {
  const outputs = columns.outputs[column];
  if (outputs === 0) return t('No output held');
  return tCount(
    outputs,
    '{0} output held, {1}',
    '{0} outputs held, {1}',
    formatBytes(columns.outputBytes[column]),
  );
}

/** The causes of a column's points, the commonest first. */
function causesText(columns: TimelineColumns, column: number): string {
  const counts = columns.causes
    .map(({ cause, points }) => ({ cause, points: points[column] }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points);
  if (pointsIn(columns, column) === 1) {
    return t('Cause: {0}', counts.map(({ cause }) => cause).join());
  }
  const all = counts.map(({ cause, points }) => `${cause} ${formatCount(points)}`);
  return t('Causes: {0}', all.join(', '));
}
