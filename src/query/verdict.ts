import type { PointColumns } from '../trace/pointColumns';
import type { Condition, Leaf } from './condition';
import type { NamePattern } from './namePattern';

/** What is known of a condition at a sync point. */
export enum Verdict {
  no,
  yes,
  /** The trace must be read further. */
  unknown,
}

/** Consecutive sync points, with what was found out about them so far. */
export interface KnownPoints {
  readonly points: PointColumns;
  /** For each leaf of the query, a Verdict for each point; undefined: all are unknown. */
  readonly answers: readonly (Uint8Array | undefined)[];
  /** Set by a test that gives `unknown`: the first leaf, by its number, that may decide. */
  missing: number;
}

/** Judges the i-th of some points. */
export type Test = (known: KnownPoints, i: number) => Verdict;

/**
 * The test of a condition. What is decided without a leaf's answer does not ask for it.
 * @param leaves of the whole query, by their numbers.
 */
export function makeTest(condition: Condition, leaves: readonly Leaf[]): Test {
  switch (condition.kind) {
    case 'constant': {
      const verdict = condition.value ? Verdict.yes : Verdict.no;
      return () => verdict;
    }
    case 'fact':
      return ({ points }, i) => (condition.test(points, i) ? Verdict.yes : Verdict.no);
    case 'not': {
      const test = makeTest(condition.operand, leaves);
      return (known, i) => {
        const verdict = test(known, i);
        if (verdict === Verdict.unknown) return verdict;
        return verdict === Verdict.yes ? Verdict.no : Verdict.yes;
      };
    }
    case 'all':
      return joined(condition.parts, leaves, Verdict.no);
    case 'any':
      return joined(condition.parts, leaves, Verdict.yes);
    case 'changed':
      return changedTest(condition.pattern, leaves.indexOf(condition));
    case 'touches':
    case 'compareDevice':
      return answerOf(leaves.indexOf(condition));
  }
}

/** @param deciding the verdict of one part that is the verdict of the whole. */
function joined(
  parts: readonly Condition[],
  leaves: readonly Leaf[],
  deciding: Verdict.no | Verdict.yes,
): Test {
  const tests = parts.map((part) => makeTest(part, leaves));
  const otherwise = deciding === Verdict.no ? Verdict.yes : Verdict.no;
  return (known, i) => {
    let missing = -1;
    for (const test of tests) {
      const verdict = test(known, i);
      if (verdict === deciding) return verdict;
      if (verdict === Verdict.unknown && (missing < 0 || known.missing < missing)) {
        missing = known.missing;
      }
    }
    if (missing < 0) return otherwise;
    known.missing = missing;
    return Verdict.unknown;
  };
}

function answerOf(leaf: number): Test {
  return (known, i) => {
    const verdict: Verdict = known.answers[leaf]?.[i] ?? Verdict.unknown;
    if (verdict === Verdict.unknown) known.missing = leaf;
    return verdict;
  };
}

/** The names of the devices that changed often tell enough. */
function changedTest(pattern: NamePattern, leaf: number): Test {
  const byNames = new WeakMap<readonly string[], Uint8Array>();
  const fromAnswer = answerOf(leaf);
  return (known, i) => {
    const { changed } = known.points.columns;
    let verdicts = byNames.get(changed.names);
    if (verdicts === undefined) {
      verdicts = Uint8Array.from(changed.names, (name) => verdictOfName(pattern, name));
      byNames.set(changed.names, verdicts);
    }
    let verdict = Verdict.no;
    for (let k = changed.from[i]; k < changed.from[i + 1]; k++) {
      const each: Verdict = verdicts[changed.devices[k]];
      if (each === Verdict.yes) return each;
      if (each === Verdict.unknown) verdict = each;
    }
    return verdict === Verdict.unknown ? fromAnswer(known, i) : verdict;
  };
}

/** Whether a pattern fits if the device of this name changed. */
function verdictOfName(pattern: NamePattern, device: string): Verdict {
  if (pattern.matches(device)) return Verdict.yes;
  return pattern.mayMatchBelow(`${device}.`) ? Verdict.unknown : Verdict.no;
}
