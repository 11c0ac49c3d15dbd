import { PAGE_SIZE } from '../../src/core/gfn';

const WORD = 8;

/** What src/trace/xorDelta.wat makes of two versions of a page, in the plainest way. */
export function runsBetween(before: Uint8Array, after: Uint8Array): Uint8Array {
  const out: number[] = [];
  const differs = (word: number): boolean => {
    for (let i = word * WORD; i < (word + 1) * WORD; i++) if (before[i] !== after[i]) return true;
    return false;
  };
  let end = 0;
  for (let word = 0; word < PAGE_SIZE / WORD;) {
    if (!differs(word)) {
      word++;
      continue;
    }
    const start = word;
    while (word < PAGE_SIZE / WORD && differs(word)) word++;
    const [skip, length] = [start - end, word - start];
    out.push(skip & 255, skip >> 8, length & 255, length >> 8);
    for (let i = start * WORD; i < word * WORD; i++) out.push(before[i] ^ after[i]);
    end = word;
  }
  return Uint8Array.from(out);
}
