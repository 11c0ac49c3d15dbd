/**
 * The page's texts in the user's language. The English text is the key, as in `vscode.l10n`; what
 * belongs to a text is written `{0}`, `{1}`. The host puts the translations into the page.
 */
import { NumberFormats } from '../src/protocol/numberFormats';
import { ENGLISH, PAGE_TEXTS_ID, type PageTexts } from '../src/protocol/pageTexts';

/** Translates texts, and writes numbers, in one language. */
export class Localization {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #numbers: NumberFormats;

  constructor({ language, texts }: PageTexts) {
    this.#texts = new Map(Object.entries(texts));
    this.#numbers = new NumberFormats(language);
  }

  /** The text with its parts filled in. */
  text(message: string, args: readonly (string | number)[]): string {
    const translated = this.#texts.get(message) ?? message;
    return translated.replaceAll(/\{(\d+)\}/g, (place, index: string) =>
      String(args[Number(index)] ?? place),
    );
  }

  /** A number with at most so many digits behind the point, or exactly so many. */
  number(value: number | bigint, digits = 0, exactly = false): string {
    return this.#numbers.format(value, digits, exactly);
  }

  /** A number in a few characters. */
  compact(value: number): string {
    return this.#numbers.compact(value);
  }
}

/** What the host put into this page; English where there is no page or nothing in it. */
function readPageTexts(): PageTexts {
  if (typeof document === 'undefined') return ENGLISH;
  const json = document.getElementById(PAGE_TEXTS_ID)?.textContent;
  return json ? (JSON.parse(json) as PageTexts) : ENGLISH;
}

const page = new Localization(readPageTexts());

/** A text in the user's language. @param message English, written out so that it can be found. */
export function t(message: string, ...args: readonly (string | number)[]): string {
  return page.text(message, args);
}

/**
 * A text that counts something.
 * @param one for a count of 1, with `{0}` where the number stands.
 * @param many for all other counts.
 * @param args what belongs to `{1}` and so on.
 */
export function tCount(
  count: number,
  one: string,
  many: string,
  ...args: readonly (string | number)[]
): string {
  return page.text(count === 1 ? one : many, [page.number(count), ...args]);
}

/** A number in the user's language. */
export function formatNumber(value: number | bigint, digits = 0, exactly = false): string {
  return page.number(value, digits, exactly);
}

/** A number in a few characters, in the user's language: `184.2B`. */
export function formatCompact(value: number): string {
  return page.compact(value);
}
