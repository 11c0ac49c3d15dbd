import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unprotectedRunsJson } from '../../../src/analysis/report/unprotectedRun';
import { toDisposable } from '../../../src/core/disposables';
import type { Trace } from '../../../src/trace/trace';
import { clockedTrace } from '../../support/clockedTrace';
import { runCommand } from '../../support/commandLine';
import { randomTrace } from '../../support/randomTrace';

const POINT = { runUs: 100, pauseUs: 300, instructions: 4_000, pages: 7 };

function traces(): Record<string, Trace> {
  const points = Array.from({ length: 20 }, () => POINT);
  return {
    'a.kemari': clockedTrace(points, { workload: 'hotset' }),
    'b.kemari': clockedTrace(points, { workload: 'hotset', mode: 'periodic' }),
    'c.kemari': clockedTrace(
      points.map((point) => ({ ...point, cause: 'irqchip' as const })),
      { workload: 'hotset' },
    ),
  };
}

describe('report', () => {
  it('prints the same figures as text, Markdown and JSON', async () => {
    const line = ['report', 'a.kemari', 'b.kemari'];
    const text = (await runCommand(line, { traces: traces() })).out;
    const markdown = (await runCommand([...line, '--markdown'], { traces: traces() })).out;
    const { out } = await runCommand([...line, '--json'], { traces: traces() });
    const json = JSON.parse(out) as {
      traces: { file: string; pauseUs: object }[];
      modes: { rows: { mode: string; instructionsPerSecond: number }[] };
      pages: { rows: { dirtyPages: object }[] };
    };
    assert.deepEqual(
      json.traces.map(({ file }) => file),
      ['a.kemari', 'b.kemari'],
    );
    assert.deepEqual(json.pages.rows[0].dirtyPages, { mean: 7, p50: 7, p95: 7, p99: 7, max: 7 });
    assert.equal(json.modes.rows[1].instructionsPerSecond, 10_000_000);
    assert.match(text, /^hotset +periodic +300 µs .* 10\.0 M/m);
    assert.match(markdown, /^\| hotset \| periodic \| 300 µs .*\| 10\.0 M \|/m);
  });

  it('agrees with inspect about pages and pauses', async () => {
    const world = { traces: { 't.kemari': randomTrace(5, 300) } };
    const report = JSON.parse((await runCommand(['report', 't.kemari', '--json'], world)).out) as {
      traces: Record<string, unknown>[];
    };
    const inspected = JSON.parse(
      (await runCommand(['inspect', 't.kemari', '--json'], world)).out,
    ) as Record<string, unknown>;
    for (const field of ['dirtyPages', 'pauseUs', 'causes', 'pointCount', 'durationUs']) {
      assert.deepEqual(report.traces[0][field], inspected[field], field);
    }
  });

  it('compares what recordings with and without interrupt-chip taps let out', async () => {
    const { out } = await runCommand(['report', 'a.kemari', 'c.kemari', '--json'], {
      traces: traces(),
    });
    const { irqchip } = JSON.parse(out) as {
      irqchip: { rows: { outputs: object; with: { file: string } }[] };
    };
    assert.deepEqual(irqchip.rows[0].outputs, { compared: 0 });
    assert.equal(irqchip.rows[0].with.file, 'c.kemari');
  });

  it('takes unprotected runs from a file', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kemari-report-'));
    try {
      const file = path.join(folder, 'unprotected.json');
      const run = {
        workload: 'hotset',
        seed: 1,
        fromInstructions: 0,
        instructions: 1_000_000,
        unprotectedUs: 20_000,
        logDirtyUs: 25_000,
        epochs: 9,
      };
      await writeFile(file, unprotectedRunsJson([run]));
      const line = ['report', 'a.kemari', '--unprotected', file];
      const { out } = await runCommand([...line, '--json'], { traces: traces() });
      const { protection } = JSON.parse(out) as { protection: { rows: { cost: number }[] } };
      assert.equal(protection.rows[0].cost, 0.8);

      await writeFile(file, 'no');
      const refused = await runCommand(line, { traces: traces() });
      assert.equal(refused.exitCode, 3);
      assert.match(refused.err, /unprotected\.json: it is no JSON/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('lets no name of a file become markup, or move the cursor', async () => {
    const hostile = clockedTrace([POINT, POINT], { workload: '<b>|\u001b[2J`x`' });
    const line = ['report', 't.kemari'];
    const world = { traces: { 't.kemari': hostile } };
    const markdown = (await runCommand([...line, '--markdown'], world)).out;
    assert.ok(!markdown.includes('<b>|') && !markdown.includes('\u001b'));
    assert.ok(markdown.includes('\\<b\\>\\|\\\\u001b\\[2J\\`x\\`'));
    assert.ok(!(await runCommand(line, world)).out.includes('\u001b'));
  });

  it('asks for traces, and for one way to print it', async () => {
    const none = await runCommand(['report']);
    assert.equal(none.exitCode, 2);
    assert.match(none.err, /report: missing FILE/);
    const both = await runCommand(['report', 'a.kemari', '--json', '--markdown']);
    assert.equal(both.exitCode, 2);
    const gone = await runCommand(['report', 'a.kemari', 'gone.kemari'], { traces: traces() });
    assert.equal(gone.exitCode, 3);
    assert.equal(gone.out, '');
  });

  it('ends at an interrupt without a report, and closes what it has open', async () => {
    const trace = randomTrace(5, 300);
    const { exitCode, out, err } = await runCommand(['report', 't.kemari'], {
      traces: { 't.kemari': trace },
      onInterrupt: (listener) => {
        listener();
        return toDisposable(() => undefined);
      },
    });
    assert.equal(exitCode, 130);
    assert.equal(out, '');
    assert.equal(err, 'kemari: interrupted; there is no report\n');
    assert.equal(trace.closed, true);
  });
});
