import assert from 'node:assert/strict';
import { numberOf, readFieldSeries, type SeriesRequest } from '../../../src/analysis/fieldSeries';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import type { Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { randomPoints, randomTrace, seededNumbers } from '../../support/randomTrace';
import { traceHeader, writeTrace } from '../../support/traces';

const SEEDS = Array.from({ length: 16 }, (_, seed) => seed + 1);
const POINTS = 700;
const FIELDS = [
  ['cpu.0', 'regs.eip'],
  ['cpu.0', 'halted'],
  ['cpu.0', 'tsc'],
  ['nic.0', 'mac'],
] as const;

describe('a field over time against a naive oracle', () => {
  for (const seed of SEEDS) {
    it(`has in each column the extremes of its points (seed ${seed})`, async () => {
      const oracle = randomTrace(seed, POINTS);
      const header = traceHeader({ pages: oracle.header.pages });
      const file = await writeTrace(randomPoints(seed, POINTS), { header });
      const trace = await openTrace(file, await loadTracePlatform());
      const random = seededNumbers(seed);
      for (let i = 0; i < 12; i++) {
        const [from, to] = [random(POINTS), random(POINTS)].sort((a, b) => a - b);
        const [device, field] = FIELDS[random(FIELDS.length)];
        const request = { device, field, from, to, columns: 1 + random(POINTS) };
        const series = await readFieldSeries(trace, request);
        const values = await valuesByReadingAll(oracle, request);
        assert.equal(series.stride, 1);
        assert.ok(series.least.length <= request.columns);
        assert.deepEqual([...series.least], columnsOf(values, series.pointsPerColumn, Math.min));
        assert.deepEqual([...series.greatest], columnsOf(values, series.pointsPerColumn, Math.max));
        assert.equal(
          series.changes,
          values.filter((value, at) => at > 0 && !Object.is(value, values[at - 1])).length,
        );
        const lowest = Math.min(...values);
        assert.deepEqual(
          series.lowest,
          Number.isNaN(lowest)
            ? undefined
            : { value: lowest, point: from + values.indexOf(lowest) },
        );
      }
      await trace.close();
    });
  }
});

async function valuesByReadingAll(
  trace: Trace,
  { device, field, from, to }: SeriesRequest,
): Promise<number[]> {
  const values: number[] = [];
  for (let point = from; point <= to; point++) {
    const state = (await trace.devices(point)).find(({ schema }) => schema.device === device);
    values.push(numberOf(state?.values[state.schema.fields.indexOf(field)]));
  }
  return values;
}

function columnsOf(
  values: readonly number[],
  pointsPerColumn: number,
  extreme: (...values: number[]) => number,
): number[] {
  return Array.from({ length: Math.ceil(values.length / pointsPerColumn) }, (_, column) =>
    extreme(...values.slice(column * pointsPerColumn, (column + 1) * pointsPerColumn)),
  );
}
