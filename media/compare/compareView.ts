import { CHOICES } from '../app/savedState';
import type { ComparisonModel, PageSide } from '../../src/protocol/comparison';
import { PAGE_SIDES } from '../../src/protocol/comparison';

/** What a comparison's tabs are called by. */
export const COMPARE_TABS = ['figures', 'pages', 'devices'] as const;
export type CompareTab = (typeof COMPARE_TABS)[number];

/** Which pages are listed: those whose content differs, or those that were written. */
export const PAGE_LISTS = ['contents', 'written'] as const;
export type PageListKind = (typeof PAGE_LISTS)[number];

/** What the page keeps when VS Code hides it or starts again, beside what is compared. */
export interface CompareView {
  tab: CompareTab;
  list: PageListKind;
  /** Only pages of this kind are listed; undefined: all. */
  side: PageSide | undefined;
  /** The selected page. */
  page: number | undefined;
  byteOrder: 'little' | 'big';
  integers: 'unsigned' | 'signed' | 'hex';
}

/** What is shown first of a comparison. */
export type FreshView = Pick<CompareView, 'tab' | 'list'>;

/**
 * Points are compared for what they hold, ranges for what went on in them. The content of two recordings
 * is not looked at unasked, since that reads all of both memories.
 */
export function freshView({ sameRecording, ranges }: ComparisonModel): FreshView {
  const ofPoints = [ranges.left, ranges.right].every(({ from, to }) => from === to);
  return {
    tab: sameRecording && ofPoints ? 'pages' : 'figures',
    list: sameRecording ? 'written' : 'contents',
  };
}

/**
 * Reads what an earlier page saved, which may be anything.
 * @param fresh stands where nothing that fits was saved.
 */
export function readCompareView(saved: unknown, fresh: FreshView): CompareView {
  const from =
    typeof saved === 'object' && saved !== null ? (saved as Record<string, unknown>) : {};
  const oneOf = <T extends string>(name: string, choices: readonly T[]): T | undefined =>
    choices.find((each) => each === from[name]);
  const { page } = from;
  return {
    tab: oneOf('tab', COMPARE_TABS) ?? fresh.tab,
    list: oneOf('list', PAGE_LISTS) ?? fresh.list,
    side: oneOf('side', PAGE_SIDES),
    page: typeof page === 'number' && Number.isInteger(page) && page >= 0 ? page : undefined,
    byteOrder: oneOf('byteOrder', CHOICES.byteOrder) ?? 'little',
    integers: oneOf('integers', CHOICES.integers) ?? 'unsigned',
  };
}
