/**
 * The page that compares: opens the channel to the extension host, asks what is compared with what,
 * and shows it, or says why it cannot.
 */
import { Channel } from '../src/protocol/channel';
import type { ComparisonHost, ComparisonPage } from '../src/protocol/comparisonChannel';
import { webviewApi, webviewPort } from './app/webviewPort';
import { showComparison } from './compare/comparePage';
import { freshView, readCompareView } from './compare/compareView';
import { button, element } from './dom/element';
import { t } from './l10n';
import './comparison.css';

const channel = new Channel<ComparisonPage, ComparisonHost>(webviewPort, {});
addEventListener('pagehide', () => channel.dispose());

const root = element('div', { class: 'root' });
document.body.append(root);
void open();

/** Never rejects: a failure is shown in place of the comparison. */
async function open(): Promise<void> {
  // An empty page for a moment is calmer than a message that flashes.
  const waiting = setTimeout(() => {
    root.replaceChildren(element('div', { class: 'opening' }, element('i', { class: 'progress' })));
  }, 500);
  try {
    const model = await channel.request('open');
    clearTimeout(waiting);
    const view = readCompareView(webviewApi.getState(), freshView(model));
    showComparison(root, channel, model, view, (state) => webviewApi.setState(state));
  } catch (error) {
    clearTimeout(waiting);
    const message = error instanceof Error ? error.message : String(error);
    root.replaceChildren(
      element(
        'div',
        { class: 'open-failed', role: 'alert' },
        element('h1', {}, t('These traces cannot be compared')),
        element('p', {}, message),
        button({ class: 'link', title: t('Try again') }, t('Try again'), () => void open()),
      ),
    );
  }
}
