/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the value is to be seen against, measured in the same run. */
  readonly baseline?: Baseline;
  /** The same where there are several; the first is the baseline. */
  readonly baselines?: readonly Baseline[];
}

/** The same figure of another way to do it. */
export interface Baseline {
  readonly name: string;
  readonly value: number;
}

/** How a suite is run. */
export interface SuiteOptions {
  /** Leaves out what takes minutes. */
  readonly quick: boolean;
}

/** Tells that a figure cannot be measured here, and why; it is then left out. */
export type SkipFigure = (name: string, why: string) => void;

/** Measures what a suite is about. */
export type Suite = (skip: SkipFigure, options: SuiteOptions) => Promise<readonly Figure[]>;
