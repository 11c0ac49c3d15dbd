import type { Channel } from './channel';
import type { InspectorNotices, InspectorRequests } from './inspector';

/** What the extension host offers the inspector's page. */
export interface InspectorHost {
  readonly requests: InspectorRequests;
  readonly notices: InspectorNotices;
}

/** What the inspector's page offers the extension host: nothing yet; it asks and listens. */
export interface InspectorPage {
  readonly requests: Record<never, never>;
  readonly notices: Record<never, never>;
}

/** The page's end: `new Channel<InspectorPage, InspectorHost>(port, {})`. */
export type InspectorPageChannel = Channel<InspectorPage, InspectorHost>;

/** The host's end. */
export type InspectorHostChannel = Channel<InspectorHost, InspectorPage>;
