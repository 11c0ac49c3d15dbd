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

/** How long after a change the view is saved: it crosses to VS Code, and changes in every frame of a drag. */
const SAVE_MS = 200;

/** What can be asked of the page. */
export interface InspectorView {
  /** The page map as it is shown, as a PNG file. */
  mapPicture(): Promise<Blob>;
}

/** Builds the page of an opened trace and keeps it drawn. */
export function showInspector(
  root: HTMLElement,
  channel: InspectorPageChannel,
  opened: OpenedTrace,
  view: SavedState,
  save: (view: SavedState) => void,
): InspectorView {
  let theme: Theme = readTheme();
  let saved = JSON.stringify(view);
  let onlyMap = true;
  let saving: ReturnType<typeof setTimeout> | undefined;
  const frames = new FrameLoop(draw);
  const invalidate = (): void => {
    onlyMap = false;
    frames.request();
  };

  const session = new Session(channel, opened, view, invalidate);
  const playback = new Playback(session, invalidate);
  const notices = new Notices();
  const shortcuts = shortcutSheet();

  const header = new Header(session, playback, () => about.show());
  const timeline = new Timeline(session, invalidate);
  const pane = new Pane(session, invalidate);
  // Moving the map changes nothing else, and has to keep up with the pointer.
  const map = new PageMap(
    session,
    () => frames.request(),
    (page) => {
      session.move({ page });
      pane.choose('page');
    },
  );
  const failure = element('div', { class: 'failure', role: 'alert', hidden: true });
  const about = new TraceSheet(session, () => map.drawnBy);
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

  session.onRevealField(({ plot, ...field }) => {
    if (plot) pane.plot(field);
    else pane.reveal(field);
  });

  function draw(): void {
    if (!onlyMap) drawRest();
    onlyMap = true;
    map.render(theme);
    // Read by tests and by nothing else: whether all that is shown belongs to the position.
    page.setAttribute('aria-busy', String(!session.settled || !map.settled));
    page.dataset['point'] = String(session.position.point);
    saving ??= setTimeout(saveView, SAVE_MS);
    playback.drawn();
  }
  function drawRest(): void {
    header.render();
    notices.show(session.growth.notices);
    timeline.render(theme);
    pane.render(theme);
    const problem = session.failure ?? session.point.error;
    failure.hidden = problem === undefined;
    setText(failure, problem ?? '');
  }
  function saveView(): void {
    clearTimeout(saving);
    saving = undefined;
    const now = JSON.stringify(view);
    if (now === saved) return;
    saved = now;
    save(view);
  }

  addEventListener('pagehide', saveView);
  onlyMap = false;
  draw();
  return { mapPicture: () => map.picture(theme) };
}
