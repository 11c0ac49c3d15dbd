import { element } from '../dom/element';
import { keyLabel } from '../keys/keyName';
import { KEY_TABLES } from '../keys/keys';
import { t } from '../l10n';
import { Sheet } from './sheet';

/** The sheet that lists the keys. */
export function shortcutSheet(): Sheet {
  const groups = KEY_TABLES.map(({ where, rows }) =>
    element(
      'section',
      {},
      element('h3', {}, where),
      element(
        'dl',
        {},
        ...rows.flatMap(({ does, keys }) => [
          element('dt', {}, ...keys.flatMap(([key]) => [element('kbd', {}, keyLabel(key)), ' '])),
          element('dd', {}, does),
        ]),
      ),
    ),
  );
  return new Sheet(t('Keys'), 'shortcuts', element('div', { class: 'shortcut-groups' }, ...groups));
}
