import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Context, RecordingRequest, UnprotectedRequest } from '../../../src/cli/command';
import { toDisposable } from '../../../src/core/disposables';
import { KemariError } from '../../../src/core/errors';
import { MODES, OUTPUT_KINDS } from '../../../src/core/syncPoint';
import { WORKLOADS } from '../../../src/machine/v86/guest/workloads';
import type { Trace } from '../../../src/trace/trace';
import { clockedTrace } from '../../support/clockedTrace';
import { runCommand, type CommandResult } from '../../support/commandLine';

const POINT = { runUs: 100, pauseUs: 300, instructions: 4_000, pages: 7 };

/** A matrix whose recorder and guests only note what they were asked for. */
interface NotedMatrix extends CommandResult {
  readonly recorded: readonly RecordingRequest[];
  readonly ran: readonly UnprotectedRequest[];
}

async function matrix(
  argv: readonly string[],
  world: Partial<Context> = {},
  onRecord: (request: RecordingRequest) => void = () => undefined,
): Promise<NotedMatrix> {
  const recorded: RecordingRequest[] = [];
  const ran: UnprotectedRequest[] = [];
  const result = await runCommand(['report', '--matrix', ...argv], {
    recordTrace: async (request, { signal }) => {
      recorded.push(request);
      onRecord(request);
      return { points: 20, cancelled: signal.aborted };
    },
    openTrace: async (file) => traceOf(recorded, file),
    runUnprotected: async (request) => {
      ran.push(request);
      return { ...request, unprotectedUs: 100, logDirtyUs: 110, epochs: 3 };
    },
    ...world,
  });
  return { ...result, recorded, ran };
}

/** What was recorded in a file. */
function traceOf(recorded: readonly RecordingRequest[], file: string): Trace {
  const { workload, mode, tap } = recorded.find((request) => request.file === file)!;
  const cause = tap.includes('irqchip') ? 'irqchip' : 'serial-tx';
  return clockedTrace(
    Array.from({ length: 20 }, () => ({ ...POINT, cause }) as const),
    { workload, mode },
  );
}

describe('report --matrix', () => {
  let folder: string;
  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'kemari-matrix-test-')), 'm');
  });
  afterEach(() => rm(path.dirname(folder), { recursive: true }));

  it('records every workload in every mode, and runs each without protection', async () => {
    const { recorded, ran, exitCode, err } = await matrix(['--seconds', '2']);
    assert.equal(err, '');
    assert.equal(exitCode, 0);
    assert.deepEqual(
      recorded.map(({ workload, mode, seconds }) => [workload, mode, seconds]),
      WORKLOADS.flatMap(({ name }) => [...MODES, MODES[0]].map((mode) => [name, mode, 2])),
    );
    assert.deepEqual(
      ran.map(({ workload }) => workload),
      WORKLOADS.map(({ name }) => name),
    );
    // What the recording did behind its beginning: points 5 to 19.
    assert.deepEqual(ran[0], {
      workload: 'idle',
      seed: 1,
      fromInstructions: 5 * 4_000,
      instructions: 15 * 4_000,
    });
  });

  it('records each workload with interrupt-chip taps, too, and compares the outputs', async () => {
    const { recorded, out } = await matrix(['--workload', 'hotset', '--json']);
    assert.deepEqual(recorded.at(-1)?.tap, [...OUTPUT_KINDS, 'irqchip']);
    const { irqchip } = JSON.parse(out) as {
      irqchip: { rows: { with: { file: string }; outputs: object }[]; missing: unknown[] };
    };
    assert.equal(irqchip.rows[0].with.file, 'hotset-stop-and-copy-irqchip.kemari');
    assert.deepEqual(irqchip.rows[0].outputs, { compared: 0 });
    assert.deepEqual(irqchip.missing, []);
  });

  it('leaves nothing behind without --out, and names no file that is gone', async () => {
    const { recorded, out } = await matrix(['--workload', 'hotset', '--json']);
    assert.ok(!existsSync(path.dirname(recorded[0].file)));
    const { traces } = JSON.parse(out) as { traces: { file: string }[] };
    assert.equal(traces[0].file, 'hotset-stop-and-copy.kemari');
  });

  it('keeps recordings, runs and report in --out, from which the report can be made again', async () => {
    const { recorded, out } = await matrix(['--workload', 'hotset', '--out', folder, '--json']);
    assert.equal(recorded[0].file, path.join(folder, 'hotset-stop-and-copy.kemari'));
    const kept = await readFile(path.join(folder, 'report.json'), 'utf8');
    assert.deepEqual(JSON.parse(kept), JSON.parse(out));
    assert.match(await readFile(path.join(folder, 'report.md'), 'utf8'), /^# Kemari report\n/);

    const files = recorded.map(({ file }) => file);
    const runs = ['--unprotected', path.join(folder, 'unprotected.json')];
    const again = await runCommand(['report', ...files, ...runs, '--json'], {
      openTrace: async (file) => traceOf(recorded, file),
    });
    const { protection } = JSON.parse(again.out) as { protection: unknown };
    assert.deepEqual(protection, (JSON.parse(out) as { protection: unknown }).protection);
  });

  it('replaces nothing in --out unless forced, and finds out before it records', async () => {
    await matrix(['--workload', 'hotset', '--out', folder]);
    await writeFile(path.join(folder, 'hotset-stop-and-copy.kemari'), 'precious');
    const line = ['--workload', 'idle,hotset', '--out', folder];
    const { exitCode, err, recorded } = await matrix(line);
    assert.equal(exitCode, 2);
    assert.match(err, /hotset-stop-and-copy\.kemari exists; --force replaces it/);
    assert.deepEqual(recorded, []);
    assert.equal((await matrix([...line, '--force'])).exitCode, 0);
  });

  it('ends at an interrupt, and says what it keeps', async () => {
    let interrupt = (): void => undefined;
    const { exitCode, err, out, recorded, ran } = await matrix(
      ['--workload', 'idle,counter,hotset', '--out', folder],
      {
        onInterrupt: (listener) => {
          interrupt = listener;
          return toDisposable(() => undefined);
        },
      },
      ({ workload }) => workload === 'counter' && interrupt(),
    );
    assert.equal(exitCode, 130);
    assert.equal(out, '');
    assert.equal(
      err,
      `kemari: interrupted; there is no report; ${folder} keeps ${MODES.length + 2} recordings\n`,
    );
    assert.equal(recorded.length, MODES.length + 2);
    assert.equal(ran.length, 0);
    assert.deepEqual(await readdir(folder), []);
  });

  it('hands on what a recording fails with, and leaves nothing behind', async () => {
    let place = '';
    const { exitCode, err } = await matrix(['--workload', 'hotset'], {
      recordTrace: async ({ file }) => {
        place = file;
        throw new KemariError('output', 'the disk is full');
      },
    });
    assert.equal(exitCode, 5);
    assert.equal(err, 'kemari: the disk is full\n');
    assert.ok(!existsSync(path.dirname(place)));
  });

  it('draws how far it is on a terminal', async () => {
    const { err } = await matrix(['--workload', 'idle,hotset'], {
      recordTrace: async (_request, { progress }) => {
        for (const points of [1, 2]) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          progress({ points });
        }
        return { points: 2, cancelled: false };
      },
      openTrace: async () => clockedTrace([POINT, POINT]),
      ...{ isTerminal: true },
    });
    assert.match(err, /Recording [━╌]+ \d+ % {2}idle-stop-and-copy, 1 of \d+: 2 sync /);
  });

  it('refuses what does not go together', async () => {
    for (const [line, message] of [
      [['--matrix', 'a.kemari'], /--matrix records its traces itself/],
      [['--matrix', '--unprotected', 'u.json'], /leave --unprotected out/],
      [['--matrix', '--workload', 'nope'], /--workload takes one of idle, /],
      [['--matrix', '--seconds', '0'], /--seconds takes a number above 0/],
      [['a.kemari', '--out', 'x'], /--out goes with --matrix/],
      [['a.kemari', '--force'], /--force goes with --matrix/],
    ] as const) {
      const { exitCode, err } = await runCommand(['report', ...line]);
      assert.equal(exitCode, 2);
      assert.match(err, message);
    }
  });
});
