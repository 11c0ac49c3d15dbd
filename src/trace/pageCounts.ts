/** How often pages were dirty over some points; columns of one length, GFNs ascending. */
export interface PageCounts {
  readonly gfns: Uint32Array;
  readonly counts: Uint32Array;
  readonly lastPoints: Uint32Array;
  /** 1 if the page was all zero at its last point. */
  readonly zero: Uint8Array;
}

/** Room for a table of so many pages. */
export function emptyCounts(pages: number): PageCounts {
  return {
    gfns: new Uint32Array(pages),
    counts: new Uint32Array(pages),
    lastPoints: new Uint32Array(pages),
    zero: new Uint8Array(pages),
  };
}

/** A table of counts, and the children that hold each page. */
export interface NodeCounts extends PageCounts {
  readonly children: Uint16Array;
}

/** Adds the counts of a NODE's next child, whose points all come later. */
export function addChild(
  node: NodeCounts | undefined,
  added: PageCounts,
  child: number,
): NodeCounts {
  const bit = 1 << child;
  if (node === undefined) {
    return { ...added, children: new Uint16Array(added.gfns.length).fill(bit) };
  }
  const { counts, fromA, fromB } = mergeCounts(node, added);
  const children = new Uint16Array(counts.gfns.length);
  for (let i = 0; i < children.length; i++) {
    if (fromA[i] > 0) children[i] = node.children[fromA[i] - 1];
    if (fromB[i] > 0) children[i] |= bit;
  }
  return { ...counts, children };
}

/**
 * Puts two tables together; all points of `b` come after those of `a`.
 * @returns the table, and for each of its pages the row in `a` and in `b` plus 1, or 0.
 */
export function mergeCounts(
  a: PageCounts,
  b: PageCounts,
): { counts: PageCounts; fromA: Uint32Array; fromB: Uint32Array } {
  const room = a.gfns.length + b.gfns.length;
  const merged = emptyCounts(room);
  const fromA = new Uint32Array(room);
  const fromB = new Uint32Array(room);
  let [i, j, n] = [0, 0, 0];
  while (i < a.gfns.length || j < b.gfns.length) {
    const gfnA = i < a.gfns.length ? a.gfns[i] : Infinity;
    const gfnB = j < b.gfns.length ? b.gfns[j] : Infinity;
    const gfn = Math.min(gfnA, gfnB);
    merged.gfns[n] = gfn;
    if (gfnA === gfn) {
      merged.counts[n] = a.counts[i];
      merged.lastPoints[n] = a.lastPoints[i];
      merged.zero[n] = a.zero[i];
      fromA[n] = ++i;
    }
    if (gfnB === gfn) {
      merged.counts[n] += b.counts[j];
      merged.lastPoints[n] = b.lastPoints[j];
      merged.zero[n] = b.zero[j];
      fromB[n] = ++j;
    }
    n++;
  }
  return {
    counts: {
      gfns: merged.gfns.slice(0, n),
      counts: merged.counts.slice(0, n),
      lastPoints: merged.lastPoints.slice(0, n),
      zero: merged.zero.slice(0, n),
    },
    fromA: fromA.subarray(0, n),
    fromB: fromB.subarray(0, n),
  };
}
