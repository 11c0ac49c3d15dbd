import assert from 'node:assert/strict';
import { whatIf } from '../../../src/analysis/whatif/whatif';
import type { SyncMode } from '../../../src/engine/syncMode';
import type { WorkloadName } from '../../../src/machine/v86/guest/workloads';
import { summaryOfSameWork } from '../../support/sameWork';
import { recordSimulated, type SimulatedCosts } from '../../support/simulatedTime';

/** About what a computer takes that has nothing else to do. */
const COSTS: SimulatedCosts = {
  instructionsPerUs: 50,
  collectUs: 12,
  devicesUs: 8,
  copyUsPerPage: 0.8,
  wakingUs: 100,
  passiveUsPerPage: 0.6,
  rttUs: 0,
};

const INSTRUCTIONS = 5_000_000;
const INTERVAL_US = 5_000;

const MODES: readonly SyncMode[] = [
  { kind: 'stop-and-copy' },
  { kind: 'pipelined' },
  { kind: 'periodic', intervalUs: INTERVAL_US },
];

const LINKS = [
  { name: 'the same link', rttUs: 0 },
  { name: '1 Gbit/s and 0.2 ms', rttUs: 200, bitsPerSecond: 1e9 },
];

/**
 * By how much a figure may be wrong. The models do not know where an interval or a slice begins; and where
 * a dozen sync points share a run, what comes behind the last one is a good part of it.
 */
const MOST_ERROR: Readonly<Record<SyncMode['kind'], number>> = {
  'stop-and-copy': 0.001,
  pipelined: 0.2,
  periodic: 0.15,
};

describe('predictions made of a stop-and-copy recording', () => {
  for (const workload of ['hotset', 'mixed'] as const) {
    it(`of ${workload} are what the engine then records in each mode and over another link`, async () => {
      await compareAll(workload);
    });
  }
});

/**
 * Compares with recordings of the real guest by the real engine, in a time that passes as it is told:
 * what the computer does besides would be larger than any error of the models.
 */
async function compareAll(workload: WorkloadName): Promise<void> {
  const request = { workload, costs: COSTS, instructions: INSTRUCTIONS };
  const recorded = await recordSimulated({ ...request, mode: { kind: 'stop-and-copy' } });
  const last = recorded.pointCount - 1;
  for (const { name, ...link } of LINKS) {
    for (const mode of MODES) {
      const question = { mode: mode.kind, intervalUs: INTERVAL_US, link };
      const { predicted } = await whatIf(recorded, { from: 1, to: last }, question);
      const trace = await recordSimulated({ ...request, mode, costs: { ...COSTS, ...link } });
      const real = await summaryOfSameWork(trace, recorded, 0, last);
      await trace.close();
      const us = predicted.runUs + predicted.pausedUs;
      const figures: [figure: string, predicted: number, real: number][] = [
        ['pause p50', predicted.pauseUs.p50, real.pauseUs.p50],
        ['mean pages', predicted.dirtyPages.mean, real.dirtyPages.mean],
        ['bytes a second', predicted.sentBytes / us, real.sentBytes / real.durationUs],
        ['sync points a second', predicted.points / us, real.pointCount / real.durationUs],
        ['time in all', us, real.durationUs],
      ];
      const errors = figures.map(([figure, guess, truth]): [string, number] => [
        figure,
        guess / truth - 1,
      ]);
      const text = errors.map(([figure, error]) => `${figure} ${(100 * error).toFixed(1)} %`);
      console.log(`      ${mode.kind}, ${name}: ${text.join(', ')}`);
      for (const [figure, error] of errors) {
        assert.ok(Math.abs(error) <= MOST_ERROR[mode.kind], `${mode.kind}, ${name}: ${figure}`);
      }
    }
  }
  await recorded.close();
}
