import { PAGE_SIZE } from '../../../src/protocol/inspector';
import { button, element, setText } from '../../dom/element';
import { icon } from '../../dom/icons';
import { formatCount } from '../../format/quantities';
import { BYTES_KEYS } from '../../keys/keys';
import { t, tCount } from '../../l10n';
import { HexView } from './hexView';
import { bytesIn, runAt, type ByteRun } from './pageDifference';
import { ValuesTable, type ReadingChoices } from './valuesTable';

/** A page, and what its bytes are compared with. */
export interface ComparedBytes {
  readonly gfn: number;
  readonly bytes: Uint8Array;
  /** Without them, nothing is marked. */
  readonly before: Uint8Array | undefined;
}

/** A page's bytes with those that differ marked, and what they mean at the cursor. */
export class PageBytes {
  /** How much differs, the bytes, and their values: one below the other. */
  readonly elements: readonly HTMLElement[];
  /** Buttons that go from one difference to the next. */
  readonly tools: readonly HTMLElement[];
  readonly #hex: HexView;
  readonly #values: ValuesTable;
  readonly #summary = element('span', { 'data-value': 'difference' });
  readonly #place = element('span', { 'data-value': 'run' });
  #shown: ComparedBytes | undefined;

  /** @param view keeps how the values are read. */
  constructor(view: ReadingChoices, invalidate: () => void) {
    this.#hex = new HexView(invalidate);
    this.#values = new ValuesTable(
      view,
      (offset) => {
        this.#hex.goTo(offset);
        this.#hex.focusTarget.focus();
      },
      invalidate,
    );
    this.elements = [
      element(
        'div',
        { class: 'page-summary muted small' },
        this.#summary,
        element('span', { class: 'space' }),
        this.#place,
      ),
      this.#hex.element,
      this.#values.element,
    ];
    const title = BYTES_KEYS.title.bind(BYTES_KEYS);
    this.tools = [
      pageTool(title(t('Previous difference'), 'previousDifference'), 'arrowUp', () =>
        this.#hex.step(-1),
      ),
      pageTool(title(t('Next difference'), 'nextDifference'), 'arrowDown', () => this.#hex.step(1)),
    ];
  }

  get focusTarget(): HTMLElement {
    return this.#hex.focusTarget;
  }

  /** Runs of bytes that differ, ascending. */
  get runs(): readonly ByteRun[] {
    return this.#hex.runs;
  }

  /** Shows another page, or other versions of it. */
  show(shown: ComparedBytes): void {
    this.#shown = shown;
    this.#hex.show({ id: shown.gfn, bytes: shown.bytes, before: shown.before });
  }

  /** @param summary says how much differs. */
  render(summary: string): void {
    if (this.#shown === undefined) return;
    const { gfn, bytes, before } = this.#shown;
    const { runs, cursor } = this.#hex;
    setText(this.#summary, summary);
    const run = runAt(runs, cursor);
    const place = t('{0} of {1}', run < 0 ? '–' : formatCount(run + 1), formatCount(runs.length));
    setText(this.#place, runs.length === 0 ? '' : place);
    this.#values.render({ address: gfn * PAGE_SIZE, bytes, before }, cursor);
  }

  /** Keys of the bytes. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    const isHere = event.target === this.#hex.focusTarget;
    switch (BYTES_KEYS.actionOf(event)) {
      case 'nextDifference':
        this.#hex.step(1);
        return true;
      case 'previousDifference':
        this.#hex.step(-1);
        return true;
      case 'typeOffset':
        if (isHere) this.#values.focusOffset();
        return isHere;
      default:
        return isHere && this.#hex.key(event);
    }
  }
}

/** A button above the bytes of a page. */
export function pageTool(
  title: string,
  name: 'left' | 'right' | 'arrowUp' | 'arrowDown',
  does: () => void,
): HTMLElement {
  return button({ class: 'tool', title }, icon(name), does);
}

/** How much differs, in words. @param runs at least one. */
export function differenceText(runs: readonly ByteRun[]): string {
  const inRuns = tCount(runs.length, '{0} run', '{0} runs');
  return tCount(bytesIn(runs), '{0} byte differs in {1}', '{0} bytes differ in {1}', inRuns);
}
