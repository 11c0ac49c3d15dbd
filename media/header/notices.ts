import { button, element } from '../dom/element';
import { icon } from '../dom/icons';

/** What the user should know about the file, such as that its end is cut off; can be closed. */
export function notices(texts: readonly string[]): HTMLElement {
  const made = element('div', { class: 'notices', role: 'status', hidden: texts.length === 0 });
  for (const text of texts) {
    const row = element('div', { class: 'notice' }, icon('warning'), element('span', {}, text));
    const close = button({ class: 'tool', title: 'Hide this notice' }, icon('close'), () => {
      row.remove();
      made.hidden = made.childElementCount === 0;
    });
    row.append(close);
    made.append(row);
  }
  return made;
}
