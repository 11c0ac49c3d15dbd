import type { PartModel } from '../../../src/protocol/inspector';
import { t } from '../../l10n';

/** Hexadecimal numbers at least this long are worth shortening. */
const LONG = 12;

/** Digits that are always left of a shortened number. */
const KEPT = 4;

/**
 * The value after a change, without the leading digits it has in common with the value before, where
 * both are long hexadecimal numbers: `0xffffffff81a4c3d2` then `…81a4c41e`.
 */
export function shortenedAfter(before: string, after: string): string {
  const hexadecimal = /^0x[0-9a-f]+$/i;
  if (after.length < LONG || before.length !== after.length) return after;
  if (!hexadecimal.test(before) || !hexadecimal.test(after)) return after;
  let common = 2;
  while (common < after.length - KEPT && before[common] === after[common]) common++;
  // Only whole groups of four digits, counted from the right, so that what is left reads as one.
  const left = Math.ceil((after.length - common) / 4) * 4;
  return left >= after.length - 2 ? after : `…${after.slice(-left)}`;
}

/** A part of a register that changed: in a few characters, how it is to look, and how it is read aloud. */
export function partText({ name, isFlag, before = '–', after = '–' }: PartModel): {
  readonly text: string;
  readonly kind: 'set' | 'cleared' | 'changed';
  readonly spoken: string;
} {
  if (!isFlag) {
    return {
      text: `${name} ${before} → ${after}`,
      kind: 'changed',
      spoken: t('{0} {1} to {2}', name, before, after),
    };
  }
  return after === '1'
    ? { text: `+${name}`, kind: 'set', spoken: t('set {0}', name) }
    : { text: `−${name}`, kind: 'cleared', spoken: t('cleared {0}', name) };
}
