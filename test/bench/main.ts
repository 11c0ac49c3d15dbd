/**
 * Measures and prints figures: `npm run -s bench -- --suite NAME [--json]`. Nothing here passes or
 * fails; machines differ, so a figure is to be read against its baseline of the same run.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { KemariError, messageOf } from '../../src/core/errors';
import { engineSuite } from './engineSuite';
import type { Figure, Suite } from './figures';
import { measureTrace, TRACE_FIGURES_LEFT_OUT } from './traceSuite';

const suites: Readonly<Record<string, Suite>> = {
  engine: engineSuite,
  trace: (skip) => {
    for (const name of TRACE_FIGURES_LEFT_OUT) {
      skip(name, 'it needs a million points or ten GiB, which no suite records yet');
    }
    return measureTrace();
  },
};

async function main(): Promise<void> {
  const { name, json } = parseCommandLine();
  const figures = await suites[name]((figure, why) => console.error(`${figure}: left out: ${why}`));
  if (json) {
    const machine = { cpus: availableParallelism(), node: process.version };
    console.log(JSON.stringify({ suite: name, machine, figures }, undefined, 2));
  } else {
    console.log(table(figures));
  }
}

function parseCommandLine(): { name: string; json: boolean } {
  const there = Object.keys(suites).join(', ');
  let values: { suite?: string | undefined; json: boolean };
  try {
    ({ values } = parseArgs({
      options: { suite: { type: 'string' }, json: { type: 'boolean', default: false } },
    }));
  } catch (error) {
    throw new KemariError('usage', messageOf(error));
  }
  const { suite, json } = values;
  if (suite === undefined) {
    throw new KemariError('usage', `--suite is missing; there are: ${there}`);
  }
  if (!Object.hasOwn(suites, suite)) {
    throw new KemariError('usage', `there is no suite "${suite}"; there are: ${there}`);
  }
  return { name: suite, json };
}

function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, baseline }) => [
    name,
    readable(value),
    unit,
    baseline ? `${baseline.name} ${readable(baseline.value)}` : '',
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
