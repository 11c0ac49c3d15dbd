/**
 * Whether a field is shown: by its whole path, such as `cpu.0.eflags`, and the names of its parts,
 * such as `ZF`.
 */
export type FieldFilter = (path: string, parts?: readonly string[]) => boolean;

/**
 * Reads a filter as it is typed: words that all must be found, in any case, in the path or as the name
 * of a part. `*` stands for anything; a word with a star must match the whole path. Quotes make one
 * word of several.
 */
export function fieldFilter(text: string): FieldFilter {
  const tests = wordsOf(text.toLowerCase()).map((word): FieldFilter => {
    if (!word.includes('*')) {
      return (path, parts) =>
        path.includes(word) || (parts?.some((part) => part.toLowerCase() === word) ?? false);
    }
    const pieces = word.split('*').map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`^${pieces.join('.*')}$`);
    return (path) => pattern.test(path);
  });
  return (path, parts) => {
    const lower = path.toLowerCase();
    return tests.every((test) => test(lower, parts));
  };
}

/** The filter that shows a field, and others whose paths its own is a part of. */
export function filterForField(device: string, field: string): string {
  const path = `${device}.${field}`.replaceAll('"', '*');
  return /\s/.test(path) ? `"${path}"` : path;
}

function wordsOf(text: string): string[] {
  return Array.from(text.matchAll(/"([^"]*)"?|[^\s"]+/g), ([word, quoted]) =>
    word.startsWith('"') ? quoted : word,
  ).filter((word) => word !== '');
}
