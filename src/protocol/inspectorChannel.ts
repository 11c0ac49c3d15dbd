import type { Channel } from './channel';
import type { InspectorNotices, InspectorRequests } from './inspector';

/** What the extension host offers the inspector's page. */
export interface InspectorHost {
  readonly requests: InspectorRequests;
  readonly notices: InspectorNotices;
}

/** A picture that the page made of a part of itself. */
export interface PagePicture {
  /** The bytes of a PNG file. */
  readonly png: Uint8Array;
}

/** What the inspector's page offers the extension host; it mostly asks and listens. */
export interface InspectorPage {
  readonly requests: {
    /** The page map as it is shown, with its legend. */
    mapPicture(): PagePicture;
    /** Puts that picture on the clipboard; an error if the page may not. */
    copyMapPicture(): void;
  };
  readonly notices: Record<never, never>;
}

/** The page's end: `new Channel<InspectorPage, InspectorHost>(port, {})`. */
export type InspectorPageChannel = Channel<InspectorPage, InspectorHost>;

/** The host's end. */
export type InspectorHostChannel = Channel<InspectorHost, InspectorPage>;
