/** A sync point that the user marked. */
export interface Bookmark {
  readonly point: number;
  /** What the user wrote about it; may be empty. */
  readonly note: string;
}

/** Longest note, in UTF-16 code units. */
export const MAX_NOTE_LENGTH = 2000;
