import type { Terminal } from './terminal';

/** Weights of text, where the terminal may carry them; otherwise the text as it is. */
export interface Style {
  /** Headings. */
  bold(text: string): string;
  /** What is beside the point. */
  dim(text: string): string;
}

/** Select Graphic Rendition of ECMA-48: no colours, so that every theme stays readable. */
export function styleOf({ colours }: Terminal): Style {
  const wrap =
    (on: number, off: number) =>
    (text: string): string =>
      colours ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return { bold: wrap(1, 22), dim: wrap(2, 22) };
}
