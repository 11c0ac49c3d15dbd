import { Announcer } from '../../dom/announcer';
import { element } from '../../dom/element';
import { VirtualList } from '../../dom/virtualList';
import { t, tCount } from '../../l10n';
import { formatOffset } from './offsetInput';
import { foldOver, hexRows, rowOf, type HexRow } from './hexRows';
import { differingRuns, nextRun, type ByteRun } from './pageDifference';
import { printable } from './valuesAt';

/** Height of every row in CSS pixels, as in the style sheet. */
const ROW_HEIGHT = 18;

const ROW_CLASSES = { same: 'kept', before: 'removed', after: 'inserted' } as const;

/** Characters of a row: offset and sign, two digits and a space a byte, a space and the text. */
function rowCharacters(bytesPerRow: number): number {
  return 6 + 3 * bytesPerRow + 1 + bytesPerRow;
}

/** What a hex view shows. */
export interface HexContent {
  /** The same for two versions of the same bytes, so that the cursor stays. */
  readonly id: number;
  readonly bytes: Uint8Array;
  /** What they are compared with; as many bytes. */
  readonly before: Uint8Array | undefined;
}

/** The bytes of a page, against the version before where there is one, with a cursor on one byte. */
export class HexView {
  readonly element = element('div', { class: 'hex' });
  readonly focusTarget: HTMLElement;
  readonly #list: VirtualList;
  readonly #announcer = new Announcer();
  readonly #moved: () => void;
  #content: HexContent | undefined;
  #runs: readonly ByteRun[] = [];
  #rows: readonly HexRow[] = [];
  #bytesPerRow = 8;
  readonly #unfolded = new Set<number>();
  #cursor = 0;
  /** Whether the user put the cursor where it is. */
  #placed = false;

  /** @param moved called when the cursor moved. */
  constructor(moved: () => void) {
    this.#moved = moved;
    this.#list = new VirtualList(ROW_HEIGHT, (index) => this.#row(this.#rows[index]));
    this.focusTarget = this.#list.element;
    this.focusTarget.tabIndex = 0;
    this.focusTarget.setAttribute('role', 'application');
    this.focusTarget.setAttribute('aria-label', t('Bytes of the page'));
    this.focusTarget.addEventListener('mousedown', (event) => this.#pressed(event));
    this.element.append(this.#list.element, this.#announcer.element);
    new ResizeObserver(() => this.#fit()).observe(this.element);
  }

  /** Offset of the byte that the cursor is on. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Runs of bytes that differ from the version before. */
  get runs(): readonly ByteRun[] {
    return this.#runs;
  }

  /** Shows other bytes; a cursor that nobody placed goes to the first difference. */
  show(content: HexContent): void {
    const { bytes, before } = content;
    if (this.#content?.id !== content.id) {
      this.#cursor = 0;
      this.#placed = false;
    }
    this.#content = content;
    this.#runs = before === undefined ? [] : differingRuns(before, bytes);
    this.#unfolded.clear();
    if (!this.#placed) this.#cursor = this.#runs.at(0)?.start ?? this.#cursor;
    this.#layOut();
    this.#list.element.scrollTop = 0;
    this.#reveal(this.#cursor);
    this.#moved();
  }

  /** Moves the cursor to an offset within the bytes. */
  goTo(offset: number): void {
    this.#moveTo(offset);
  }

  /** Goes to the next or previous run of differing bytes. */
  step(direction: 1 | -1): void {
    const run = this.#runs[nextRun(this.#runs, this.#cursor, direction)];
    if (run === undefined) return;
    this.#moveTo(run.start);
    // Another version is to be looked at from its own first difference.
    this.#placed = false;
  }

  /** Keys that move the cursor. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const row = this.#bytesPerRow;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row }[event.key];
    const length = this.#content?.bytes.length ?? 0;
    if (length === 0) return false;
    if (by !== undefined) {
      const to = this.#cursor + by;
      if (to >= 0 && to < length) this.#moveTo(to);
      return true;
    }
    if (event.key === 'Home') this.#moveTo(this.#cursor - (this.#cursor % row));
    else if (event.key === 'End') this.#moveTo(this.#cursor - (this.#cursor % row) + row - 1);
    else return false;
    return true;
  }

  #moveTo(offset: number): void {
    this.#cursor = offset;
    this.#placed = true;
    this.#reveal(offset);
    this.#moved();
    this.#announcer.say(this.#spoken());
  }

  #reveal(offset: number): void {
    const fold = foldOver(this.#rows, offset);
    // Zeros stay folded until somebody goes there.
    if (fold !== undefined && (this.#placed || this.#runs.length > 0)) {
      this.#unfolded.add(fold.offset);
    }
    this.#layOut();
    const row = rowOf(this.#rows, offset, this.#bytesPerRow);
    if (row >= 0) this.#list.reveal(row);
  }

  #spoken(): string {
    if (this.#content === undefined) return '';
    const { bytes, before } = this.#content;
    const is = hexByte(bytes[this.#cursor]);
    const was = before && hexByte(before[this.#cursor]);
    const change = was === undefined || was === is ? is : t('{0} to {1}', was, is);
    return t('Offset {0}, {1}', formatOffset(this.#cursor), change);
  }

  /** Takes as many bytes a row as there is room for. */
  #fit(): void {
    const probe = element('span', { class: 'hex-probe' }, '0'.repeat(64));
    this.element.append(probe);
    const character = probe.getBoundingClientRect().width / 64;
    probe.remove();
    const room = this.element.clientWidth - 32;
    const bytesPerRow = character > 0 && rowCharacters(16) * character <= room ? 16 : 8;
    if (bytesPerRow === this.#bytesPerRow) return;
    this.#bytesPerRow = bytesPerRow;
    this.#layOut();
  }

  #layOut(): void {
    if (this.#content === undefined) return;
    const { bytes, before } = this.#content;
    this.#rows = hexRows(bytes, before, this.#bytesPerRow, this.#unfolded);
    this.#list.reset(this.#rows.length);
  }

  #row(row: HexRow): HTMLElement {
    if (row.kind === 'fold') return foldRow(row);
    const { offset, kind } = row;
    const content = this.#content;
    const bytes = (kind === 'before' ? content?.before : content?.bytes) ?? new Uint8Array();
    const made = element('div', { class: `hex-row ${ROW_CLASSES[kind]}` });
    const sign = { before: '−', after: '+', same: ' ' }[kind];
    const shown = kind === 'after' ? '   ' : formatOffset(offset);
    made.append(element('span', { class: 'offset' }, shown), ` ${sign} `);
    const end = offset + this.#bytesPerRow;
    let plain = '';
    for (let at = offset; at < end; at++) {
      const digits = hexByte(bytes[at]);
      const differs = kind !== 'same' && this.#differs(at);
      const isCursor = at === this.#cursor && kind !== 'before';
      if (differs || isCursor) {
        made.append(plain);
        plain = '';
        const mark = element(differs ? 'b' : 'span', { 'data-offset': at }, digits);
        if (isCursor) mark.classList.add('cursor');
        made.append(mark);
      } else {
        plain += digits;
      }
      plain += at === end - 1 ? '  ' : ' ';
    }
    made.append(plain + printable(bytes.subarray(offset, end)));
    made.dataset['row'] = String(offset);
    return made;
  }

  #differs(offset: number): boolean {
    const { bytes, before } = this.#content ?? {};
    return before !== undefined && before[offset] !== bytes?.[offset];
  }

  /** A press opens a fold, or puts the cursor on the byte under the pointer. */
  #pressed(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest('.hex-row') : null;
    if (!(row instanceof HTMLElement)) return;
    const fold = row.dataset['fold'];
    if (fold !== undefined) {
      this.#unfolded.add(Number(fold));
      this.#layOut();
      return;
    }
    const style = getComputedStyle(row);
    const character = characterWidth(style.font);
    const x = event.clientX - row.getBoundingClientRect().left - parseFloat(style.paddingLeft);
    const column = Math.floor((x / character - 6) / 3);
    const offset = Number(row.dataset['row']);
    if (column < 0 || column >= this.#bytesPerRow) return;
    this.#moveTo(offset + column);
  }
}

function foldRow(fold: Extract<HexRow, { kind: 'fold' }>): HTMLElement {
  const range = `0x${formatOffset(fold.offset)}–0x${formatOffset(fold.end - 1)}`;
  const text =
    fold.holds === 'zero'
      ? tCount(fold.end - fold.offset, '{1} zero · {0} byte', '{1} zero · {0} bytes', range)
      : tCount(
          fold.end - fold.offset,
          '{1} unchanged · {0} byte',
          '{1} unchanged · {0} bytes',
          range,
        );
  return element(
    'div',
    { class: 'hex-row fold', 'data-fold': fold.offset, title: t('Show these bytes') },
    text,
  );
}

function characterWidth(font: string): number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return 7;
  context.font = font;
  return context.measureText('0').width;
}

function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
