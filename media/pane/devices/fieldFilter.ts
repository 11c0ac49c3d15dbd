/** Whether a field is shown; the field's whole path, such as `cpu.0.eflags`. */
export type FieldFilter = (path: string) => boolean;

/**
 * Reads a filter as it is typed: words that all must be found, in any case. `*` stands for anything;
 * a word with a star must match the whole path.
 */
export function fieldFilter(text: string): FieldFilter {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const tests = words.map((word): FieldFilter => {
    if (!word.includes('*')) return (path) => path.includes(word);
    const parts = word.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`^${parts.join('.*')}$`);
    return (path) => pattern.test(path);
  });
  return (path) => {
    const lower = path.toLowerCase();
    return tests.every((test) => test(lower));
  };
}
