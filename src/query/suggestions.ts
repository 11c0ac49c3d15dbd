import { editDistance } from '../core/editDistance';

/**
 * Which of some names a user may have meant, the likeliest first: those that differ in case or that
 * begin or end like it, then those a few letters away.
 */
export function nearNames(written: string, names: Iterable<string>, most = 3): string[] {
  const word = written.toLowerCase();
  const allowed = Math.max(1, Math.floor(word.length / 3));
  const near: { readonly name: string; readonly distance: number }[] = [];
  for (const name of names) {
    const other = name.toLowerCase();
    const isPart =
      word.length > 1 && (other.startsWith(word) || other.endsWith(word) || word.startsWith(other));
    const distance = other === word ? 0 : isPart ? 1 : distanceWithin(word, other, allowed);
    if (distance <= allowed) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance);
  return near.slice(0, most).map(({ name }) => name);
}

/** The distance, or more than `most` where the lengths alone tell that. */
function distanceWithin(a: string, b: string, most: number): number {
  return Math.abs(a.length - b.length) > most ? most + 1 : editDistance(a, b);
}
