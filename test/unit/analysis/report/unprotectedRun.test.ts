import assert from 'node:assert/strict';
import {
  parseUnprotectedRuns,
  unprotectedRunsJson,
  type UnprotectedRun,
} from '../../../../src/analysis/report/unprotectedRun';
import { KemariError } from '../../../../src/core/errors';

const RUN: UnprotectedRun = {
  workload: 'hotset',
  seed: 1,
  fromInstructions: 5,
  instructions: 1000,
  unprotectedUs: 20.5,
  logDirtyUs: 21,
  epochs: 3,
};

describe('a file of unprotected runs', () => {
  it('is read as it was written', () => {
    const runs = [RUN, { ...RUN, workload: 'idle' }];
    assert.deepEqual(parseUnprotectedRuns('u.json', unprotectedRunsJson(runs)), runs);
  });

  it('is refused with its name and the place of what is wrong', () => {
    const of = (run: object): string => JSON.stringify({ unprotectedRuns: [RUN, run] });
    for (const [text, message] of [
      ['{', /^u\.json: it is no JSON/],
      ['[]', /^u\.json: expected "unprotectedRuns", a list/],
      ['{"unprotectedRuns":{}}', /expected "unprotectedRuns", a list/],
      [of([]), /unprotectedRuns\[1\] is no object/],
      [of({ ...RUN, workload: 7 }), /unprotectedRuns\[1\]\.workload is no text/],
      [of({ ...RUN, logDirtyUs: -1 }), /unprotectedRuns\[1\]\.logDirtyUs is no number from 0/],
      [of({ ...RUN, epochs: '3' }), /unprotectedRuns\[1\]\.epochs is no number/],
    ] as const) {
      assert.throws(
        () => parseUnprotectedRuns('u.json', text),
        (error) => {
          assert.ok(error instanceof KemariError && error.kind === 'input');
          assert.match(error.message, message);
          return true;
        },
      );
    }
  });
});
