/**
 * The page that compares: opens the channel to the extension host, asks what is compared with what,
 * and shows it, or says why it cannot.
 */
import { Channel } from '../src/protocol/channel';
import type { ComparisonHost, ComparisonPage } from '../src/protocol/comparisonChannel';
import { openPage } from './app/openPage';
import { webviewApi, webviewPort } from './app/webviewPort';
import { showComparison } from './compare/comparePage';
import { freshView, readCompareView } from './compare/compareView';
import { t } from './l10n';
import './comparison.css';

const channel = new Channel<ComparisonPage, ComparisonHost>(webviewPort, {});
addEventListener('pagehide', () => channel.dispose());

void openPage(t('These traces cannot be compared'), async (root) => {
  const model = await channel.request('open');
  const view = readCompareView(webviewApi.getState(), freshView(model));
  showComparison(root, channel, model, view, (state) => webviewApi.setState(state));
});
