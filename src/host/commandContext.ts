/**
 * What VS Code's menus hand to commands: a row of the tree, or what the page said of the element
 * under its context menu. Both are checked, since anybody may run a command.
 */

/** The sync point of a tree's row; undefined if the command was not run on one. */
export function commandPoint(given: unknown): number | undefined {
  const range = propertyOf(given, 'range');
  const [from, size] = [propertyOf(range, 'from'), propertyOf(range, 'size')];
  return size === 1 && typeof from === 'number' && Number.isInteger(from) ? from : undefined;
}

/** The field whose row has the context menu. */
export function fieldOfContext(
  given: unknown,
): { readonly device: string; readonly field: string } | undefined {
  const [device, field] = [propertyOf(given, 'device'), propertyOf(given, 'field')];
  return typeof device === 'string' && typeof field === 'string' ? { device, field } : undefined;
}

function propertyOf(of: unknown, name: string): unknown {
  if (typeof of !== 'object' || of === null || !(name in of)) return undefined;
  return (of as Record<string, unknown>)[name];
}
