import { formatHex, type TraceGrowth } from '../../src/protocol/inspector';
import { isCutOff, type Session } from '../app/session';
import { element } from '../dom/element';
import { formatBytes, formatCount } from '../format/quantities';
import { t } from '../l10n';
import { Sheet } from './sheet';

/** The sheet that tells all there is to know of the trace as a whole, as of when it is shown. */
export class TraceSheet {
  readonly #session: Session;
  readonly #mapDrawnBy: () => string;
  readonly #list = element('dl', { class: 'facts' });
  readonly #sheet = new Sheet(t('About this trace'), 'about', this.#list);

  /** @param mapDrawnBy tells what draws the page map; empty where that is not known. */
  constructor(session: Session, mapDrawnBy: () => string) {
    this.#session = session;
    this.#mapDrawnBy = mapDrawnBy;
  }

  get element(): HTMLElement {
    return this.#sheet.element;
  }

  show(): void {
    this.#list.replaceChildren(...facts(this.#session, this.#mapDrawnBy()));
    this.#sheet.show();
  }
}

function facts({ trace, growth }: Session, mapDrawnBy: string): HTMLElement[] {
  const memory = trace.regions.reduce((sum, { bytes }) => sum + bytes, 0);
  const lines: readonly (readonly [string, string])[] = [
    [t('File'), trace.fileName],
    [t('Sync points'), formatCount(growth.pointCount)],
    [t('Recording'), recordingState(growth)],
    [t('Machine'), trace.machine],
    [t('Workload'), trace.workload],
    [t('Mode'), trace.mode],
    [t('Memory'), t('{0}, pages of {1}', formatBytes(memory), formatBytes(trace.pageSize))],
    [t('Written by'), t('{0}, format {1}', trace.writer, trace.formatVersion)],
    [t('Map drawn by'), mapDrawnBy],
  ];
  return [
    ...lines.filter(([, value]) => value !== '').flatMap(([name, value]) => fact(name, value)),
    ...trace.regions.flatMap(({ name, start, bytes }) =>
      fact(
        t('Region'),
        `${name} `,
        element(
          'span',
          { class: 'mono muted' },
          `${formatHex(start)}–${formatHex(start + bytes - 1)}`,
        ),
        ` ${formatBytes(bytes)}`,
      ),
    ),
    ...growth.notices.flatMap((notice) => fact(t('Notice'), notice)),
  ];
}

function recordingState(growth: TraceGrowth): string {
  if (growth.complete) return t('complete');
  return isCutOff(growth)
    ? t('cut off; shown up to its last whole sync point')
    : t('still running');
}

function fact(name: string, ...value: readonly (string | HTMLElement)[]): HTMLElement[] {
  return [element('dt', {}, name), element('dd', {}, ...value)];
}
