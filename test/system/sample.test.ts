import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SyncPoint } from '../../src/core/syncPoint';

/** Tests run in the project's folder, with `dist/` built. */
async function kemari<T>(...args: readonly string[]): Promise<T> {
  const command = ['dist/cli.js', ...args, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 64 << 20 });
  return JSON.parse(stdout) as T;
}

interface Inspected {
  readonly complete: boolean;
  readonly workload: string;
  readonly machine: string;
  readonly pointCount: number;
  readonly dirtyPages: object;
  readonly points: readonly SyncPoint[];
}

/** What the seed decides of a trace; how long its pauses take is another matter each time. */
async function figuresOf(file: string): Promise<object> {
  const { complete, workload, machine, pointCount, dirtyPages, points } = await kemari<Inspected>(
    ...['inspect', file, '--points', '0..'],
  );
  const { pages, devices } = await kemari<{ pages: string[]; devices: object[] }>(
    ...['diff', file, '0', String(pointCount - 1)],
  );
  return {
    ...{ complete, workload, machine, pointCount, dirtyPages, pages, devices },
    points: points.map(({ point, cause, dirtyPages, zeroPages, outputs, changedDevices }) => ({
      ...{ point, cause, dirtyPages, zeroPages, outputs, changedDevices },
    })),
  };
}

describe('the sample trace', () => {
  let folder: string;
  let sample: { readonly file: string; readonly options: readonly string[] };

  before(async () => {
    sample = JSON.parse(await readFile('samples/disk-log.json', 'utf8')) as typeof sample;
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-sample-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('is small enough to ship, and without damage', async () => {
    assert.ok((await stat(sample.file)).size < 300_000);
    const { ok } = await kemari<{ ok: boolean }>('verify', sample.file);
    assert.equal(ok, true);
  });

  it('is what recording gives today with the same seed', async () => {
    const fresh = path.join(folder, 'fresh.kemari');
    await kemari('record', '--out', fresh, ...sample.options);
    assert.deepEqual(await figuresOf(sample.file), await figuresOf(fresh));
  });
});
