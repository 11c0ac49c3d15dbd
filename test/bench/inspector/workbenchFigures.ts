import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Figure, SkipFigure } from '../figures';

/** Bench runs in the repository's root. */
const RUNNER = path.resolve('test/workbench/runner');
const MEASUREMENT = path.resolve('out/test/bench/workbench/workbenchMeasurement.cjs');

const MB = 1e6;
/** Their names. */
export const WORKBENCH_FIGURES = [
  'activationMs',
  'open1MMs',
  'stepMsP95',
  'hostRssMB',
  'webviewRssMB',
];

/** What is measured in the real workbench. */
export interface WorkbenchFigures {
  readonly activationMs: number;
  /** From the command that opens the trace to the inspector and the tree drawn. */
  readonly openMs: number;
  /** From a key to the inspector and the tree at the next sync point, for each of many. */
  readonly stepsMs: readonly number[];
  /** Resident bytes of the extension host at the end, and before the extension was active. */
  readonly hostBytes: number;
  readonly emptyHostBytes: number;
  /** By how much opening and stepping made the browser's pages grow. */
  readonly webviewBytes: number;
}

/** Opens a trace in the workbench from npm, and steps through it by keys. */
export async function workbenchFigures(skip: SkipFigure, trace: string): Promise<Figure[]> {
  if (!existsSync(path.join(RUNNER, 'node_modules'))) {
    const why = 'the workbench is not installed; `npm test -- workbench` installs it';
    for (const name of WORKBENCH_FIGURES) skip(name, why);
    return [];
  }
  const measured = await measure(trace);
  const steps = [...measured.stepsMs].sort((a, b) => a - b);
  const median = steps[Math.floor(steps.length / 2)] ?? NaN;
  const p95 = steps[Math.floor(steps.length * 0.95)] ?? NaN;
  return [
    { name: 'activationMs', value: measured.activationMs, unit: 'ms' },
    { name: 'open1MMs', value: measured.openMs, unit: 'ms' },
    { name: 'stepMsP95', value: p95, unit: 'ms', baseline: { name: 'median', value: median } },
    {
      ...{ name: 'hostRssMB', value: measured.hostBytes / MB, unit: 'MB' },
      baseline: { name: 'before activation', value: measured.emptyHostBytes / MB },
    },
    { name: 'webviewRssMB', value: measured.webviewBytes / MB, unit: 'MB more' },
  ];
}

async function measure(trace: string): Promise<WorkbenchFigures> {
  const child = spawn(
    process.execPath,
    [
      path.join(RUNNER, 'run.mjs'),
      `--extensionDevelopmentPath=${process.cwd()}`,
      `--extensionTestsPath=${MEASUREMENT}`,
      path.dirname(trace),
    ],
    {
      env: { ...process.env, KEMARI_BENCH_TRACE: trace },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const [printed, code] = await Promise.all([text(child.stdout), ended]);
  if (code !== 0) throw new Error(`the workbench ended with exit code ${code}`);
  const last = printed.trim().split('\n').at(-1) ?? '';
  return JSON.parse(last) as WorkbenchFigures;
}
