import type { OpenedTrace } from '../../src/protocol/inspector';
import type { InspectorPageChannel } from '../../src/protocol/inspectorChannel';
import { shortcutSheet } from '../dialog/shortcutSheet';
import { TraceSheet } from '../dialog/traceSheet';
import { element, setText } from '../dom/element';
import { FrameLoop } from '../dom/frameLoop';
import { readTheme, watchTheme, type Theme } from '../dom/theme';
import { Header } from '../header/header';
import { Notices } from '../header/notices';
import { PageMap } from '../map/pageMap';
import { Pane } from '../pane/pane';
import { Timeline } from '../timeline/timeline';
import { PageKeys } from './pageKeys';
import { Playback } from './playback';
import type { SavedState } from './savedState';
import { Session } from './session';

/** Builds the page of an opened trace and keeps it drawn. */
export function showInspector(
  root: HTMLElement,
  channel: InspectorPageChannel,
  opened: OpenedTrace,
  view: SavedState,
  save: (view: SavedState) => void,
): void {
  let theme: Theme = readTheme();
  let saved = JSON.stringify(view);
  const frames = new FrameLoop(draw);
  const invalidate = (): void => frames.request();

  const session = new Session(channel, opened, view, invalidate);
  const playback = new Playback(session, invalidate);
  const about = new TraceSheet(session);
  const notices = new Notices();
  const shortcuts = shortcutSheet();

  const header = new Header(session, playback, () => about.show());
  const timeline = new Timeline(session, invalidate);
  const pane = new Pane(session, invalidate);
  const map = new PageMap(session, invalidate, (page) => {
    session.move({ page });
    pane.choose('page');
  });
  const failure = element('div', { class: 'failure', role: 'alert', hidden: true });
  const page = element(
    'main',
    { class: 'inspector' },
    header.element,
    notices.element,
    failure,
    timeline.element,
    element('div', { class: 'workspace' }, map.element, pane.element),
    about.element,
    shortcuts.element,
  );
  root.replaceChildren(page);

  new PageKeys(page, { session, playback, header, timeline, map, pane, shortcuts });
  watchTheme(() => {
    theme = readTheme();
    invalidate();
  });
  session.onFocus((part) => {
    if (part === 'timeline') timeline.focusTarget.focus();
    else if (part === 'map') map.canvas.focusTarget.focus();
    else pane.focus(part === 'filter' ? 'devices' : part);
  });

  function draw(): void {
    header.render();
    notices.show(session.growth.notices);
    timeline.render(theme);
    map.render(theme);
    pane.render(theme);
    const problem = session.failure ?? session.point.error;
    failure.hidden = problem === undefined;
    setText(failure, problem ?? '');
    // Read by tests and by nothing else: whether all that is shown belongs to the position.
    page.setAttribute('aria-busy', String(!session.settled));
    page.dataset['point'] = String(session.position.point);
    saveView();
  }
  function saveView(): void {
    const now = JSON.stringify(view);
    if (now === saved) return;
    saved = now;
    save(view);
  }

  draw();
}
