import { keyLabel, keyNameOf, type KeyPress } from './keyName';

/** Some keys that belong together, as the sheet of keys lists them. */
export interface KeyRow<Action extends string> {
  /** What they do, in a few words. */
  readonly does: string;
  /** Names as {@link keyNameOf} gives them, each with what it does. */
  readonly keys: readonly (readonly [key: string, action: Action])[];
  /** Further keys for the same, which are not listed. */
  readonly also?: readonly (readonly [key: string, action: Action])[];
}

/** The keys of one part of the page: what they do, and how they are written. */
export class KeyTable<Action extends string> {
  readonly #actions: ReadonlyMap<string, Action>;

  constructor(
    /** Where the keys work. */
    readonly where: string,
    readonly rows: readonly KeyRow<Action>[],
  ) {
    const pairs = rows.flatMap(({ keys, also = [] }) => [...keys, ...also]);
    this.#actions = new Map(pairs);
    if (this.#actions.size < pairs.length) throw new Error(`${where} has a key twice`);
  }

  /** What a key does here; undefined if that is nothing. */
  actionOf(event: KeyPress): Action | undefined {
    return this.#actions.get(keyNameOf(event));
  }

  /** A title with the first key that does this: `Step (→)`. */
  title(text: string, action: Action): string {
    const key = this.rows.flatMap(({ keys }) => keys).find(([, does]) => does === action)?.[0];
    return key === undefined ? text : `${text} (${keyLabel(key)})`;
  }
}
