/**
 * Measures and prints figures: `npm run -s bench -- --suite NAME [--json] [--quick]`. Nothing here passes or
 * fails; machines differ, so a figure is to be read against its baseline of the same run.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { KemariError, messageOf } from '../../src/core/errors';
import { engineSuite } from './engineSuite';
import type { Figure, Suite } from './figures';
import { inspectorSuite } from './inspectorSuite';
import { traceSuite } from './traceSuite';

const suites: Readonly<Record<string, Suite>> = {
  engine: engineSuite,
  inspector: inspectorSuite,
  trace: traceSuite,
};

async function main(): Promise<void> {
  const { name, json, quick } = parseCommandLine();
  const skip = (figure: string, why: string): void => console.error(`${figure}: left out: ${why}`);
  const measured = await suites[name](skip, { quick });
  const figures = measured.map(({ baselines, ...figure }) => ({
    ...figure,
    ...(baselines === undefined ? {} : { baseline: baselines[0], baselines }),
  }));
  if (json) {
    const machine = { cpus: availableParallelism(), node: process.version };
    console.log(JSON.stringify({ suite: name, machine, figures }, undefined, 2));
  } else {
    console.log(table(figures));
  }
}

function parseCommandLine(): { name: string; json: boolean; quick: boolean } {
  const there = Object.keys(suites).join(', ');
  let values: { suite?: string | undefined; json: boolean; quick: boolean };
  try {
    ({ values } = parseArgs({
      options: {
        suite: { type: 'string' },
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new KemariError('usage', messageOf(error));
  }
  const { suite, json, quick } = values;
  if (suite === undefined) {
    throw new KemariError('usage', `--suite is missing; there are: ${there}`);
  }
  if (!Object.hasOwn(suites, suite)) {
    throw new KemariError('usage', `there is no suite "${suite}"; there are: ${there}`);
  }
  return { name: suite, json, quick };
}

function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, baseline, baselines }) => [
    name,
    readable(value),
    unit,
    (baselines ?? (baseline ? [baseline] : []))
      .map((other) => `${other.name} ${readable(other.value)}`)
      .join('; '),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map(([name, value, unit, baseline]) =>
      [name.padEnd(widths[0]), value.padStart(widths[1]), unit.padEnd(widths[2]), baseline]
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function readable(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof KemariError)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = error.kind === 'usage' ? 2 : 3;
}
