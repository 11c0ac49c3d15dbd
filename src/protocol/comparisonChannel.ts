import type { Channel } from './channel';
import type { ComparisonNotices, ComparisonRequests } from './comparison';

/** What the extension host offers the page that compares. */
export interface ComparisonHost {
  readonly requests: ComparisonRequests;
  readonly notices: ComparisonNotices;
}

/** What that page offers the extension host: nothing; it asks and listens. */
export interface ComparisonPage {
  readonly requests: Record<never, never>;
  readonly notices: Record<never, never>;
}

/** The page's end. */
export type ComparisonPageChannel = Channel<ComparisonPage, ComparisonHost>;

/** The host's end. */
export type ComparisonHostChannel = Channel<ComparisonHost, ComparisonPage>;
