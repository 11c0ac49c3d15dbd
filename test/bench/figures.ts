/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the value is to be seen against, measured in the same run. */
  readonly baseline?: { readonly name: string; readonly value: number };
}

/** Tells that a figure cannot be measured here, and why; it is then left out. */
export type SkipFigure = (name: string, why: string) => void;

/** Measures what a suite is about. */
export type Suite = (skip: SkipFigure) => Promise<readonly Figure[]>;
