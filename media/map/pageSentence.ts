import { formatHex, PAGE_SIZE } from '../../src/protocol/inspector';
import { formatCount } from '../format/quantities';
import { t, tCount } from '../l10n';
import type { PointFacts } from './pointPages';
import type { PageFacts } from './work/mapWork';

/** What the current sync point made of a page. @param facts undefined: it did not write the page. */
export function stateText(facts: PointFacts | undefined): string {
  if (facts === undefined) return t('not at this point');
  const { zero, bytes } = facts;
  if (bytes === undefined) return zero ? t('zero') : t('data');
  const changed = tCount(bytes, '{0} byte changed', '{0} bytes changed');
  return zero ? `${t('zero')}, ${changed}` : changed;
}

/** All that is known of the page under the cursor. */
export interface KnownPage {
  readonly gfn: number;
  readonly region: string;
  /** See {@link stateText}; empty where the colouring is not about one point. */
  readonly state: string;
  /** Undefined while that is not known. */
  readonly range: PageFacts | undefined;
}

/** A page in words, for a screen reader. */
export function pageSentence({ gfn, region, state, range }: KnownPage): string {
  const place = [`GFN ${formatHex(gfn)}`, t('address {0}', formatHex(gfn * PAGE_SIZE)), region];
  const parts = state === '' ? place : [...place, state];
  if (range === undefined) return parts.join(', ');
  if (range.count === 0) return [...parts, t('unchanged in range')].join(', ');
  return [
    ...parts,
    tCount(range.count, '{0} time in range', '{0} times in range'),
    t('last at {0}', formatCount(range.lastPoint)),
    ...(range.zero ? [t('zero then')] : []),
  ].join(', ');
}
