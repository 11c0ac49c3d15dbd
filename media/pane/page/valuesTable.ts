import type { PageModel } from '../../../src/protocol/inspector';
import { element } from '../../dom/element';
import { t } from '../../l10n';
import { valuesAt } from './valuesAt';

/** What the bytes at the cursor are as numbers and text, before and after. */
export class ValuesTable {
  readonly element = element('div', {
    class: 'values',
    role: 'table',
    'aria-label': t('At the cursor'),
  });

  render(model: PageModel, offset: number): void {
    const after = valuesAt(model.bytes, offset);
    const before = model.before && valuesAt(model.before.bytes, offset);
    this.element.replaceChildren(
      ...after.map(({ name, value }, i) => {
        const was = before?.[i].value;
        const changed = was !== undefined && was !== value;
        return element(
          'div',
          { class: 'value-row', role: 'row' },
          element('span', { class: 'muted', role: 'rowheader' }, name),
          element('span', { class: 'mono muted', role: 'cell', title: was }, changed ? was : ''),
          element('span', { class: 'muted', 'aria-hidden': 'true' }, changed ? '→' : ''),
          element('span', { class: 'mono', role: 'cell', title: value }, value),
        );
      }),
    );
  }
}
