import type { ErrorKind } from '../core/errors';

/** What the process ends with; `docs/cli.md` lists the same. */
export const ExitCode = {
  done: 0,
  /** The thing asked for is not so: a check found damage. */
  notSo: 1,
  usage: 2,
  /** Unreadable or damaged input. */
  input: 3,
  missingProgram: 4,
  /** The output cannot be written. */
  output: 5,
  /** A defect of ours: EX_SOFTWARE of sysexits.h. */
  defect: 70,
  /** Interrupted, as a shell reports SIGINT: 128 + 2. */
  cancelled: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The exit code that each kind of error stands for. */
export const EXIT_CODE_OF: Readonly<Record<ErrorKind, ExitCode>> = {
  usage: ExitCode.usage,
  input: ExitCode.input,
  'missing-program': ExitCode.missingProgram,
  output: ExitCode.output,
  cancelled: ExitCode.cancelled,
};
