import type {
  ComparedRange,
  ComparedRanges,
  ComparedSide,
  ComparisonModel,
  ComparisonNotices,
} from '../../src/protocol/comparison';
import type { ComparisonPageChannel } from '../../src/protocol/comparisonChannel';
import { Latest } from '../app/latest';
import type { CompareView } from './compareView';

/**
 * What the page knows of the comparison: the traces that the host told, the sync points that the user
 * chose, and the newest answer to what is on the screen for them.
 */
export class CompareSession {
  readonly view: CompareView;
  readonly figures;
  readonly pages;
  readonly written;
  readonly devices;
  readonly page;

  readonly #channel: ComparisonPageChannel;
  readonly #changed: () => void;
  #model: ComparisonModel;
  #ranges: ComparedRanges;
  /** Differs for other traces, so that nothing is taken for an answer about them. */
  #opened = 0;
  #progress: ComparisonNotices['progress'] | undefined;
  #failure: string | undefined;

  /** @param changed called when anything that a part reads here may have changed. */
  constructor(
    channel: ComparisonPageChannel,
    model: ComparisonModel,
    view: CompareView,
    changed: () => void,
  ) {
    this.view = view;
    this.#channel = channel;
    this.#changed = changed;
    this.#model = model;
    this.#ranges = model.ranges;
    type Asked = { ranges: ComparedRanges; opened: number };
    this.figures = new Latest(
      ({ ranges }: Asked, signal) => channel.request('figures', ranges, signal),
      changed,
    );
    this.pages = new Latest(
      ({ ranges }: Asked, signal) => channel.request('pages', ranges, signal),
      changed,
    );
    this.written = new Latest(
      ({ ranges }: Asked, signal) => channel.request('written', ranges, signal),
      changed,
    );
    this.devices = new Latest(
      ({ ranges }: Asked, signal) => channel.request('devices', ranges, signal),
      changed,
    );
    this.page = new Latest(
      ({ ranges, page }: Asked & { page: number }, signal) =>
        channel.request('page', { ranges, page }, signal),
      changed,
    );
    channel.on('changed', (told) => {
      this.#model = told;
      this.#ranges = told.ranges;
      this.#opened++;
      this.#progress = undefined;
      this.#failure = undefined;
      this.refresh();
      changed();
    });
    channel.on('progress', (progress) => {
      this.#progress = progress;
      changed();
    });
    this.refresh();
  }

  /** The traces. */
  get model(): ComparisonModel {
    return this.#model;
  }

  /** The sync points that are compared. */
  get ranges(): ComparedRanges {
    return this.#ranges;
  }

  /** Whether each side is a single sync point. */
  get ofPoints(): boolean {
    const { left, right } = this.#ranges;
    return left.from === left.to && right.from === right.to;
  }

  /** The list of pages that is shown: points have no ranges in which pages could be written. */
  get list(): 'contents' | 'written' {
    return this.ofPoints ? 'contents' : this.view.list;
  }

  /** The newest answer of that list, and whether it is on its way. */
  get listed() {
    return this.list === 'contents' ? this.pages : this.written;
  }

  /** How far the comparison of pages has come, while there is no answer yet. */
  get progress(): ComparisonNotices['progress'] | undefined {
    return this.pages.settled ? undefined : this.#progress;
  }

  /** Why what was asked last was refused, if it was. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Whether all that is on the screen belongs to what is compared. */
  get settled(): boolean {
    return [this.figures, this.pages, this.written, this.devices, this.page].every(
      ({ settled }) => settled,
    );
  }

  /** Compares other sync points of one side. */
  setRange(side: ComparedSide, range: ComparedRange): void {
    this.#ranges = { ...this.#ranges, [side]: range };
    this.#progress = undefined;
    void this.#attempt(() => this.#channel.request('shown', this.#ranges));
    this.refresh();
    this.#changed();
  }

  /** Asks for what the screen needs now and does not have. */
  refresh(): void {
    const { tab, page } = this.view;
    const asked = { ranges: this.#ranges, opened: this.#opened };
    // Two recordings differ in what was read of all their memory: only where it is looked at.
    const isCheap = this.#model.sameRecording;
    if (tab === 'figures') this.figures.want(asked);
    if (tab === 'devices' || isCheap) this.devices.want(asked);
    const wantsPages = tab === 'pages' || isCheap;
    if (wantsPages && this.list === 'contents') this.pages.want(asked);
    else if (!this.pages.settled) this.pages.want(undefined);
    if (wantsPages && this.list === 'written') this.written.want(asked);
    if (page === undefined) this.page.want(undefined);
    else if (tab === 'pages') this.page.want({ ...asked, page });
  }

  /** Has the host ask for another trace. */
  chooseTrace(side: ComparedSide): void {
    void this.#attempt(() => this.#channel.request('chooseTrace', { side }));
  }

  /** Makes right of left. */
  swap(): void {
    void this.#attempt(() => this.#channel.request('swap', this.#ranges));
  }

  /** Shows a side's last sync point, and the selected page, in the inspector. */
  reveal(side: ComparedSide): void {
    const { page, tab } = this.view;
    const point = this.#ranges[side].to;
    const selected = tab === 'pages' && page !== undefined ? { page } : {};
    void this.#attempt(() => this.#channel.request('reveal', { side, point, ...selected }));
  }

  async #attempt(ask: () => Promise<void>): Promise<void> {
    try {
      await ask();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
    }
    this.#changed();
  }
}
