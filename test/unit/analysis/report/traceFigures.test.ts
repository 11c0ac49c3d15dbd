import assert from 'node:assert/strict';
import { traceFigures } from '../../../../src/analysis/report/traceFigures';
import { clockedTrace, type ClockedPoint } from '../../../support/clockedTrace';
import { randomTrace } from '../../../support/randomTrace';

/** A guest that does the same at every sync point. */
const STEADY: ClockedPoint = {
  runUs: 30,
  pauseUs: 70,
  instructions: 2_000,
  idle: 8_000,
  sentBytes: 500,
};

describe('the figures of a trace', () => {
  it('tell what the guest did behind the beginning, and for how long it ran and stood still', async () => {
    const trace = clockedTrace(Array.from({ length: 9 }, () => STEADY));
    const { stretch } = await traceFigures(trace, 'a.kemari');
    assert.deepEqual(stretch, {
      fromPoint: 2,
      toPoint: 8,
      runUs: 6 * 30,
      pausedUs: 6 * 70,
      sentBytes: 6 * 500,
      phasesUs: { stop: 0, collect: 0, devices: 0, copy: 6 * 70, send: 0, ack: 0, resume: 0 },
      fromInstructions: 3 * 2_000,
      instructions: 6 * 2_000,
      guestUs: 6 * 100,
    });
  });

  it('leave out the beginning, but never more than 100 sync points', async () => {
    const trace = clockedTrace(Array.from({ length: 1_000 }, () => STEADY));
    assert.equal((await traceFigures(trace, 'a')).stretch?.fromPoint, 100);
  });

  it('leave out what a machine without a clock does not tell', async () => {
    const { stretch } = await traceFigures(randomTrace(1, 20), 'a');
    assert.ok(stretch !== undefined && stretch.runUs > 0);
    assert.equal('instructions' in stretch, false);
    assert.equal('guestUs' in stretch, false);
  });

  it('have no stretch where there is only the first image', async () => {
    assert.equal('stretch' in (await traceFigures(clockedTrace([STEADY]), 'a')), false);
  });

  it('count sync points that interrupt chips asked for', async () => {
    const irqchip: ClockedPoint = { cause: 'irqchip' };
    const figures = await traceFigures(clockedTrace([STEADY, irqchip, STEADY, irqchip]), 'a');
    assert.equal(figures.irqchipPoints, 2);
  });

  it('read a long trace piece by piece, telling how far they are, and stop when told', async () => {
    const trace = clockedTrace(Array.from({ length: 5_000 }, () => STEADY));
    const told: number[] = [];
    await traceFigures(trace, 'a', (share) => told.push(share));
    assert.ok(trace.largestRange <= 1_000, `read ${trace.largestRange} points at once`);
    assert.deepEqual(
      told,
      [...told].sort((a, b) => a - b),
    );
    assert.equal(told.at(-1), 1);
    const stop = (): never => {
      throw new Error('stopped');
    };
    await assert.rejects(traceFigures(trace, 'a', stop), /stopped/);
  });
});
