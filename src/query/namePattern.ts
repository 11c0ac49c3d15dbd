/** A pattern of names in which `*` stands for any characters, also none. */
export class NamePattern {
  readonly #parts: readonly string[];

  constructor(readonly text: string) {
    this.#parts = text.split('*');
  }

  /** Whether it has a `*`. */
  get isGlob(): boolean {
    return this.#parts.length > 1;
  }

  /** Whether the whole name fits; takes time in proportion to the name at most for each `*`. */
  matches(name: string): boolean {
    const parts = this.#parts;
    const [first] = parts;
    if (parts.length === 1) return name === first;
    const last = parts[parts.length - 1];
    const end = name.length - last.length;
    if (!name.startsWith(first) || !name.endsWith(last) || end < first.length) return false;
    // What stands between two stars may as well be where it is found first.
    let at = first.length;
    for (const part of parts.slice(1, -1)) {
      const found = name.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  }

  /** Whether a name that begins like this may fit; true where that is not certain. */
  mayMatchBelow(beginning: string): boolean {
    const [first] = this.#parts;
    return first.startsWith(beginning) || (this.isGlob && beginning.startsWith(first));
  }
}
