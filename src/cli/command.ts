import type { Disposable } from '../core/disposables';
import type { UnprotectedRun } from '../analysis/report/unprotectedRun';
import type { ActiveOutcome } from '../node/pair/activeNode';
import type { CertificateRequest } from '../node/pair/certificateFiles';
import type { ActiveOptions, ActiveWatch } from '../node/pair/runActive';
import type { PassiveOptions, PassiveReport, PassiveWatch } from '../node/pair/runPassive';
import type { RecordingOptions } from '../node/recording';
import type { UnprotectedRequest as RequestedRun, UnprotectedWatch } from '../node/unprotectedRuns';
import type { Recovery } from '../trace/recover';
import type { Trace } from '../trace/trace';
import type { ReadWatch, Verification } from '../trace/verify';
import type { Arguments } from './arguments';
import type { ExitCode } from './exitCode';
import type { Terminal } from './terminal';

/** One of the program's commands, as its file in `commands/` exports it. */
export interface Command {
  readonly name: string;
  /** What it does, for its help: whole sentences. */
  readonly description: string;
  readonly positionals: readonly Positional[];
  readonly options: readonly Option[];
  readonly examples: readonly Example[];
  /**
   * Does it. An exit code is returned for what is not an error; errors are thrown.
   * @throws KemariError with the line that the user gets to read.
   */
  run(args: Arguments, context: Context): Promise<ExitCode>;
}

/** An argument that is known by its place; required unless told otherwise. */
export interface Positional {
  /** In capitals, such as `FILE`. */
  readonly name: string;
  readonly help: string;
  /** Set on the last one of a command that takes any number of it, also none. */
  readonly repeated?: true;
}

/** An argument that is known by its name. */
export interface Option {
  /** Without the dashes. */
  readonly name: string;
  /** Name of its value in capitals; an option without one is a flag. */
  readonly value?: string;
  readonly help: string;
}

/** A command line to copy. */
export interface Example {
  readonly line: string;
  readonly explanation: string;
}

/** `--json`, which every command has. */
export const JSON_OPTION: Option = { name: 'json', help: 'print one JSON value instead of text' };

/** The world around a command: `main.ts` wires the real one, tests wire twins. */
export interface Context {
  readonly terminal: Terminal;
  /** @throws KemariError of kind `input` if there is no such trace. */
  openTrace(file: string): Promise<Trace>;
  /** The file's size. */
  fileBytes(file: string): Promise<number>;
  /** @throws KemariError of kind `input` if the file cannot be read at all. */
  verifyTrace(file: string, watch: ReadWatch): Promise<Verification>;
  /**
   * Writes what is whole of one trace into another file.
   * @throws KemariError of kind `usage` if both are the same, `input` if nothing can be saved, or
   *   `output` if the new one cannot be written.
   */
  recoverTrace(from: string, to: string, watch: ReadWatch): Promise<Recovery>;
  recordTrace(request: RecordingRequest, watch: RecordingWatch): Promise<RecordingOutcome>;
  /** @throws KemariError of kind `cancelled` after the signal. */
  runUnprotected(request: UnprotectedRequest, watch: UnprotectedWatch): Promise<UnprotectedRun>;
  /** See {@link ActiveOptions}. */
  runActive(
    request: Omit<ActiveOptions, 'distribution'>,
    watch: ActiveWatch,
  ): Promise<ActiveOutcome>;
  /** See {@link PassiveOptions}. */
  runPassive(
    request: Omit<PassiveOptions, 'distribution'>,
    watch: PassiveWatch,
  ): Promise<PassiveReport>;
  /** Makes a pair's certificates in a folder. @returns the files written. */
  makeCertificates(request: CertificateRequest): Promise<readonly string[]>;
  /** Calls the listener at the user's first interrupt (^C); a second one ends the process at once. */
  onInterrupt(listener: () => void): Disposable;
}

/** What to record; where the program lies is not for a command to say. */
export type RecordingRequest = Omit<RecordingOptions, 'distribution' | 'memoryBytes' | 'pages'>;

/** Which guest to run without a passive. */
export type UnprotectedRequest = Omit<RequestedRun, 'distribution'>;

/** How a recording is followed and ended early. */
export interface RecordingWatch {
  progress(progress: { readonly points: number }): void;
  readonly signal: AbortSignal;
}

/** How a recording ended. */
export interface RecordingOutcome {
  readonly points: number;
  readonly cancelled: boolean;
}
