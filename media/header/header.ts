import type { Step, SyncPoint } from '../../src/protocol/inspector';
import type { Playback } from '../app/playback';
import { isCutOff, type Session } from '../app/session';
import { Announcer } from '../dom/announcer';
import { button, element, setText, type Child } from '../dom/element';
import { icon, type IconName } from '../dom/icons';
import { RovingFocus } from '../dom/rovingFocus';
import { formatBytes, formatCount, formatDuration } from '../format/quantities';
import { PAGE_KEYS } from '../keys/keys';
import { t, tCount } from '../l10n';
import { PhaseBar } from './phaseBar';

const STEPS = [
  { step: 'first', icon: 'first', title: t('First sync point') },
  { step: 'previous', icon: 'previous', title: t('Step back') },
  { step: 'next', icon: 'next', title: t('Step') },
  { step: 'last', icon: 'last', title: t('Last sync point') },
] as const;

type HeaderStep = (typeof STEPS)[number]['step'] | 'previousSameCause' | 'nextSameCause';

/** The current sync point: the buttons that move it, and what there is to say about it in a line. */
export class Header {
  readonly element = element('header', {
    class: 'header',
    role: 'toolbar',
    'aria-label': t('Sync point'),
  });
  readonly #session: Session;
  readonly #playback: Playback;
  readonly #steps = new Map<Step, HTMLButtonElement>();
  readonly #play: HTMLButtonElement;
  readonly #point = element('span', { class: 'big', 'data-value': 'point' });
  readonly #of = element('span', { class: 'muted' });
  readonly #cause = element('span', { class: 'cause', 'data-value': 'cause' });
  readonly #pages = element('span', { 'data-value': 'pages' });
  readonly #zero = element('span', { class: 'muted', 'data-value': 'zero' });
  readonly #outputs = element('span', { 'data-value': 'outputs' });
  readonly #outputBytes = element('span', { class: 'muted' });
  readonly #pause = element('span', { 'data-value': 'pause' });
  readonly #phases = new PhaseBar();
  readonly #facts = element('span', { class: 'trace-facts muted', 'data-value': 'facts' });
  readonly #announcer = new Announcer();
  #shownPlaying: boolean | undefined;
  #shownCause: string | undefined;

  /** @param about shows all there is to know of the trace. */
  constructor(session: Session, playback: Playback, about: () => void) {
    this.#session = session;
    this.#playback = playback;
    for (const { step, icon: name, title } of STEPS) {
      this.#steps.set(step, this.#stepButton(step, name, title));
    }
    this.#play = button(
      { class: 'tool', title: PAGE_KEYS.title(t('Play'), 'play') },
      icon('play'),
      () => playback.toggle(),
    );
    const sameCause = [
      this.#stepButton(
        'previousSameCause',
        'left',
        t('Previous with the same cause'),
        'small-tool',
      ),
      this.#stepButton('nextSameCause', 'right', t('Next with the same cause'), 'small-tool'),
    ];
    const tools = [...this.#steps.values(), this.#play];
    this.element.append(
      ...tools,
      element('span', { class: 'rule' }),
      cell([t('Sync point')], 'position', this.#point, this.#of),
      cell([t('Cause'), ...sameCause], 'cause-cell', this.#cause),
      cell([t('Pages')], 'pages-cell', this.#pages, this.#zero),
      cell([t('Outputs')], 'outputs-cell', this.#outputs, this.#outputBytes),
      cell([t('Pause')], 'pause-cell', this.#pause),
      this.#phases.element,
      element('span', { class: 'space' }),
      this.#trace(about),
      this.#announcer.element,
    );
    new RovingFocus(this.element, 'button', 'horizontal');
  }

  /** Where the focus goes when it comes to the header. */
  get focusTarget(): HTMLElement {
    return this.element.querySelector<HTMLElement>('[tabindex="0"]') ?? this.#play;
  }

  render(): void {
    const { position, lastPoint, growth, point } = this.#session;
    const number = formatCount(position.point);
    setText(this.#point, number);
    setText(this.#of, ` ${t('of {0}', formatCount(growth.pointCount))}`);
    if (!this.#playback.playing) this.#announcer.say(this.#spoken());
    setText(this.#facts, this.#factsNow());
    this.#enable(['first', 'previous'], position.point > 0);
    this.#enable(['last', 'next'], position.point < lastPoint);

    this.#play.setAttribute('aria-disabled', String(position.point >= lastPoint));
    const { playing } = this.#playback;
    if (playing !== this.#shownPlaying) {
      this.#shownPlaying = playing;
      this.#play.replaceChildren(icon(playing ? 'pause' : 'play'));
      this.#play.title = PAGE_KEYS.title(playing ? t('Pause') : t('Play'), 'play');
      this.#play.setAttribute('aria-label', this.#play.title);
    }

    this.#show(point.answered?.value, point.error === undefined ? '' : '–');
  }

  /** What is said of a sync point that was stepped to. The timeline's slider says its number itself. */
  #spoken(): string {
    const { position, growth, point } = this.#session;
    const onSlider = document.activeElement?.getAttribute('role') === 'slider';
    const [number, all] = [formatCount(position.point), formatCount(growth.pointCount)];
    const place = onSlider ? [] : [t('Sync point {0} of {1}', number, all)];
    const shown = point.answered?.value;
    // Its figures are said with it once they are there, not one after the other.
    if (shown?.point !== position.point) return point.error === undefined ? '' : place.join();
    const pages = tCount(shown.dirtyPages, '{0} dirty page', '{0} dirty pages');
    const pause = t('pause {0}', formatDuration(shown.pauseUs));
    return [...place, shown.cause, pages, pause].join(', ');
  }

  /**
   * @param shown undefined if it is not there yet, or could not be read.
   * @param missing stands for its figures then.
   */
  #show(shown: SyncPoint | undefined, missing: string): void {
    this.#phases.render(shown);
    if (shown === undefined) {
      this.#shownCause = undefined;
      for (const value of [this.#cause, this.#pages, this.#outputs, this.#pause]) {
        setText(value, missing);
      }
      for (const value of [this.#zero, this.#outputBytes]) setText(value, '');
      return;
    }
    if (shown.cause !== this.#shownCause) {
      this.#shownCause = shown.cause;
      this.#cause.replaceChildren(icon(shown.cause), shown.cause);
    }
    setText(this.#pages, formatCount(shown.dirtyPages));
    setText(
      this.#zero,
      shown.zeroPages > 0 ? ` · ${t('{0} zero', formatCount(shown.zeroPages))}` : '',
    );
    const bytes = shown.outputs.reduce((sum, output) => sum + output.bytes, 0);
    setText(
      this.#outputs,
      shown.outputs.length === 0 ? t('none') : formatCount(shown.outputs.length),
    );
    setText(this.#outputBytes, shown.outputs.length === 0 ? '' : ` · ${formatBytes(bytes)}`);
    setText(this.#pause, formatDuration(shown.pauseUs));
  }

  #stepButton(step: HeaderStep, name: IconName, text: string, kind = 'tool'): HTMLButtonElement {
    return button({ class: kind, title: PAGE_KEYS.title(text, step) }, icon(name), () => {
      this.#playback.stop();
      this.#session.step(step);
    });
  }

  /** `aria-disabled`, not `disabled`: a button that vanished under the focus would lose it. */
  #enable(steps: readonly Step[], enabled: boolean): void {
    for (const step of steps)
      this.#steps.get(step)?.setAttribute('aria-disabled', String(!enabled));
  }

  #trace(about: () => void): HTMLElement {
    const made = button(
      { class: 'trace', title: t('About this trace') },
      element('span', { class: 'trace-name' }, this.#session.trace.fileName),
      about,
    );
    made.append(this.#facts);
    return made;
  }

  #factsNow(): string {
    const { trace, growth } = this.#session;
    const memory = formatBytes(trace.regions.reduce((sum, { bytes }) => sum + bytes, 0));
    const state = growth.growing ? t('recording') : isCutOff(growth) ? t('cut off') : '';
    // In front, since the rest is cut where there is little room.
    return [state, trace.machine, memory, trace.mode].filter(Boolean).join(' · ');
  }
}

function cell(label: readonly Child[], kind: string, ...value: readonly Child[]): HTMLElement {
  return element(
    'div',
    { class: `cell ${kind}` },
    element('span', { class: 'cell-label' }, ...label),
    element('span', { class: 'cell-value' }, ...value),
  );
}
