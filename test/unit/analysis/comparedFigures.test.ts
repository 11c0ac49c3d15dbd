import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { compareFigures, type ComparedFigure } from '../../../src/analysis/comparedFigures';
import { CAUSES, PHASES } from '../../../src/core/syncPoint';
import { summarizeRange } from '../../../src/analysis/summary';
import { MemoryTrace } from '../../support/memoryTrace';
import { traceOf } from '../host/traces';

function valuesOf(figures: readonly ComparedFigure[], group: string, name: string): unknown[] {
  const figure = figures.find((each) => each.group === group && each.name === name);
  return [figure?.left, figure?.right];
}

describe('compareFigures', () => {
  const trace = traceOf(['timer', 'net-tx', 'timer', 'timer'], {
    dirty: { 3: [1, 2, 4], 4: [2] },
    phasesUs: (point) => ({ copy: point * 10 }),
  });
  const side = (from: number, to = from) => ({ trace, from, to });

  it('puts what is known of two sync points beside each other', async () => {
    const figures = await compareFigures(side(1), side(2));
    assert.deepEqual(valuesOf(figures, 'Sync point', 'Number'), [1, 2]);
    assert.deepEqual(valuesOf(figures, 'Sync point', 'Cause'), ['timer', 'net-tx']);
    assert.deepEqual(valuesOf(figures, 'Sync point', 'Dirty pages'), [1, 2]);
    assert.deepEqual(valuesOf(figures, 'Pause', 'copy'), [10, 20]);
    assert.deepEqual(valuesOf(figures, 'Recording', 'Workload'), [undefined, undefined]);
  });

  it('puts the statistics of two ranges beside each other', async () => {
    const figures = await compareFigures(side(1, 2), side(3, 4));
    const [left, right] = [await summarizeRange(trace, 1, 2), await summarizeRange(trace, 3, 4)];
    assert.deepEqual(valuesOf(figures, 'Range', 'Duration'), [left.durationUs, right.durationUs]);
    assert.deepEqual(valuesOf(figures, 'Dirty pages', 'total'), [3, 1]);
    assert.deepEqual(valuesOf(figures, 'Pause', 'max'), [20, 40]);
  });

  it('has no figure of a cause on the side on which it did not occur', async () => {
    const figures = await compareFigures(side(1, 2), side(3, 4));
    assert.deepEqual(valuesOf(figures, 'timer', 'Sync points'), [1, 2]);
    assert.deepEqual(valuesOf(figures, 'net-tx', 'Sync points'), [1, undefined]);
  });

  it('tells of two recordings what they are', async () => {
    const other = new MemoryTrace(traceOf(['timer']).recorded, { uuid: 'b', workload: 'other' });
    const figures = await compareFigures(side(0, 4), { trace: other, from: 0, to: 1 });
    const { workload } = trace.header;
    assert.deepEqual(valuesOf(figures, 'Recording', 'Workload'), [workload, 'other']);
    assert.deepEqual(valuesOf(figures, 'Recording', 'Sync points in the trace'), [5, 2]);
  });

  it('names figures so that they can be translated, but for what has one name everywhere', async () => {
    const other = new MemoryTrace(traceOf(['timer', 'net-tx']).recorded, { uuid: 'b' });
    const figures = [
      ...(await compareFigures(side(1), side(2))),
      ...(await compareFigures(side(0, 4), { trace: other, from: 0, to: 2 })),
    ];
    const texts = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8')) as object;
    const everywhere = new Set<string>([...CAUSES, ...PHASES, 'p50', 'p95', 'p99']);
    const names = figures.flatMap(({ group, name }) => [group, name]);
    const untranslated = names.filter((name) => !everywhere.has(name) && !(name in texts));
    assert.deepEqual(untranslated, []);
  });
});
