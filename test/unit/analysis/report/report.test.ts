import assert from 'node:assert/strict';
import type { Recordable } from '../../../../src/analysis/report/answer';
import { irqchipPairs, pairKey } from '../../../../src/analysis/report/irqchipAnswer';
import { makeReport } from '../../../../src/analysis/report/report';
import { traceFigures, type TraceFigures } from '../../../../src/analysis/report/traceFigures';
import type { UnprotectedRun } from '../../../../src/analysis/report/unprotectedRun';
import { MODES, type Cause, type Mode } from '../../../../src/core/syncPoint';
import { clockedTrace } from '../../../support/clockedTrace';

const RECORDABLE: Recordable = { workloads: ['hotset', 'idle'], modes: MODES, irqchip: true };

/** The figures of a guest that ran 100 µs and stood still for 300 at each sync point. */
function recorded(workload: string, mode: Mode = 'stop-and-copy', cause: Cause = 'serial-tx') {
  const point = { runUs: 100, pauseUs: 300, instructions: 4_000, pages: 7, cause };
  const trace = clockedTrace(
    Array.from({ length: 9 }, () => point),
    { workload, mode },
  );
  return traceFigures(trace, `${workload}-${mode}-${cause}.kemari`);
}

const run: UnprotectedRun = {
  workload: 'hotset',
  seed: 1,
  fromInstructions: 0,
  instructions: 100_000,
  unprotectedUs: 2_000,
  logDirtyUs: 2_500,
  epochs: 12,
};

function report(traces: readonly TraceFigures[], unprotected: readonly UnprotectedRun[] = []) {
  return makeReport({ traces, unprotected, outputs: new Map(), recordable: RECORDABLE });
}

describe('a report', () => {
  it('tells what protection cost against the unprotected run of the same workload', async () => {
    const { protection } = report([await recorded('hotset')], [run]);
    assert.deepEqual(protection.rows, [
      {
        workload: 'hotset',
        mode: 'stop-and-copy',
        irqchip: false,
        file: 'hotset-stop-and-copy-serial-tx.kemari',
        syncPointsPerSecond: 2_500,
        pausedShare: 0.75,
        pausedUsPerGuestSecond: 300 * 25_000,
        instructionsPerSecond: 10_000_000,
        unprotectedInstructionsPerSecond: 50_000_000,
        cost: 0.8,
      },
    ]);
    assert.deepEqual(protection.missing, []);
  });

  it('says which unprotected runs are missing, and how to make them', async () => {
    const { protection, logDirty } = report(
      [await recorded('hotset'), await recorded('idle')],
      [run],
    );
    assert.equal(protection.rows[1].cost, undefined);
    assert.deepEqual(protection.missing, [
      {
        need: 'unprotected',
        workloads: ['idle'],
        command: 'kemari report --matrix --workload idle',
      },
    ]);
    assert.deepEqual(logDirty.rows, [
      {
        workload: 'hotset',
        epochs: 12,
        instructions: 100_000,
        unprotectedInstructionsPerSecond: 50_000_000,
        logDirtyInstructionsPerSecond: 40_000_000,
        costUsPerEpoch: 500 / 12,
        cost: 1 - 2_000 / 2_500,
      },
    ]);
    assert.equal(logDirty.missing.length, 1);
  });

  it('puts the modes of a workload beside each other, and asks for those it has not', async () => {
    const { modes } = report(
      [
        await recorded('hotset'),
        await recorded('idle'),
        await recorded('hotset', 'periodic'),
        await recorded('hotset', 'stop-and-copy', 'irqchip'),
      ],
      [run],
    );
    assert.deepEqual(
      modes.rows.map(({ workload, mode, cost }) => [workload, mode, cost]),
      [
        ['hotset', 'stop-and-copy', 0.8],
        ['hotset', 'periodic', 0.8],
        ['idle', 'stop-and-copy', undefined],
      ],
    );
    assert.deepEqual(modes.missing, [
      {
        need: 'mode',
        mode: 'pipelined',
        workloads: ['hotset', 'idle'],
        command: 'kemari report --matrix --workload hotset,idle',
      },
      {
        need: 'mode',
        mode: 'periodic',
        workloads: ['idle'],
        command: 'kemari record --workload idle --mode periodic --out idle-periodic.kemari',
      },
    ]);
  });

  it('compares recordings with and without interrupt-chip taps', async () => {
    const traces = [
      await recorded('hotset'),
      await recorded('hotset', 'stop-and-copy', 'irqchip'),
      await recorded('idle'),
    ];
    const pairs = irqchipPairs(traces);
    assert.deepEqual(pairs, [{ with: traces[1], without: traces[0] }]);
    const { irqchip } = makeReport({
      traces,
      unprotected: [],
      outputs: new Map([[pairKey(pairs[0]), { compared: 5 }]]),
      recordable: RECORDABLE,
    });
    assert.deepEqual(irqchip.rows[0].outputs, { compared: 5 });
    assert.equal(irqchip.rows[0].with.file, 'hotset-stop-and-copy-irqchip.kemari');
    assert.deepEqual(irqchip.missing, [
      {
        need: 'irqchip',
        workloads: ['idle'],
        command: 'kemari record --workload idle --tap irqchip=sync --out irqchip.kemari',
      },
    ]);
  });

  it('tells the pages of every recording, and which workloads are not among them', async () => {
    const { pages } = report([await recorded('hotset')]);
    assert.deepEqual(pages.rows[0].dirtyPages, { mean: 7, p50: 7, p95: 7, p99: 7, max: 7 });
    assert.equal(pages.rows[0].points, 8);
    assert.deepEqual(pages.missing, [
      { need: 'workload', workloads: ['idle'], command: 'kemari report --matrix --workload idle' },
    ]);
  });

  it('never puts a name that came out of a file into a command line', async () => {
    const hostile = '$(rm -rf ~)';
    const { protection, logDirty, irqchip, modes } = report([await recorded(hostile)]);
    for (const { missing } of [protection, logDirty, irqchip, modes]) {
      assert.ok(missing.length > 0);
      for (const { workloads, command } of missing) {
        assert.deepEqual(workloads, [hostile]);
        assert.equal(command, undefined);
      }
    }
  });
});
