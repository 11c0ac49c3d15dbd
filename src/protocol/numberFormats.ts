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
  format(value: number | bigint, digits = 0, exactly = false): string {
    const options = { maximumFractionDigits: digits, minimumFractionDigits: exactly ? digits : 0 };
    return this.#formatOf(`${digits} ${exactly}`, options).format(value);
  }

  /** A number in a few characters, with four digits of it: `184.2B`. */
  compact(value: number): string {
    const options = { notation: 'compact', maximumSignificantDigits: 4 } as const;
    return this.#formatOf('compact', options).format(value);
  }

  #formatOf(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
    let format = this.#formats.get(key);
    if (format === undefined) {
      format = new Intl.NumberFormat(this.#language, options);
      this.#formats.set(key, format);
    }
    return format;
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
