import type { Damage } from '../trace/damageList';
import { formatCount, printable } from './format';

/** Each place of damage with its cost, on two lines. */
export function damageLines(damage: readonly Damage[]): string[] {
  return damage.flatMap(({ offset, what, cost }) => [
    `  offset ${formatCount(offset)}: ${printable(what)}`,
    `    lost: ${printable(cost)}`,
  ]);
}

/** The same in JSON. */
export function damageToJson(damage: readonly Damage[]): readonly Damage[] {
  return damage.map(({ offset, what, cost }) => ({ offset, what, cost }));
}
