import type { Gfn } from '../core/gfn';
import type { PointColumns } from '../trace/pointColumns';
import type { RangeFigures } from '../trace/rangeFigures';
import type { NamePattern } from './namePattern';
import type { Comparison } from './tokens';
import type { Verdict } from './verdict';
import type { Bounds } from './vocabulary';

/** What a number or text in a comparison with a device's field is. */
export type DeviceOperand =
  | { readonly kind: 'field'; readonly path: string }
  | { readonly kind: 'constant'; readonly value: number | bigint | string | boolean }
  | {
      readonly kind: 'number';
      of(points: PointColumns, i: number): number;
      within(range: RangeFigures): Bounds;
    };

/** A condition that the facts of a sync point do not decide, or not always. */
export type Leaf =
  /** A page from one GFN to another was dirty. */
  | { readonly kind: 'touches'; readonly first: Gfn; readonly last: Gfn }
  /** A device whose name fits changed, or a field whose `device.field` fits. */
  | { readonly kind: 'changed'; readonly pattern: NamePattern }
  /** At least one side is a device's field. */
  | {
      readonly kind: 'compareDevice';
      readonly operator: Comparison;
      readonly left: DeviceOperand;
      readonly right: DeviceOperand;
    };

/** What a query means, with its types checked. */
export type Condition =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly operand: Condition }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Condition[] }
  /** Decided by what the trace tells of a sync point without its pages and devices. */
  | {
      readonly kind: 'fact';
      test(points: PointColumns, i: number): boolean;
      /** Whether it holds at all points of a range or at none; unknown where that is not certain. */
      within(range: RangeFigures): Verdict;
    }
  | Leaf;

/** What it costs to know a leaf, in an order: the index knows pages, devices must be read. */
const COSTS: Readonly<Record<Leaf['kind'], number>> = { touches: 0, changed: 1, compareDevice: 2 };

/** The leaves of a condition, those first that are known at less cost. */
export function leavesOf(condition: Condition): Leaf[] {
  return allLeaves(condition).sort((a, b) => COSTS[a.kind] - COSTS[b.kind]);
}

function allLeaves(condition: Condition): Leaf[] {
  switch (condition.kind) {
    case 'constant':
    case 'fact':
      return [];
    case 'not':
      return allLeaves(condition.operand);
    case 'all':
    case 'any':
      return condition.parts.flatMap(allLeaves);
    case 'touches':
    case 'changed':
    case 'compareDevice':
      return [condition];
  }
}

/** Conditions of which all must hold for the whole to hold. */
export function conjuncts(condition: Condition): readonly Condition[] {
  return condition.kind === 'all' ? condition.parts.flatMap(conjuncts) : [condition];
}
