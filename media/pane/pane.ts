import type { PlottedField } from '../../src/protocol/inspector';
import { CHOICES } from '../app/savedState';
import type { Session } from '../app/session';
import { element, setAttributes, setText } from '../dom/element';
import { RovingFocus } from '../dom/rovingFocus';
import type { Theme } from '../dom/theme';
import { formatCount } from '../format/quantities';
import { t } from '../l10n';
import { DevicesPane } from './devices/devicesPane';
import { OutputsPane } from './outputsPane';
import { PagePane } from './page/pagePane';

/** One of the pane's tabs. */
export type Tab = (typeof CHOICES.tab)[number];

const NAMES: Readonly<Record<Tab, string>> = {
  devices: t('Devices'),
  page: t('Page'),
  outputs: t('Outputs'),
};

/** The pane beside the map: devices, the selected page, outputs. */
export class Pane {
  readonly element = element('section', { class: 'pane', 'aria-label': t('Details') });
  readonly #session: Session;
  readonly #viewChanged: () => void;
  readonly #devices: DevicesPane;
  readonly #page: PagePane;
  readonly #outputs: OutputsPane;
  readonly #tabs = new Map<Tab, HTMLButtonElement>();
  readonly #badges = new Map<Tab, HTMLElement>();
  readonly #panels = new Map<Tab, HTMLElement>();

  /** @param viewChanged called when another tab was chosen, or something must be drawn. */
  constructor(session: Session, viewChanged: () => void) {
    this.#session = session;
    this.#viewChanged = viewChanged;
    this.#devices = new DevicesPane(session, viewChanged);
    this.#page = new PagePane(session, viewChanged);
    this.#outputs = new OutputsPane(session);
    const list = element('div', { class: 'tabs', role: 'tablist', 'aria-label': t('Details') });
    this.element.append(list);
    for (const tab of CHOICES.tab) {
      const badge = element('span', { class: 'badge', hidden: true });
      const made = element(
        'button',
        { type: 'button', role: 'tab', id: `tab-${tab}`, 'aria-controls': `panel-${tab}` },
        NAMES[tab],
        badge,
      );
      made.addEventListener('click', () => this.choose(tab));
      this.#tabs.set(tab, made);
      this.#badges.set(tab, badge);
      list.append(made);
      const panel = element(
        'div',
        { class: 'panel', role: 'tabpanel', id: `panel-${tab}`, 'aria-labelledby': `tab-${tab}` },
        this.#part(tab).element,
      );
      this.#panels.set(tab, panel);
      this.element.append(panel);
    }
    new RovingFocus(list, '[role="tab"]', 'horizontal');
  }

  /** Where the focus goes when it comes to the pane. */
  get focusTarget(): HTMLElement | undefined {
    return this.#tabs.get(this.#session.view.tab);
  }

  /** Shows a tab. */
  choose(tab: Tab): void {
    if (this.#session.view.tab === tab) return;
    this.#session.view.tab = tab;
    this.#session.refresh();
    this.#viewChanged();
  }

  /** Shows a tab and moves the focus to what it is for. */
  focus(tab: Tab): void {
    this.choose(tab);
    this.#showTab();
    this.#part(tab).focusTarget.focus();
  }

  render(theme: Theme): void {
    this.#showTab();
    const point = this.#session.point.answered?.value;
    this.#count('devices', point?.changedDevices.length ?? 0);
    this.#count('outputs', point?.outputs.length ?? 0);
    switch (this.#session.view.tab) {
      case 'devices':
        this.#devices.render(theme);
        break;
      case 'page':
        this.#page.render(theme);
        break;
      case 'outputs':
        this.#outputs.render();
        break;
    }
  }

  /** Keys of the pane. @returns whether the key was one of them. */
  key(event: KeyboardEvent): boolean {
    const { tab } = this.#session.view;
    if (tab === 'devices') return this.#devices.plots.key(event);
    return tab === 'page' && this.#page.key(event);
  }

  /** Whether an element shows the brushed range, so that the keys of the timeline work there, too. */
  isOverTime(target: Node | null): boolean {
    return this.#devices.plots.contains(target);
  }

  /** Shows a field among the devices. */
  reveal(field: PlottedField): void {
    this.choose('devices');
    this.#devices.reveal(field);
  }

  /** Plots a field, if it is not plotted yet. */
  plot(field: PlottedField): void {
    this.choose('devices');
    const { plots } = this.#devices;
    if (!plots.has(field)) plots.toggle(field);
  }

  #part(tab: Tab): { readonly element: HTMLElement; readonly focusTarget: HTMLElement } {
    return { devices: this.#devices, page: this.#page, outputs: this.#outputs }[tab];
  }

  #showTab(): void {
    for (const tab of CHOICES.tab) {
      const chosen = tab === this.#session.view.tab;
      setAttributes(this.#tabs.get(tab) ?? this.element, { 'aria-selected': String(chosen) });
      const panel = this.#panels.get(tab);
      if (panel !== undefined) panel.hidden = !chosen;
    }
  }

  #count(tab: Tab, count: number): void {
    const badge = this.#badges.get(tab);
    if (badge === undefined) return;
    badge.hidden = count === 0;
    setText(badge, formatCount(count));
  }
}
