/** The language of a page's texts, as the host puts it into the page. */
export interface PageTexts {
  /** As in the `lang` attribute; texts and numbers are in this language. */
  readonly language: string;
  /** A translation for each English text; a text that is missing stays English. */
  readonly texts: Readonly<Record<string, string>>;
}

/** The language that every text is written in. */
export const ENGLISH: PageTexts = { language: 'en-US', texts: {} };

/** The `id` of the element whose text is the {@link PageTexts} as JSON. */
export const PAGE_TEXTS_ID = 'page-texts';
