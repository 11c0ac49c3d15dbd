/**
 * The inspector's page: opens the channel to the extension host, asks for the trace, and shows it, or
 * says why there is none.
 */
import { Channel } from '../src/protocol/channel';
import type { InspectorHost, InspectorPage } from '../src/protocol/inspectorChannel';
import { showInspector, type InspectorView } from './app/inspectorPage';
import { readSavedState } from './app/savedState';
import { webviewApi, webviewPort } from './app/webviewPort';
import { button, element } from './dom/element';
import { t } from './l10n';
import './inspector.css';

let view: InspectorView | undefined;

const channel = new Channel<InspectorPage, InspectorHost>(webviewPort, {
  mapPicture: {
    check: () => undefined,
    answer: async () => {
      const picture = await mapPicture();
      return { png: new Uint8Array(await picture.arrayBuffer()) };
    },
  },
  copyMapPicture: {
    check: () => undefined,
    answer: () => navigator.clipboard.write([new ClipboardItem({ 'image/png': mapPicture() })]),
  },
});
addEventListener('pagehide', () => channel.dispose());

const root = element('div', { class: 'root' });
document.body.append(root);
void open();

/** Rejects while there is no map. */
async function mapPicture(): Promise<Blob> {
  if (view === undefined) throw new Error('no page map is shown');
  return view.mapPicture();
}

/** Never rejects: a failure is shown in place of the inspector. */
async function open(): Promise<void> {
  // An empty page for a moment is calmer than a message that flashes.
  const waiting = setTimeout(() => {
    root.replaceChildren(element('div', { class: 'opening' }, element('i', { class: 'progress' })));
  }, 500);
  try {
    const opened = await channel.request('open');
    clearTimeout(waiting);
    view = showInspector(root, channel, opened, readSavedState(webviewApi.getState()), (saved) =>
      webviewApi.setState({ ...saved }),
    );
  } catch (error) {
    clearTimeout(waiting);
    const message = error instanceof Error ? error.message : String(error);
    root.replaceChildren(
      element(
        'div',
        { class: 'open-failed', role: 'alert' },
        element('h1', {}, t('This trace cannot be shown')),
        element('p', {}, message),
        button({ class: 'link', title: t('Try again') }, t('Try again'), () => void open()),
      ),
    );
  }
}
