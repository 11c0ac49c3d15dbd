import { CAUSES } from '../core/syncPoint';
import type { PointColumns } from '../trace/pointColumns';
import type { RangeFigures } from '../trace/rangeFigures';
import { compareBounds } from './bounds';
import type { Checker } from './checker';
import type { Condition, DeviceOperand } from './condition';
import { isEqual } from './leafComparison';
import { nearNames } from './suggestions';
import type { Expression } from './syntax';
import type { Comparison } from './tokens';
import { Verdict } from './verdict';
import { CAUSE_FIELD, NUMBER_FIELDS, type Bounds } from './vocabulary';

type Compare = Extract<Expression, { kind: 'compare' }>;

/** One side of a comparison, by what it can be compared with. */
type Operand = { readonly at: Expression } & (
  | DeviceOperand
  | { readonly kind: 'cause' }
  /** An error was told. */
  | { readonly kind: 'nothing' }
);

/** Gives a comparison its meaning, if both sides are of types that can be compared. */
export function checkComparison(compare: Compare, checker: Checker): Condition {
  const left = operandOf(compare.left, checker);
  const right = operandOf(compare.right, checker);
  const { operator } = compare;
  if (left.kind === 'nothing' || right.kind === 'nothing')
    return { kind: 'constant', value: false };
  if (left.kind === 'cause') return compareCause(compare, right, checker);
  if (right.kind === 'cause') return compareCause(compare, left, checker);
  if (left.kind === 'field' || right.kind === 'field') {
    const other = left.kind === 'field' ? right : left;
    const isText =
      other.kind === 'constant' &&
      typeof other.value !== 'number' &&
      typeof other.value !== 'bigint';
    if (isText && operator !== '==' && operator !== '!=') {
      return checker.wrong(compare.operatorSpan, `${operator} is for numbers; here are == and !=`, [
        '==',
        '!=',
      ]);
    }
    return { kind: 'compareDevice', operator, left, right };
  }
  for (const side of [left, right]) {
    if (
      side.kind === 'constant' &&
      (typeof side.value === 'string' || typeof side.value === 'boolean')
    ) {
      return checker.wrong(side.at, 'expected a number; text is for cause and device()');
    }
  }
  if (left.kind === 'constant' && right.kind === 'constant') {
    return checker.wrong(compare, 'expected a field or a function on one side');
  }
  const a = numberOf(left);
  const b = numberOf(right);
  return {
    kind: 'fact',
    test: NUMBER_TESTS[operator](a, b),
    within: (range) => compareBounds(boundsOf(left, range), operator, boundsOf(right, range)),
  };
}

function operandOf(at: Expression, checker: Checker): Operand {
  switch (at.kind) {
    case 'number':
    case 'text':
      return { kind: 'constant', value: at.value, at };
    case 'name': {
      if (at.name === CAUSE_FIELD) return { kind: 'cause', at };
      if (at.name === 'true' || at.name === 'false') {
        return { kind: 'constant', value: at.name === 'true', at };
      }
      const field = NUMBER_FIELDS.find(({ name }) => name === at.name);
      if (field !== undefined)
        return {
          kind: 'number',
          of: (points, i) => field.of(points, i),
          within: (range) => field.within(range),
          at,
        };
      checker.unknownName(at, at.name);
      return { kind: 'nothing', at };
    }
    case 'call': {
      const name = checker.functionOf(at);
      if (name === 'device') {
        const path = checker.devicePath(at);
        return path === undefined ? { kind: 'nothing', at } : { kind: 'field', path, at };
      }
      if (name !== undefined) {
        checker.wrong(at, `${name}() holds or does not; it cannot be compared`);
      }
      return { kind: 'nothing', at };
    }
    case 'not':
    case 'all':
    case 'any':
    case 'compare': {
      const hint = at.kind === 'not' ? '; put what ! is for in parentheses' : '';
      checker.wrong(at, `a condition cannot be compared${hint}`);
      return { kind: 'nothing', at };
    }
  }
}

function compareCause(
  { operator, operatorSpan }: Compare,
  other: Operand,
  checker: Checker,
): Condition {
  if (operator !== '==' && operator !== '!=') {
    const message = `causes have no order; compare them with == or !=`;
    return checker.wrong(operatorSpan, message, ['==', '!=']);
  }
  const quoted = CAUSES.map((cause) => `"${cause}"`);
  const causes = `causes are ${CAUSES.join(', ')}`;
  if (other.kind !== 'constant' || typeof other.value !== 'string') {
    return checker.wrong(other.at, `expected a cause in quotes; ${causes}`, quoted);
  }
  const { value } = other;
  const sought = CAUSES.findIndex((cause) => cause === value);
  if (sought < 0) {
    const near = nearNames(value, CAUSES, CAUSES.length).map((cause) => `"${cause}"`);
    return checker.wrong(other.at, `there is no cause ${value}; ${causes}`, [
      ...new Set([...near, ...quoted]),
    ]);
  }
  const isEqual = operator === '==';
  return {
    kind: 'fact',
    test: ({ columns }, i) => (columns.causes[i] === sought) === isEqual,
    within: ({ causes, points }) => {
      const count = causes[CAUSES[sought]];
      if (count > 0 && count < points) return Verdict.unknown;
      return count > 0 === isEqual ? Verdict.yes : Verdict.no;
    },
  };
}

type NumberOf = (points: PointColumns, i: number) => number | bigint;

function numberOf(operand: DeviceOperand): NumberOf {
  if (operand.kind === 'number') return (points, i) => operand.of(points, i);
  const value = operand.kind === 'constant' ? operand.value : NaN;
  const number = typeof value === 'bigint' ? value : Number(value);
  return () => number;
}

function boundsOf(operand: DeviceOperand, range: RangeFigures): Bounds {
  if (operand.kind === 'number') return operand.within(range);
  // The nearest number of a 64-bit integer may lie on either side of it.
  const value = operand.kind === 'constant' ? operand.value : NaN;
  return typeof value === 'number' ? [value, value] : [-Infinity, Infinity];
}

type Test = (points: PointColumns, i: number) => boolean;

/** A function for each, so that none is chosen anew at each of a million points. */
const NUMBER_TESTS: Readonly<Record<Comparison, (a: NumberOf, b: NumberOf) => Test>> = {
  '==': (a, b) => (points, i) => isEqual(a(points, i), b(points, i)),
  '!=': (a, b) => (points, i) => !isEqual(a(points, i), b(points, i)),
  '<': (a, b) => (points, i) => a(points, i) < b(points, i),
  '<=': (a, b) => (points, i) => a(points, i) <= b(points, i),
  '>': (a, b) => (points, i) => a(points, i) > b(points, i),
  '>=': (a, b) => (points, i) => a(points, i) >= b(points, i),
};
