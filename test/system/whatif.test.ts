import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { summaryOfSameWork } from '../support/sameWork';
import { openTraceFile } from '../../src/node/traceFiles';

const PROGRAM = path.resolve('dist', 'cli.js');
const run = promisify(execFile);

/** Until code is compiled. */
const WARM_UP = 200;

interface PrintedPrediction {
  readonly recorded: { readonly pauseUs: { readonly p50: number } };
  readonly predicted: {
    readonly points: number;
    readonly pauseUs: { readonly p50: number };
    readonly dirtyPages: { readonly mean: number };
  };
}

describe('whatif of a real recording', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'kemari-whatif-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  async function kemari(...args: string[]): Promise<string> {
    const { stdout, stderr } = await run(process.execPath, [PROGRAM, ...args], { cwd: folder });
    assert.equal(stderr, '');
    return stdout;
  }

  async function record(mode: string, ...until: string[]): Promise<string> {
    const file = `${mode}.kemari`;
    const guest = ['--workload', 'hotset', '--seed', '1', '--mode', mode];
    await kemari('record', ...guest, ...until, '--out', file, '--json');
    return path.join(folder, file);
  }

  it('is compared with recordings of the same guest in the other modes', async () => {
    const base = await openTraceFile(await record('stop-and-copy', '--points', '1000'));
    const last = base.pointCount - 1;
    for (const mode of ['pipelined', 'periodic']) {
      const file = await record(mode, '--seconds', '4');
      const points = `${WARM_UP + 1}..${last}`;
      const { recorded, predicted } = JSON.parse(
        await kemari('whatif', base.name, '--points', points, '--mode', mode, '--json'),
      ) as PrintedPrediction;
      const trace = await openTraceFile(file);
      const { pointCount, pauseUs, dirtyPages } = await summaryOfSameWork(
        trace,
        base,
        WARM_UP,
        last,
      );
      await trace.close();
      const error = (guess: number, truth: number): string =>
        `${guess.toFixed(1)}, really ${truth.toFixed(1)} (${(100 * (guess / truth - 1)).toFixed(0)} %)`;
      console.log(
        `      ${mode}: sync points ${error(predicted.points, pointCount)}, pages ` +
          `${error(predicted.dirtyPages.mean, dirtyPages.mean)}, pause p50 in µs ` +
          error(predicted.pauseUs.p50, pauseUs.p50),
      );
      // What else the computer does is in every time, so that only what must be so is held against it.
      const fewer = mode === 'pipelined' ? [predicted.pauseUs.p50, pauseUs.p50] : [];
      for (const us of fewer)
        assert.ok(us < recorded.pauseUs.p50, 'the guest stands still for less');
      for (const pages of [predicted.dirtyPages.mean, dirtyPages.mean]) {
        assert.ok(pages > 60, 'no sync point carries less than an output does by itself');
      }
      for (const count of [predicted.points, pointCount]) assert.ok(count <= last - WARM_UP);
    }
    await base.close();
  });
});
