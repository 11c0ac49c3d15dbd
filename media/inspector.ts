/**
 * The inspector's page: opens the channel to the extension host, asks for the trace, and shows it, or
 * says why there is none.
 */
import { Channel } from '../src/protocol/channel';
import type { InspectorHost, InspectorPage } from '../src/protocol/inspectorChannel';
import { showInspector, type InspectorView } from './app/inspectorPage';
import { readSavedState } from './app/savedState';
import { openPage } from './app/openPage';
import { webviewApi, webviewPort } from './app/webviewPort';
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

/** Rejects while there is no map. */
async function mapPicture(): Promise<Blob> {
  if (view === undefined) throw new Error('no page map is shown');
  return view.mapPicture();
}

void openPage(t('This trace cannot be shown'), async (root) => {
  const opened = await channel.request('open');
  view = showInspector(root, channel, opened, readSavedState(webviewApi.getState()), (saved) =>
    webviewApi.setState({ ...saved }),
  );
});
