import type { OutputModel, SyncPoint } from '../../src/protocol/inspector';
import type { Session } from '../app/session';
import { element } from '../dom/element';
import { icon } from '../dom/icons';
import { PartStatus } from '../dom/partStatus';
import { formatBytes, formatCount, formatDuration } from '../format/quantities';
import { t, tCount } from '../l10n';
import { printable } from './page/valuesAt';

/** Bytes in a row of an output's head. */
const BYTES_PER_ROW = 8;

/** The outputs that the event tap caught at this sync point, and how long they were held. */
export class OutputsPane {
  readonly element = element('div', { class: 'outputs', tabindex: -1 });
  readonly #session: Session;
  readonly #list = element('div');
  readonly #status: PartStatus;
  #shown: unknown;
  #shownPoint: unknown;

  constructor(session: Session) {
    this.#session = session;
    this.#status = new PartStatus(() => {
      if (session.outputs.error !== undefined) session.outputs.again();
      if (session.point.error !== undefined) session.point.again();
    });
    this.element.append(this.#list, this.#status.element);
  }

  get focusTarget(): HTMLElement {
    return this.element.querySelector('summary') ?? this.element;
  }

  render(): void {
    const { outputs, point } = this.#session;
    const error = outputs.error ?? point.error;
    this.#status.show(error, outputs.slow || point.slow);
    if (error !== undefined) {
      this.#shown = undefined;
      this.#list.replaceChildren();
      return;
    }
    const answered = outputs.answered;
    const at = point.answered?.value;
    if (answered === undefined || at === undefined || answered.request.point !== at.point) return;
    if (this.#shown === answered && this.#shownPoint === at) return;
    this.#shown = answered;
    this.#shownPoint = at;
    const epoch = Math.max(0, at.timeUs - at.epochStartUs);
    const rows = answered.value.map((output) => outputRow(output, epoch, at));
    this.#list.replaceChildren(
      element(
        'div',
        { class: 'outputs-title muted' },
        element(
          'span',
          {},
          tCount(
            rows.length,
            '{0} output caught in epoch {1}',
            '{0} outputs caught in epoch {1}',
            formatCount(at.point),
          ),
        ),
        element(
          'span',
          { class: 'small' },
          t('epoch {0} + pause {1}', formatDuration(epoch), formatDuration(at.pauseUs)),
        ),
      ),
      ...rows,
      element('div', { class: 'hint muted' }, conclusion(at, rows.length)),
    );
  }
}

/** How long an output was held: from the guest's stop to the passive's acknowledgement. */
function heldUs({ phasesUs, pauseUs }: SyncPoint): number {
  return pauseUs - phasesUs.resume;
}

function conclusion(at: SyncPoint, outputs: number): string {
  const held = formatDuration(heldUs(at));
  if (outputs === 0) {
    return t('No output asked for this sync point; its cause is {0}.', at.cause);
  }
  return t(
    'The passive acknowledged the transaction {0} after the guest stopped. No output left before that.',
    held,
  );
}

function outputRow(output: OutputModel, epoch: number, at: SyncPoint): HTMLElement {
  const held = heldUs(at);
  const whole = epoch + at.pauseUs;
  const bar = element('div', { class: 'held-bar', 'aria-hidden': 'true' });
  const part = element('i');
  part.style.left = `${whole > 0 ? (epoch / whole) * 100 : 0}%`;
  part.style.width = `${whole > 0 ? (held / whole) * 100 : 0}%`;
  bar.append(part);
  const row = element(
    'div',
    { class: 'output', 'data-kind': output.kind },
    icon('check'),
    element(
      'div',
      { class: 'output-what' },
      element('div', {}, `${output.kind} ${formatBytes(output.bytes)}`),
      element('div', { class: 'muted small' }, output.description),
    ),
    element(
      'div',
      { class: 'output-when' },
      element('div', {}, t('Released')),
      element('div', { class: 'muted small' }, t('held {0}', formatDuration(held))),
    ),
    bar,
  );
  if (output.head.length > 0) row.append(headOf(output));
  return row;
}

function headOf({ head, bytes }: OutputModel): HTMLElement {
  const rows: string[] = [];
  for (let offset = 0; offset < head.length; offset += BYTES_PER_ROW) {
    const part = head.subarray(offset, offset + BYTES_PER_ROW);
    const digits = [...part]
      .map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
      .join(' ');
    rows.push(
      `${offset.toString(16).toUpperCase().padStart(3, '0')}   ${digits.padEnd(BYTES_PER_ROW * 3 + 1)}${printable(part)}`,
    );
  }
  const label =
    head.length < bytes ? tCount(head.length, 'First {0} byte', 'First {0} bytes') : t('Bytes');
  return element(
    'details',
    { class: 'output-head' },
    element('summary', { class: 'muted small' }, label),
    element('pre', { class: 'mono' }, rows.join('\n')),
  );
}
