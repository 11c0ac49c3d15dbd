import type { Colouring } from './colouring';
import type { Pyramid } from './pyramid';

/** What the map shows of the guest's pages. */
export interface ShownPages {
  readonly pyramid: Pyramid;
  readonly colouring: Colouring;
  /** Another one whenever a code of the pyramid is another. */
  readonly version: number;
  /** Pages of each region that are coloured. */
  readonly dirtied: readonly number[];
  /** How many of them are all zero. */
  readonly zeros: number;
  /** What the hottest colour stands for, in times or in bytes. */
  readonly highest: number;
  /** GFN of the first page that was dirtied so often; undefined where times are not shown, or none was. */
  readonly hottest: number | undefined;
  /** The sync points that are shown: those of a range, or twice the same. */
  readonly from: number;
  readonly to: number;
}

let versions = 0;

/** A number that no pages had before. */
export function newVersion(): number {
  return ++versions;
}
