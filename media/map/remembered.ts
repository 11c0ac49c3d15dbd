/** The function, which does its work anew only when it is given something else than last time. */
export function remembered<A extends readonly unknown[], R>(
  make: (...from: A) => R,
): (...from: A) => R {
  let last: { readonly from: A; readonly made: R } | undefined;
  return (...from) => {
    if (last === undefined || !same(last.from, from)) last = { from, made: make(...from) };
    return last.made;
  };
}

/** Whether two lists hold the same things. */
export function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
