import type { Disposable } from '../../core/disposables';
import { Emitter } from '../../core/events';
import { MAX_NOTE_LENGTH, type Bookmark } from '../../protocol/bookmarks';
import type { PositionStore } from '../positionMemory';

const KEY = 'kemari.bookmarks';

/** Most bookmarks of one recording. */
export const MAX_BOOKMARKS = 10_000;

/**
 * The bookmarks of every recording that has some, kept with the workspace. They belong to the recording,
 * whatever its file is called and wherever it lies.
 */
export class BookmarkMemory implements Disposable {
  readonly #store: PositionStore;
  /** By the recording's UUID; ascending, one a point. */
  readonly #bookmarks: Map<string, readonly Bookmark[]>;
  readonly #changed = new Emitter<string>();

  /** Tells the UUID of the recording whose bookmarks have changed. */
  readonly onChanged = this.#changed.event;

  constructor(store: PositionStore) {
    this.#store = store;
    this.#bookmarks = readKept(store.get(KEY));
  }

  /** Ascending by point. */
  of(uuid: string): readonly Bookmark[] {
    return this.#bookmarks.get(uuid) ?? [];
  }

  /** The bookmark at a point. */
  at(uuid: string, point: number): Bookmark | undefined {
    return this.of(uuid).find((bookmark) => bookmark.point === point);
  }

  /** The nearest bookmark behind or before a point. */
  beside(uuid: string, point: number, direction: 'next' | 'previous'): Bookmark | undefined {
    const all = this.of(uuid);
    return direction === 'next'
      ? all.find((bookmark) => bookmark.point > point)
      : all.findLast((bookmark) => bookmark.point < point);
  }

  /**
   * Marks a point, or changes the note of its bookmark.
   * @returns false if the recording has too many bookmarks.
   */
  put(uuid: string, { point, note }: Bookmark): boolean {
    const others = this.of(uuid).filter((bookmark) => bookmark.point !== point);
    if (others.length >= MAX_BOOKMARKS) return false;
    const bookmark = { point, note: note.slice(0, MAX_NOTE_LENGTH) };
    this.#set(
      uuid,
      [...others, bookmark].sort((a, b) => a.point - b.point),
    );
    return true;
  }

  /** @returns whether there was one. */
  remove(uuid: string, point: number): boolean {
    if (this.at(uuid, point) === undefined) return false;
    this.#set(
      uuid,
      this.of(uuid).filter((bookmark) => bookmark.point !== point),
    );
    return true;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #set(uuid: string, bookmarks: readonly Bookmark[]): void {
    if (bookmarks.length === 0) this.#bookmarks.delete(uuid);
    else this.#bookmarks.set(uuid, bookmarks);
    void this.#store.update(KEY, Object.fromEntries(this.#bookmarks));
    this.#changed.fire(uuid);
  }
}

/** What is kept may come from another version: what does not fit is left out. */
function readKept(kept: unknown): Map<string, readonly Bookmark[]> {
  const read = new Map<string, readonly Bookmark[]>();
  if (typeof kept !== 'object' || kept === null) return read;
  for (const [uuid, list] of Object.entries(kept)) {
    if (!Array.isArray(list)) continue;
    const byPoint = new Map<number, Bookmark>();
    for (const each of list.slice(0, MAX_BOOKMARKS)) {
      const bookmark = readBookmark(each);
      if (bookmark !== undefined) byPoint.set(bookmark.point, bookmark);
    }
    if (byPoint.size > 0)
      read.set(
        uuid,
        [...byPoint.values()].sort((a, b) => a.point - b.point),
      );
  }
  return read;
}

function readBookmark(value: unknown): Bookmark | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { point, note } = value as Partial<Record<keyof Bookmark, unknown>>;
  if (typeof point !== 'number' || !Number.isSafeInteger(point) || point < 0) return undefined;
  return typeof note === 'string' ? { point, note: note.slice(0, MAX_NOTE_LENGTH) } : undefined;
}
