/**
 * All keys of the page, by the part they work in. Key handling looks them up here, and the sheet of
 * keys and the tooltips are written from here.
 */
import { t } from '../l10n';
import { KeyTable } from './keyTable';

/** Keys that work wherever no part has another use for them. */
export const PAGE_KEYS = new KeyTable(t('Anywhere'), [
  {
    does: t('next or previous part of the page, then of the window'),
    keys: [
      ['F6', 'nextPart'],
      ['Shift+F6', 'previousPart'],
    ],
  },
  {
    does: t('step back, step (in the header and the timeline)'),
    keys: [
      ['ArrowLeft', 'previous'],
      ['ArrowRight', 'next'],
    ],
  },
  {
    does: t('first, last sync point (there too)'),
    keys: [
      ['Home', 'first'],
      ['End', 'last'],
    ],
  },
  {
    does: t('previous, next sync point with the same cause'),
    keys: [
      [',', 'previousSameCause'],
      ['.', 'nextSameCause'],
    ],
  },
  { does: t('play, pause'), keys: [[' ', 'play']] },
  { does: t('go to a sync point'), keys: [['g', 'goTo']] },
  { does: t('bookmark this sync point, or edit its note'), keys: [['b', 'bookmark']] },
  {
    does: t('previous, next bookmark'),
    keys: [
      ['Ctrl+Alt+j', 'previousBookmark'],
      ['Ctrl+Alt+l', 'nextBookmark'],
    ],
  },
  { does: t('find a sync point by a query'), keys: [['Ctrl+Alt+f', 'find']] },
  {
    does: t('next, previous sync point that fits'),
    keys: [
      ['F3', 'findNext'],
      ['Shift+F3', 'findPrevious'],
    ],
  },
  { does: t('filter device fields'), keys: [['/', 'filter']] },
  { does: t('debug the trace'), keys: [['F5', 'debug']] },
  { does: t('this list'), keys: [['?', 'keys']] },
] as const);

/** What a key does wherever the focus is. */
export type PageAction = NonNullable<ReturnType<typeof PAGE_KEYS.actionOf>>;

/** Keys of the timeline. */
export const TIMELINE_KEYS = new KeyTable(t('Timeline'), [
  {
    does: t('step and take the range along'),
    keys: [
      ['Shift+ArrowLeft', 'extendBack'],
      ['Shift+ArrowRight', 'extend'],
    ],
  },
  {
    does: t('a tenth of the range back, on'),
    keys: [
      ['PageUp', 'leapBack'],
      ['PageDown', 'leap'],
    ],
  },
  {
    does: t('begin, end the range here'),
    keys: [
      ['[', 'begin'],
      [']', 'end'],
    ],
  },
  {
    does: t('narrow, widen the range, whole trace'),
    keys: [
      ['+', 'narrow'],
      ['-', 'widen'],
      ['0', 'whole'],
    ],
    also: [['=', 'narrow']],
  },
  {
    does: t('move the range back, on'),
    keys: [
      ['Alt+PageUp', 'shiftBack'],
      ['Alt+PageDown', 'shift'],
    ],
  },
  { does: t('choose lanes'), keys: [['l', 'lanes']] },
] as const);

/** Keys of the page map. */
export const MAP_KEYS = new KeyTable(t('Page map'), [
  {
    does: t('move a cell'),
    keys: [
      ['ArrowLeft', 'left'],
      ['ArrowUp', 'up'],
      ['ArrowDown', 'down'],
      ['ArrowRight', 'right'],
    ],
  },
  {
    does: t('previous, next dirtied run'),
    keys: [
      ['Ctrl+ArrowLeft', 'previousRun'],
      ['Ctrl+ArrowRight', 'nextRun'],
    ],
    also: [
      ['Ctrl+ArrowUp', 'previousRun'],
      ['Ctrl+ArrowDown', 'nextRun'],
    ],
  },
  {
    does: t('first, last page'),
    keys: [
      ['Home', 'start'],
      ['End', 'end'],
    ],
  },
  {
    does: t('scroll'),
    keys: [
      ['PageUp', 'scrollUp'],
      ['PageDown', 'scrollDown'],
    ],
  },
  {
    does: t('zoom in, out, show all'),
    keys: [
      ['+', 'zoomIn'],
      ['-', 'zoomOut'],
      ['0', 'zoomToAll'],
    ],
    also: [['=', 'zoomIn']],
  },
  { does: t('open the page'), keys: [['Enter', 'open']] },
  { does: t('select no page'), keys: [['Escape', 'deselect']] },
  { does: t('linear or Hilbert layout'), keys: [['h', 'layout']] },
  {
    does: t('colour this sync point, times dirtied, last written, bytes changed'),
    keys: [
      ['1', 'state'],
      ['2', 'times'],
      ['3', 'recency'],
      ['4', 'bytes'],
    ],
  },
] as const);

/** Keys of the table of devices. */
export const DEVICES_KEYS = new KeyTable(t('Devices'), [
  {
    does: t('move (from the filter, too)'),
    keys: [
      ['ArrowUp', 'up'],
      ['ArrowDown', 'down'],
    ],
  },
  {
    does: t('show, hide what is below: bits, unchanged fields'),
    keys: [
      ['ArrowRight', 'show'],
      ['ArrowLeft', 'hide'],
    ],
  },
  { does: t('plot the field over the range'), keys: [['p', 'plot']] },
] as const);

/** Keys of a plot; all but the last are those of the timeline and of the page. */
export const PLOT_KEYS = new KeyTable(t('Plot of a field'), [
  {
    does: t('step, to the ends'),
    keys: [
      ['ArrowLeft', 'previous'],
      ['ArrowRight', 'next'],
      ['Home', 'first'],
      ['End', 'last'],
    ],
  },
  {
    does: t('change the range'),
    keys: [
      ['[', 'begin'],
      [']', 'end'],
      ['+', 'narrow'],
      ['-', 'widen'],
      ['0', 'whole'],
    ],
  },
  { does: t('do not plot'), keys: [['Delete', 'remove']], also: [['Backspace', 'remove']] },
] as const);

/** Keys of the page's bytes. */
export const BYTES_KEYS = new KeyTable(t('Page'), [
  {
    does: t('next, previous difference'),
    keys: [
      ['F7', 'nextDifference'],
      ['Shift+F7', 'previousDifference'],
    ],
  },
  {
    does: t('previous, next version of the page'),
    keys: [
      ['Alt+ArrowLeft', 'previousVersion'],
      ['Alt+ArrowRight', 'nextVersion'],
    ],
  },
  {
    does: t('move the cursor over the bytes'),
    keys: [
      ['ArrowLeft', 'left'],
      ['ArrowUp', 'up'],
      ['ArrowDown', 'down'],
      ['ArrowRight', 'right'],
    ],
  },
  { does: t('type an offset to go to'), keys: [['o', 'typeOffset']] },
] as const);

/** Further keys of the page that compares, beside those of the bytes. */
export const COMPARISON_KEYS = new KeyTable(t('Comparison'), [
  {
    does: t('previous, next page'),
    keys: [
      ['Alt+ArrowUp', 'previousPage'],
      ['Alt+ArrowDown', 'nextPage'],
    ],
  },
] as const);

/** All tables of the inspector, in the order in which the sheet lists them. */
export const KEY_TABLES: readonly KeyTable<string>[] = [
  PAGE_KEYS,
  TIMELINE_KEYS,
  MAP_KEYS,
  DEVICES_KEYS,
  PLOT_KEYS,
  BYTES_KEYS,
];
