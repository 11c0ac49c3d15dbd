import type { RangeFigures } from '../trace/rangeFigures';
import type { Condition } from './condition';
import type { Comparison } from './tokens';
import { Verdict } from './verdict';
import type { Bounds } from './vocabulary';

/** Whether a comparison holds for all numbers within the bounds, or for none of them. */
export function compareBounds(
  [leastLeft, mostLeft]: Bounds,
  operator: Comparison,
  [leastRight, mostRight]: Bounds,
): Verdict {
  switch (operator) {
    case '<':
      return certain(mostLeft < leastRight, leastLeft >= mostRight);
    case '<=':
      return certain(mostLeft <= leastRight, leastLeft > mostRight);
    case '>':
      return certain(leastLeft > mostRight, mostLeft <= leastRight);
    case '>=':
      return certain(leastLeft >= mostRight, mostLeft < leastRight);
    case '==':
      return certain(
        leastLeft === mostRight && mostLeft === leastRight,
        mostLeft < leastRight || leastLeft > mostRight,
      );
    case '!=':
      return certain(
        mostLeft < leastRight || leastLeft > mostRight,
        leastLeft === mostRight && mostLeft === leastRight,
      );
  }
}

function certain(isYes: boolean, isNo: boolean): Verdict {
  if (isYes) return Verdict.yes;
  return isNo ? Verdict.no : Verdict.unknown;
}

/**
 * Whether a condition holds at all points of a range, or at none, as far as what they add up to tells:
 * so that the points need not be looked at.
 */
export function judgeRange(condition: Condition, range: RangeFigures): Verdict {
  switch (condition.kind) {
    case 'constant':
      return condition.value ? Verdict.yes : Verdict.no;
    case 'fact':
      return condition.within(range);
    case 'not': {
      const verdict = judgeRange(condition.operand, range);
      if (verdict === Verdict.unknown) return verdict;
      return verdict === Verdict.yes ? Verdict.no : Verdict.yes;
    }
    case 'all':
    case 'any': {
      const verdicts = condition.parts.map((part) => judgeRange(part, range));
      const deciding = condition.kind === 'all' ? Verdict.no : Verdict.yes;
      if (verdicts.includes(deciding)) return deciding;
      if (verdicts.includes(Verdict.unknown)) return Verdict.unknown;
      return deciding === Verdict.no ? Verdict.yes : Verdict.no;
    }
    case 'touches':
    case 'changed':
    case 'compareDevice':
      return Verdict.unknown;
  }
}
