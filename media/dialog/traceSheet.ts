import { formatHex } from '../../src/protocol/inspector';
import { isCutOff, type Session } from '../app/session';
import { element } from '../dom/element';
import { formatBytes, formatCount } from '../format/quantities';
import { Sheet } from './sheet';

/** The sheet that tells all there is to know of the trace as a whole, as of when it is shown. */
export class TraceSheet {
  readonly #session: Session;
  readonly #mapDrawnBy: () => string;
  readonly #list = element('dl', { class: 'facts' });
  readonly #sheet = new Sheet('About this trace', 'about', this.#list);

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
    ['File', trace.fileName],
    ['Sync points', formatCount(growth.pointCount)],
    ['Recording', growth.complete ? 'complete' : recordingState(isCutOff(growth))],
    ['Machine', trace.machine],
    ['Workload', trace.workload],
    ['Mode', trace.mode],
    ['Memory', `${formatBytes(memory)}, pages of ${formatBytes(trace.pageSize)}`],
    ['Written by', `${trace.writer}, format ${trace.formatVersion}`],
    ['Map drawn by', mapDrawnBy],
  ];
  return [
    ...lines.filter(([, value]) => value !== '').flatMap(([name, value]) => fact(name, value)),
    ...trace.regions.flatMap(({ name, start, bytes }) =>
      fact(
        'Region',
        `${name} `,
        element(
          'span',
          { class: 'mono muted' },
          `${formatHex(start)}–${formatHex(start + bytes - 1)}`,
        ),
        ` ${formatBytes(bytes)}`,
      ),
    ),
    ...growth.notices.flatMap((notice) => fact('Notice', notice)),
  ];
}

function recordingState(cutOff: boolean): string {
  return cutOff ? 'cut off; shown up to its last whole sync point' : 'still running';
}

function fact(name: string, ...value: readonly (string | HTMLElement)[]): HTMLElement[] {
  return [element('dt', {}, name), element('dd', {}, ...value)];
}
