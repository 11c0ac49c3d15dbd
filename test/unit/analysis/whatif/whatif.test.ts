import assert from 'node:assert/strict';
import { summarizeRange } from '../../../../src/analysis/summary';
import { ENGINE_LIMITS } from '../../../../src/analysis/whatif/limits';
import type { WhatIfQuestion } from '../../../../src/analysis/whatif/question';
import { whatIf } from '../../../../src/analysis/whatif/whatif';
import { OUTPUT_KINDS, type Output } from '../../../../src/core/syncPoint';
import { PIPELINE_LIMITS } from '../../../../src/engine/syncMode';
import { HOLD_LIMIT } from '../../../../src/engine/tapPolicy';
import type { Trace } from '../../../../src/trace/trace';
import { clockedTrace, type ClockedPoint } from '../../../support/clockedTrace';
import { randomTrace } from '../../../support/randomTrace';

const AS_RECORDED: WhatIfQuestion = {
  mode: 'stop-and-copy',
  intervalUs: 25_000,
  link: { rttUs: 0 },
};

const serial: Output = { kind: 'serial-tx', data: Uint8Array.of(65) };
const frame: Output = { kind: 'net-tx', data: new Uint8Array(60) };

/** Runs 100 µs, writes 4 pages, and stands still for 40 µs: 10 for each page. */
const STEP: ClockedPoint = {
  runUs: 100,
  pauseUs: 40,
  pages: 4,
  outputs: [serial],
  sentBytes: 4 * 4100 + 500,
};

function ask(trace: Trace, question: Partial<WhatIfQuestion> = {}) {
  const range = { from: 1, to: trace.pointCount - 1 };
  return whatIf(trace, range, { ...AS_RECORDED, ...question });
}

function steps(count: number, of: (i: number) => ClockedPoint = () => STEP) {
  return clockedTrace([{}, ...Array.from({ length: count }, (_, i) => of(i))]);
}

describe('a prediction', () => {
  it('is the recording where nothing is changed', async () => {
    for (const seed of [1, 2, 3]) {
      const trace = randomTrace(seed, 200);
      const { predicted, recorded } = await ask(trace);
      const { pauseUs, dirtyPages, sentBytes } = await summarizeRange(trace, 1, 199);
      const { mean, p50, p95, p99, max } = dirtyPages;
      assert.deepEqual(predicted, recorded);
      assert.equal(predicted.points, 199);
      assert.deepEqual(predicted.pauseUs, pauseUs);
      assert.deepEqual(predicted.dirtyPages, { mean, p50, p95, p99, max });
      assert.ok(Math.abs(predicted.sentBytes - sentBytes) < 1);
    }
  });

  it('adds what a slower link takes to every pause', async () => {
    // 16,900 bytes at 100 Mbit/s are 1,352 µs.
    const { predicted } = await ask(steps(5), { link: { bitsPerSecond: 1e8, rttUs: 200 } });
    assert.equal(predicted.pauseUs.p50, 40 + 1352 + 200);
    assert.deepEqual(predicted.outputLatencyUs, predicted.pauseUs);
    const us = predicted.runUs + predicted.pausedUs;
    assert.ok(Math.abs(predicted.linkBusyShare - (5 * 1352) / us) < 1e-9);
  });

  it('joins sync points whose cause is not tapped, and counts each page of theirs once', async () => {
    const trace = steps(8, (i) => ({
      ...STEP,
      // The second half of the pages that it writes anew grows with each step.
      pages: 4 + (i % 4),
      outputs: [i % 4 === 3 ? frame : serial],
      cause: i % 4 === 3 ? 'net-tx' : 'serial-tx',
    }));
    const { predicted } = await ask(trace, { tap: ['net-tx'] });
    assert.equal(predicted.points, 2);
    assert.equal(predicted.runUs, 800);
    assert.deepEqual(predicted.dirtyPages, { mean: 7, p50: 7, p95: 7, p99: 7, max: 7 });
    // The first of the four waits for three more epochs; the last for its pause alone.
    assert.ok((predicted.outputLatencyUs?.max ?? 0) > 300);
    assert.equal(predicted.outputLatencyUs?.p50, (predicted.outputLatencyUs?.max ?? 0) - 200);
  });

  it('takes sync points by the clock, in long epochs and over short ones', async () => {
    const short = await ask(steps(100), { mode: 'periodic', intervalUs: 1_000 });
    assert.equal(short.predicted.points, 10);
    assert.equal(short.predicted.dirtyPages.max, 4);
    const long = steps(2, () => ({ ...STEP, runUs: 100_000, pages: 40 }));
    const { predicted } = await ask(long, { mode: 'periodic', intervalUs: 10_000 });
    assert.ok(predicted.points >= 16 && predicted.points <= 20, String(predicted.points));
    assert.ok(Math.abs(predicted.dirtyPages.mean * predicted.points - 80) <= 10);
  });

  it('lets the guest run on while pages are copied', async () => {
    const { predicted } = await ask(steps(100), { mode: 'pipelined' });
    assert.equal(predicted.points, 100);
    // All of the recorded pause was copying.
    assert.equal(predicted.pauseUs.max, 0);
    assert.equal(predicted.runUs, 100 * 100 + 99 * 40);
  });

  it('holds back what a link cannot carry, at most as long as the engine would', async () => {
    const link = { bitsPerSecond: 1e7, rttUs: 1_000 };
    const { predicted } = await ask(steps(2_000), { mode: 'pipelined', link });
    assert.ok(predicted.points < 200, 'outputs share sync points');
    // What is still on its way at the end counts too.
    assert.ok(predicted.linkBusyShare > 0.9 && predicted.linkBusyShare < 1.5);
    assert.ok((predicted.outputLatencyUs?.max ?? 0) > 20_000);
  });

  it('knows the bytes of each encoding', async () => {
    const trace = steps(10);
    const sent = async (encoding?: WhatIfQuestion['encoding']): Promise<number> =>
      (await ask(trace, encoding === undefined ? {} : { encoding })).predicted.sentBytes / 10;
    assert.equal(await sent(), 4 * 4100 + 500);
    assert.equal(await sent('raw'), 4 * 4100 + 500);
    assert.equal(await sent('zero'), 4 * 4100 + 500);
    // No byte differs but at the first point, whose pages were zero before.
    const { costs } = await ask(trace, { encoding: 'delta' });
    assert.equal(costs.deltaBytesPerPage, 8 + (64 * 64) / 10);
  });

  it('says what a recording cannot answer', async () => {
    const pipelined = clockedTrace([{}, STEP], { mode: 'pipelined' });
    await assert.rejects(ask(pipelined), /does not tell how long copying and the passive took/);
    const periodic = clockedTrace([{}, STEP], { mode: 'periodic' });
    await assert.rejects(ask(periodic), /does not tell when output came within an epoch/);
    assert.equal('outputLatencyUs' in (await ask(periodic, { mode: 'periodic' })).predicted, false);
    const held = clockedTrace([{}, { ...STEP, outputs: [frame, serial] }]);
    await assert.rejects(ask(held, { tap: ['net-tx'] }), /net-tx was no sync point in this rec/);
    await assert.rejects(ask(held, { tap: ['irqchip'] }), /irqchip was no sync point/);
    assert.equal((await ask(held, { tap: OUTPUT_KINDS.slice(1) })).predicted.points, 1);
  });

  it('reads a long trace in pieces, telling how far it is, and stops when told', async () => {
    const trace = steps(1_500);
    const told: number[] = [];
    const range = { from: 1, to: 1_500 };
    await whatIf(trace, range, { ...AS_RECORDED, encoding: 'delta' }, (share) => told.push(share));
    assert.ok(trace.largestRange <= 1_000);
    assert.deepEqual(
      told,
      [...told].sort((a, b) => a - b),
    );
    assert.equal(told.at(-1), 1);
    const stop = (): never => {
      throw new Error('stopped');
    };
    await assert.rejects(whatIf(trace, range, AS_RECORDED, stop), /stopped/);
  });

  it('repeats the limits of the engine', () => {
    assert.deepEqual(ENGINE_LIMITS, {
      heldOutputs: HOLD_LIMIT.outputs,
      heldBytes: HOLD_LIMIT.bytes,
      ...PIPELINE_LIMITS,
    });
  });
});
