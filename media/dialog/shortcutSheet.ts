import { element } from '../dom/element';
import { Sheet } from './sheet';

/** The keys of the page, by where they work. The page's key handling is in the parts themselves. */
const SHORTCUTS: readonly {
  readonly where: string;
  readonly keys: readonly (readonly [keys: string, does: string])[];
}[] = [
  {
    where: 'Anywhere',
    keys: [
      ['F6  Shift+F6', 'next or previous part of the page, then of the window'],
      ['←  →', 'step back, step (in the header and the timeline)'],
      ['Home  End', 'first, last sync point (there too)'],
      [',  .', 'previous, next sync point with the same cause'],
      ['Space', 'play, pause'],
      ['G', 'go to a sync point'],
      ['/', 'filter device fields'],
      ['F5', 'debug the trace'],
      ['?', 'this list'],
    ],
  },
  {
    where: 'Timeline',
    keys: [
      ['Shift+←  Shift+→', 'step and take the range along'],
      ['[  ]', 'begin, end the range here'],
      ['+  -  0', 'narrow, widen the range, whole trace'],
    ],
  },
  {
    where: 'Page map',
    keys: [
      ['← ↑ ↓ →', 'move a cell'],
      ['Ctrl+←  Ctrl+→', 'previous, next dirtied run'],
      ['Home  End', 'first, last page'],
      ['Page Up  Page Down', 'scroll'],
      ['+  -  0', 'zoom in, out, show all'],
      ['Enter', 'open the page'],
      ['Escape', 'select no page'],
      ['H', 'linear or Hilbert layout'],
      ['1  2  3  4', 'colour this sync point, times dirtied, last written, bytes changed'],
    ],
  },
  {
    where: 'Devices',
    keys: [
      ['↑  ↓', 'move (from the filter, too)'],
      ['→  ←', 'show, hide what is below: bits, unchanged fields'],
      ['P', 'plot the field over the range'],
      ['←  →  Home  End', 'step (in a plot)'],
      ['[  ]  +  -  0', 'change the range (in a plot)'],
      ['Delete', 'do not plot'],
    ],
  },
  {
    where: 'Page',
    keys: [
      ['F7  Shift+F7', 'next, previous difference'],
      ['Alt+←  Alt+→', 'previous, next version of the page'],
      ['← ↑ ↓ →', 'move the cursor over the bytes'],
    ],
  },
];

/** The sheet that lists the keys. */
export function shortcutSheet(): Sheet {
  const groups = SHORTCUTS.map(({ where, keys }) =>
    element(
      'section',
      {},
      element('h3', {}, where),
      element(
        'dl',
        {},
        ...keys.flatMap(([key, does]) => [
          element('dt', {}, ...key.split('  ').flatMap((each) => [element('kbd', {}, each), ' '])),
          element('dd', {}, does),
        ]),
      ),
    ),
  );
  return new Sheet('Keys', 'shortcuts', element('div', { class: 'shortcut-groups' }, ...groups));
}
