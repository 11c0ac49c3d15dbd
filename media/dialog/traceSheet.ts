import { formatHex } from '../../src/protocol/inspector';
import { isCutOff, type Session } from '../app/session';
import { element } from '../dom/element';
import { formatBytes, formatCount } from '../format/quantities';
import { Sheet } from './sheet';

/** The sheet that tells all there is to know of the trace as a whole, as of when it is shown. */
export class TraceSheet {
  readonly #session: Session;
  readonly #list = element('dl', { class: 'facts' });
  readonly #sheet = new Sheet('About this trace', 'about', this.#list);

  constructor(session: Session) {
    this.#session = session;
  }

  get element(): HTMLElement {
    return this.#sheet.element;
  }

  show(): void {
    this.#list.replaceChildren(...facts(this.#session));
    this.#sheet.show();
  }
}

function facts({ trace, growth }: Session): HTMLElement[] {
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
