import type { ComparisonModel } from '../../src/protocol/comparison';
import type { ComparisonPageChannel } from '../../src/protocol/comparisonChannel';
import { button, element, setAttributes, setText } from '../dom/element';
import { FrameLoop } from '../dom/frameLoop';
import { icon } from '../dom/icons';
import { RovingFocus } from '../dom/rovingFocus';
import { readTheme, watchTheme } from '../dom/theme';
import { formatCount } from '../format/quantities';
import { t } from '../l10n';
import { CompareSession } from './compareSession';
import { COMPARE_TABS, type CompareTab, type CompareView } from './compareView';
import { DevicesTab } from './devicesTab';
import { FiguresTab } from './figuresTab';
import { PagesTab } from './pagesTab';
import { SideCard } from './sideCard';

const NAMES: Readonly<Record<CompareTab, string>> = {
  figures: t('Statistics'),
  pages: t('Pages'),
  devices: t('Devices'),
};

/** Builds the page of a comparison and keeps it drawn. @param save keeps what is shown over a restart. */
export function showComparison(
  root: HTMLElement,
  channel: ComparisonPageChannel,
  model: ComparisonModel,
  view: CompareView,
  save: (state: object) => void,
): void {
  let theme = readTheme();
  let saved = '';
  const frames = new FrameLoop(draw);
  const invalidate = (): void => frames.request();
  const session = new CompareSession(channel, model, view, invalidate);
  const cards = [new SideCard(session, 'left'), new SideCard(session, 'right')];
  const figures = new FiguresTab(session);
  const pages = new PagesTab(session, invalidate);
  const devices = new DevicesTab(session);
  const parts = { figures, pages, devices };
  const failure = element('div', { class: 'failure', role: 'alert', hidden: true });

  const tabs = element('div', { class: 'tabs', role: 'tablist', 'aria-label': t('Comparison') });
  const badges = new Map<CompareTab, HTMLElement>();
  const panels = COMPARE_TABS.map((tab) => {
    const badge = element('span', { class: 'badge', hidden: true });
    badges.set(tab, badge);
    const made = element(
      'button',
      { type: 'button', role: 'tab', id: `tab-${tab}`, 'aria-controls': `panel-${tab}` },
      NAMES[tab],
      badge,
    );
    made.addEventListener('click', () => {
      view.tab = tab;
      session.refresh();
      invalidate();
    });
    tabs.append(made);
    const panel = element(
      'div',
      { class: 'panel', role: 'tabpanel', id: `panel-${tab}`, 'aria-labelledby': `tab-${tab}` },
      parts[tab].element,
    );
    return { tab, made, panel };
  });
  new RovingFocus(tabs, '[role="tab"]', 'horizontal');

  const swap = button({ class: 'tool', title: t('Swap the sides') }, icon('swap'), () =>
    session.swap(),
  );
  const page = element(
    'main',
    { class: 'comparison' },
    element('header', { class: 'sides' }, cards[0].element, swap, cards[1].element),
    failure,
    tabs,
    element('div', { class: 'panels' }, ...panels.map(({ panel }) => panel)),
  );
  root.replaceChildren(page);
  page.addEventListener('keydown', (event) => {
    if (view.tab !== 'pages' || !pages.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  watchTheme(() => {
    theme = readTheme();
    invalidate();
  });
  draw();
  // Where the keys do the most.
  parts[view.tab].focusTarget.focus();

  function draw(): void {
    for (const card of cards) card.render();
    failure.hidden = session.failure === undefined;
    setText(failure, session.failure ?? '');
    for (const { tab, made, panel } of panels) {
      setAttributes(made, { 'aria-selected': String(tab === view.tab) });
      panel.hidden = tab !== view.tab;
    }
    count('pages', session.listed.answered?.value.gfns.length);
    count(
      'devices',
      session.devices.answered?.value.reduce((sum, { changeCount }) => sum + changeCount, 0),
    );
    if (view.tab === 'pages') pages.render(theme);
    else if (view.tab === 'figures') figures.render();
    else devices.render();
    // Read by tests and by nothing else: whether all that is shown belongs to what is compared.
    page.setAttribute('aria-busy', String(!session.settled));
    keep();
  }
  function count(tab: CompareTab, number: number | undefined): void {
    const badge = badges.get(tab);
    if (badge === undefined) return;
    badge.hidden = number === undefined;
    setText(badge, number === undefined ? '' : formatCount(number));
  }
  function keep(): void {
    const { left, right } = session.model;
    const state = { ...view, leftUri: left.uri, rightUri: right.uri, ranges: session.ranges };
    const text = JSON.stringify(state);
    if (text === saved) return;
    saved = text;
    save(state);
  }
}
