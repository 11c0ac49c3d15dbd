import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { asGfn } from '../../src/core/gfn';
import type { SyncPoint } from '../../src/core/syncPoint';
import { openTraceFile } from '../../src/node/traceFiles';
import type { Trace } from '../../src/trace/trace';
import { seededNumbers } from '../support/randomTrace';

const PROGRAM = path.resolve('dist', 'cli.js');

/** Starts a recorder in a process of its own. */
function record(file: string, ...options: string[]): ChildProcess {
  const args = [PROGRAM, 'record', '--out', file, '--workload', 'mixed', ...options];
  return spawn(process.execPath, args, { stdio: 'ignore' });
}

function exitOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('exit', resolve));
}

/** The trace, as soon as it holds a sync point. */
async function openedTrace(file: string): Promise<Trace> {
  for (;;) {
    const trace = await openTraceFile(file).catch(() => undefined);
    if (trace !== undefined) return trace;
    await pause(5);
  }
}

/** What a reader has seen of a sync point. */
interface Seen {
  readonly point: SyncPoint;
  readonly pages: readonly { readonly gfn: number; readonly bytes: Uint8Array }[];
}

async function look(trace: Trace, at: number): Promise<Seen> {
  const { gfns } = await trace.dirtyPages(at);
  const pages = await Promise.all(
    Array.from(gfns.subarray(0, 3), async (gfn) => ({
      gfn,
      bytes: (await trace.page(asGfn(gfn), at)).bytes,
    })),
  );
  await trace.devices(at);
  return { point: await trace.point(at), pages };
}

describe('a trace that another process records', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-follow-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  for (const seed of [61, 62, 63, 64]) {
    it(`is followed in whole sync points until its recorder is killed (seed ${seed})`, async () => {
      const random = seededNumbers(seed);
      const file = path.join(folder, `killed-${seed}.kemari`);
      const child = record(file, '--seconds', '600', '--seed', String(seed));
      const exited = exitOf(child);
      try {
        const trace = await openedTrace(file);
        const until = performance.now() + 100 + random(1200);
        const seen: Seen[] = [await look(trace, trace.pointCount - 1)];
        while (performance.now() < until) {
          if (await trace.refresh()) seen.push(await look(trace, trace.pointCount - 1));
          await pause(random(8));
        }
        child.kill('SIGKILL');
        await exited;
        await trace.refresh();
        assert.equal(trace.complete, false);
        assert.ok(seen.length > 1, `${seen.length} looks`);
        const afterwards = await openTraceFile(file);
        assert.equal(afterwards.pointCount, trace.pointCount);
        for (const before of seen) {
          assert.deepEqual(await look(afterwards, before.point.point), before);
        }
        await Promise.all([trace.close(), afterwards.close()]);
      } finally {
        child.kill('SIGKILL');
        await exited;
      }
    }).timeout(60_000);
  }

  it('is printed by inspect --follow as it comes, and ends when it is closed', async () => {
    const file = path.join(folder, 'closed.kemari');
    const recorder = record(file, '--points', '400');
    const recorded = exitOf(recorder);
    try {
      await (await openedTrace(file)).close();
      const args = [PROGRAM, 'inspect', file, '--follow', '--json'];
      const follower = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
      let out = '';
      follower.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
      const exitCode = await exitOf(follower);
      assert.equal(exitCode, 0);
      const points = out.trimEnd().split('\n');
      assert.deepEqual(
        points.map((line) => (JSON.parse(line) as { point: number }).point),
        Array.from({ length: 400 }, (_, point) => point),
      );
    } finally {
      recorder.kill('SIGKILL');
      await recorded;
    }
  }).timeout(60_000);
});
