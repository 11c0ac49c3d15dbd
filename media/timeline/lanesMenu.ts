import { CHOICES, type SavedState } from '../app/savedState';
import { button, element, setAttributes } from '../dom/element';
import { icon } from '../dom/icons';
import { RovingFocus } from '../dom/rovingFocus';
import { TIMELINE_KEYS } from '../keys/keys';
import { t } from '../l10n';
import type { ExtraLane } from './geometry';

const LANE_NAMES: Readonly<Record<ExtraLane, string>> = {
  sent: t('Bytes sent'),
  held: t('Output held'),
  causes: t('Causes'),
};

/** The button in the timeline's lower left corner, and the menu of lanes that it opens. */
export class LanesMenu {
  /** The button; the menu is beside it. */
  readonly element: HTMLElement;
  readonly #changed: () => void;
  readonly #button: HTMLButtonElement;
  readonly #menu = element('div', {
    class: 'menu',
    role: 'menu',
    popover: 'auto',
    'aria-label': t('Lanes'),
  });
  readonly #items: { readonly item: HTMLElement; readonly checked: () => boolean }[] = [];
  /** Where the focus was before the menu opened. */
  #before: HTMLElement | undefined;

  /** @param changed called when the user chose something. */
  constructor(view: Pick<SavedState, 'lanes' | 'axis'>, changed: () => void) {
    this.#changed = changed;
    this.#button = button(
      {
        class: 'lanes-button',
        title: TIMELINE_KEYS.title(t('Choose lanes'), 'lanes'),
        'aria-haspopup': 'menu',
        'aria-expanded': 'false',
      },
      t('Lanes'),
      () => this.open(),
    );
    this.#button.append(icon('down'));
    for (const lane of CHOICES.lanes) {
      this.#add('menuitemcheckbox', LANE_NAMES[lane], {
        checked: () => view.lanes.includes(lane),
        choose: () => {
          const had = view.lanes.includes(lane);
          view.lanes = CHOICES.lanes.filter((each) =>
            each === lane ? !had : view.lanes.includes(each),
          );
        },
      });
    }
    this.#menu.append(element('div', { class: 'menu-rule', role: 'separator' }));
    for (const [axis, name] of [
      ['number', t('Axis in sync points')],
      ['time', t('Axis in guest time')],
    ] as const) {
      this.#add('menuitemradio', name, {
        checked: () => view.axis === axis,
        choose: () => (view.axis = axis),
      });
    }
    new RovingFocus(this.#menu, '.menu-item', 'vertical');
    this.#menu.addEventListener('toggle', () => this.#toggled());
    this.#menu.addEventListener('keydown', (event) => {
      if (event.key === 'Tab' || event.key === 'Escape') {
        this.#menu.hidePopover();
        event.preventDefault();
      }
      // The page's keys are not the menu's.
      event.stopPropagation();
    });
    this.element = element('div', { class: 'lanes' }, this.#button, this.#menu);
  }

  /** Opens the menu; the focus goes to its first line, and back when it closes. */
  open(): void {
    if (this.#menu.matches(':popover-open')) return;
    const focused = document.activeElement;
    this.#before = focused instanceof HTMLElement ? focused : undefined;
    this.#menu.showPopover();
    this.place();
    this.#items[0]?.item.focus();
  }

  /** Puts the menu below its button, which moves when lanes come and go. */
  place(): void {
    if (!this.#menu.matches(':popover-open')) return;
    const { left, bottom } = this.#button.getBoundingClientRect();
    this.#menu.style.left = `${Math.max(0, left)}px`;
    const room = document.documentElement.clientHeight - this.#menu.offsetHeight;
    this.#menu.style.top = `${Math.max(0, Math.min(bottom + 2, room))}px`;
  }

  #toggled(): void {
    const open = this.#menu.matches(':popover-open');
    setAttributes(this.#button, { 'aria-expanded': String(open) });
    if (open) return;
    const before = this.#before;
    this.#before = undefined;
    const lost =
      document.activeElement === document.body || this.#menu.contains(document.activeElement);
    if (lost) before?.focus();
  }

  #add(
    role: 'menuitemcheckbox' | 'menuitemradio',
    name: string,
    { checked, choose }: { readonly checked: () => boolean; readonly choose: () => void },
  ): void {
    const item = element(
      'div',
      { class: 'menu-item', role, tabindex: -1, 'aria-checked': String(checked()) },
      icon('check'),
      name,
    );
    const chosen = (): void => {
      choose();
      for (const each of this.#items) {
        setAttributes(each.item, { 'aria-checked': String(each.checked()) });
      }
      this.#changed();
    };
    item.addEventListener('click', chosen);
    item.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      chosen();
    });
    this.#items.push({ item, checked });
    this.#menu.append(item);
  }
}
