/**
 * The region that F6 (or Shift+F6) leads to. Undefined past the first and the last one: there the key
 * is VS Code's, which goes on with the parts of its window.
 *
 * @param now the region that has the focus; -1 if none has.
 * @param count how many regions the page has.
 */
export function neighbouringRegion(
  now: number,
  count: number,
  direction: 1 | -1,
): number | undefined {
  // The header is skipped on the way in: the timeline is what most want first.
  if (now < 0) return direction === 1 ? 1 : 0;
  const to = now + direction;
  return to >= 0 && to < count ? to : undefined;
}

/** Whether Space has a meaning of its own on an element, such as pressing or unfolding it. */
export function takesSpace(target: Pick<Element, 'closest'>): boolean {
  return target.closest('button, summary, a, input, select') !== null;
}
