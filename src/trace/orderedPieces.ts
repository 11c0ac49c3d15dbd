/** Another place where pieces can be made. */
export interface OtherPlace<T> {
  /** Whether it wants one: it does not while enough wait for it. */
  readonly ready: boolean;
  /** @returns undefined if it cannot after all. */
  make(piece: number): Promise<T | undefined>;
}

/**
 * Makes pieces in two places at once and hands them out in order.
 * @param count of the pieces, which are numbered from 0.
 * @param ahead most pieces that are begun and not handed out.
 * @param here makes one in this thread; also what the other place could not make.
 */
export async function* orderedPieces<T>(
  count: number,
  ahead: number,
  here: (piece: number) => Promise<T>,
  there?: OtherPlace<T>,
): AsyncGenerator<T, void, void> {
  const pieces = new Map<number, Piece<T>>();
  let wanted = 0;
  let next = 0;
  let stopped = false;

  const claim = (): number | undefined =>
    !stopped && next < Math.min(count, wanted + ahead) ? next++ : undefined;
  const begin = (piece: number, isThere: boolean, made: Promise<T>): Piece<T> => {
    const begun: Piece<T> = { made, isThere, done: false };
    // Who waits for it gets the error.
    made.catch(() => undefined).finally(() => (begun.done = true));
    pieces.set(piece, begun);
    return begun;
  };
  const makeThere = async (place: OtherPlace<T>, piece: number): Promise<T> => {
    const made = await place.make(piece);
    keepBusyThere();
    if (made === undefined && stopped) throw new Error(`nobody waits for piece ${piece}`);
    return made ?? here(piece);
  };
  const keepBusyThere = (): void => {
    while (there?.ready === true) {
      const piece = claim();
      if (piece === undefined) return;
      begin(piece, true, makeThere(there, piece));
    }
  };

  try {
    for (; wanted < count; wanted++) {
      // This one is made here unless it was begun; what is begun there is one of the next.
      const piece = pieces.get(wanted) ?? begin(wanted, false, here(next++));
      keepBusyThere();
      while (piece.isThere && !piece.done) {
        const other = claim();
        if (other === undefined) break;
        await begin(other, false, here(other)).made.catch(() => undefined);
      }
      yield await piece.made;
      pieces.delete(wanted);
    }
  } finally {
    stopped = true;
  }
}

interface Piece<T> {
  readonly made: Promise<T>;
  readonly isThere: boolean;
  done: boolean;
}
