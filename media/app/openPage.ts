import { button, element } from '../dom/element';
import { t } from '../l10n';

/** How long opening may take before the page says that it is at it: an empty page for a moment is calmer. */
const PATIENCE_MS = 500;

/**
 * Fills a page, or says in place of it why that cannot be done, and lets the user try again.
 * @param failed the heading over what went wrong.
 * @param show asks for what the page shows, and puts it into `root`.
 */
export async function openPage(
  failed: string,
  show: (root: HTMLElement) => Promise<void>,
): Promise<void> {
  const root = element('div', { class: 'root' });
  document.body.append(root);
  const open = async (): Promise<void> => {
    const waiting = setTimeout(() => {
      root.replaceChildren(
        element('div', { class: 'opening' }, element('i', { class: 'progress' })),
      );
    }, PATIENCE_MS);
    try {
      await show(root);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      root.replaceChildren(
        element(
          'div',
          { class: 'open-failed', role: 'alert' },
          element('h1', {}, failed),
          element('p', {}, message),
          button({ class: 'link', title: t('Try again') }, t('Try again'), () => void open()),
        ),
      );
    } finally {
      clearTimeout(waiting);
    }
  };
  await open();
}
