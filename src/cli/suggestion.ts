import { editDistance } from '../core/editDistance';

/**
 * What a user who typed `word` probably meant: the nearest of the candidates, if it is near enough
 * to be a slip of the fingers.
 */
export function suggestion(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = candidate.startsWith(word) ? 1 : editDistance(word, candidate);
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}
