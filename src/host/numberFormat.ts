import { NumberFormats } from '../protocol/numberFormats';
import { ENGLISH } from '../protocol/pageTexts';

let formats = new NumberFormats(ENGLISH.language);

/** Has numbers written as a language does; called once, when the extension begins. */
export function writeNumbersIn(language: string): void {
  formats = new NumberFormats(language);
}

/** A number with at most so many digits behind the point, or exactly so many: `9,400`. */
export function formatNumber(value: number | bigint, digits = 0, exactly = false): string {
  return formats.format(value, digits, exactly);
}
