import { KemariError } from '../../core/errors';

/**
 * A guest that ran without a passive, twice from the same beginning to the same instruction: as it is,
 * and with log-dirty on, whose pages were collected at every output as they are at sync points.
 */
export interface UnprotectedRun {
  readonly workload: string;
  readonly seed: number;
  /** Instructions retired before the time was taken, and while it was. */
  readonly fromInstructions: number;
  readonly instructions: number;
  /** Without log-dirty. */
  readonly unprotectedUs: number;
  readonly logDirtyUs: number;
  /** How often the dirty pages were collected meanwhile. */
  readonly epochs: number;
}

/** Runs in a file at most; there are eight workloads. */
const MAX_RUNS = 1000;

const NUMBERS = [
  'seed',
  'fromInstructions',
  'instructions',
  'unprotectedUs',
  'logDirtyUs',
  'epochs',
] as const;

/** The runs as the text of a file. */
export function unprotectedRunsJson(runs: readonly UnprotectedRun[]): string {
  return `${JSON.stringify({ unprotectedRuns: runs }, undefined, 2)}\n`;
}

/**
 * Reads what {@link unprotectedRunsJson} wrote.
 * @throws KemariError of kind `input`, which names the file and what is wrong.
 */
export function parseUnprotectedRuns(file: string, text: string): UnprotectedRun[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong(file, `it is no JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const runs = isRecord(value) ? value.unprotectedRuns : undefined;
  if (!Array.isArray(runs) || runs.length > MAX_RUNS) {
    throw wrong(file, `expected "unprotectedRuns", a list of at most ${MAX_RUNS} runs`);
  }
  return runs.map((run: unknown, i) => readRun(file, run, i));
}

function readRun(file: string, run: unknown, i: number): UnprotectedRun {
  const at = `unprotectedRuns[${i}]`;
  if (!isRecord(run)) throw wrong(file, `${at} is no object`);
  const { workload } = run;
  if (typeof workload !== 'string') throw wrong(file, `${at}.workload is no text`);
  const numbers = NUMBERS.map((name): [string, number] => {
    const value = run[name];
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw wrong(file, `${at}.${name} is no number from 0 on`);
    }
    return [name, value];
  });
  return { workload, ...(Object.fromEntries(numbers) as Record<(typeof NUMBERS)[number], number>) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(file: string, what: string): KemariError {
  const advice = 'such files are made by "kemari report --matrix --out DIR"';
  return new KemariError('input', `${file}: ${what}; ${advice}`, { file });
}
