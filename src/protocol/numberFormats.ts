import { ENGLISH } from './pageTexts';

/** Writes numbers as a language does; as English where the language is not known. */
export class NumberFormats {
  readonly #language: string;
  /** Formats are dear to make and cheap to use. */
  readonly #formats = new Map<string, Intl.NumberFormat>();

  constructor(language: string) {
    this.#language = isKnown(language) ? language : ENGLISH.language;
  }

  /** A number with at most so many digits behind the point, or exactly so many: `9,400`. */
  format(value: number, digits = 0, exactly = false): string {
    const key = `${digits} ${exactly}`;
    let format = this.#formats.get(key);
    if (format === undefined) {
      format = new Intl.NumberFormat(this.#language, {
        maximumFractionDigits: digits,
        minimumFractionDigits: exactly ? digits : 0,
      });
      this.#formats.set(key, format);
    }
    return format.format(value);
  }
}

/** Whether this names a language that numbers can be written in; what is no name at all throws. */
function isKnown(language: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language).length > 0;
  } catch {
    return false;
  }
}
