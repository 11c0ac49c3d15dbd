import assert from 'node:assert/strict';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { judgeRange } from '../../../src/query/bounds';
import { findMatch, findMatches, matchesAt } from '../../../src/query/findMatches';
import { parseQuery, Query } from '../../../src/query/query';
import { describeErrors } from '../../../src/query/queryError';
import { Verdict } from '../../../src/query/verdict';
import type { Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { randomQuery, wholePoints, type WholePoint } from '../../support/randomQuery';
import { randomPoints, randomTrace, seededNumbers } from '../../support/randomTrace';
import { traceHeader, writeTrace } from '../../support/traces';

const SEEDS = Array.from({ length: 12 }, (_, seed) => seed + 1);
const QUERIES = 60;

describe('the search for sync points against looking at each', () => {
  for (const seed of SEEDS) {
    it(`finds the same in a trace in memory (seed ${seed})`, async () => {
      const trace = randomTrace(seed, 90);
      await check(trace, await wholePoints(trace), seed);
    });

    it(`finds the same in a file of several segments (seed ${seed})`, async () => {
      // Behind the last segment there are points that no index covers yet.
      const trace = await fileTrace(seed, 700, seed % 2 === 0);
      await check(trace, await wholePoints(trace), seed);
    });

    it(`judges ranges by their figures as by their points (seed ${seed})`, async () => {
      const trace = randomTrace(seed, 90);
      const all = await wholePoints(trace);
      const random = seededNumbers(seed);
      let decided = 0;
      for (let n = 0; n < 10 * QUERIES; n++) {
        const { text, holds } = randomQuery(random, all);
        const from = random(all.length);
        const to = Math.min(all.length - 1, from + random(4));
        const verdict = judgeRange(queryOf(text).condition, await trace.figures(from, to));
        if (verdict === Verdict.unknown) continue;
        decided++;
        const points = all.slice(from, to + 1);
        const fitting = points.filter(holds).length;
        const expected = verdict === Verdict.yes ? points.length : 0;
        assert.equal(fitting, expected, `${text} from ${from} to ${to}`);
      }
      assert.ok(decided > QUERIES, `only ${decided} were decided`);
    });
  }
});

function queryOf(text: string): Query {
  const query = parseQuery(text);
  return query instanceof Query ? query : assert.fail(`${text}: ${describeErrors(query)}`);
}

async function fileTrace(seed: number, points: number, leaveOpen: boolean): Promise<Trace> {
  const { pages } = randomTrace(seed, 1).header;
  const header = traceHeader({ pages });
  const file = await writeTrace(randomPoints(seed, points), { header, leaveOpen });
  return openTrace(file, await loadTracePlatform());
}

async function check(trace: Trace, all: readonly WholePoint[], seed: number): Promise<void> {
  const random = seededNumbers(seed);
  const last = all.length - 1;
  for (let n = 0; n < QUERIES; n++) {
    const { text, holds } = randomQuery(random, all);
    const query = queryOf(text);
    const expected = all.filter(holds).map(({ facts }) => facts.point);
    const [from, to] = [random(all.length), random(all.length)].sort((a, b) => a - b);
    const within = expected.filter((point) => point >= from && point <= to);

    assert.deepEqual(await found(trace, query, 0, last), expected, text);
    assert.deepEqual(await found(trace, query, from, to), within, `${text} from ${from} to ${to}`);
    assert.deepEqual(
      await found(trace, query, to, from),
      from === to ? within : within.reverse(),
      `${text} from ${to} back to ${from}`,
    );
    assert.equal(
      await findMatch(trace, query, from, 'forward'),
      expected.find((point) => point > from),
      `${text} after ${from}`,
    );
    assert.equal(
      await findMatch(trace, query, from, 'backward'),
      expected.findLast((point) => point < from),
      `${text} before ${from}`,
    );
    assert.equal(await matchesAt(trace, query, from), holds(all[from]), `${text} at ${from}`);
    // What facts alone decide, they decide rightly.
    const judged = query.matches(all[from].facts);
    if (judged !== undefined) assert.equal(judged, holds(all[from]), `${text} by facts of ${from}`);
  }
}

async function found(trace: Trace, query: Query, from: number, to: number): Promise<number[]> {
  const points: number[] = [];
  for await (const point of findMatches(trace, query, from, to)) points.push(point);
  return points;
}
