/** Pages from one to the one behind the last. */
export interface PageRun {
  readonly from: number;
  readonly to: number;
}

/** The pages of regions one after another, without the holes between them, as a line from 0 to 1. */
export interface AddressLine {
  /** Where a page begins; of one in a hole, where the hole is. */
  shareOf(gfn: number): number;
  /** The page at a place; of one beside the line, that at its end. */
  gfnAt(share: number): number;
}

/** @param runs of which those that overlap count once. */
export function addressLine(runs: readonly PageRun[]): AddressLine {
  const joined: { from: number; to: number; before: number }[] = [];
  let total = 0;
  for (const { from, to } of [...runs].sort((a, b) => a.from - b.from)) {
    const first = Math.max(from, joined.at(-1)?.to ?? 0);
    if (to <= first) continue;
    joined.push({ from: first, to, before: total });
    total += to - first;
  }
  return {
    shareOf(gfn) {
      const run = joined.findLast(({ from }) => from <= gfn);
      if (run === undefined || total === 0) return 0;
      return (run.before + Math.min(gfn, run.to) - run.from) / total;
    },
    gfnAt(share) {
      const page = Math.max(0, Math.min(total - 1, Math.floor(share * total)));
      const run = joined.findLast(({ before }) => before <= page);
      return run === undefined ? 0 : run.from + page - run.before;
    },
  };
}
