import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cli = path.join(__dirname, '..', '..', '..', 'dist', 'cli.js');
/** A desktop's extension host runs under Electron, which then behaves as Node. */
const ENVIRONMENT = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
const MAX_OUTPUT_BYTES = 64 << 20;

/** A sync point as every command's JSON tells it; the fields that the tests compare. */
export interface InspectedPoint {
  readonly point: number;
  readonly cause: string;
  readonly dirtyPages: number;
  readonly pauseUs: number;
  readonly changedDevices: readonly string[];
}

/** What `kemari show --json` tells besides. */
export interface ShownPoint extends InspectedPoint {
  readonly gfns: readonly string[];
  readonly zeroGfns: readonly string[];
  readonly devices: readonly {
    readonly device: string;
    readonly field: string;
    readonly before?: unknown;
    readonly after?: unknown;
  }[];
}

/** What `kemari diff --json` tells. */
export interface DiffedPoints {
  readonly pages: readonly string[];
  readonly devices: readonly { readonly device: string; readonly field: string }[];
}

/** What `kemari inspect --json --points 0..last` tells. */
export interface InspectedTrace {
  readonly pointCount: number;
  readonly mode: string;
  readonly workload: string;
  readonly complete: boolean;
  readonly points: readonly InspectedPoint[];
}

/** Everything about one sync point. */
export function showPoint(file: string, point: number): Promise<ShownPoint> {
  return kemari<ShownPoint>('show', file, String(point));
}

/** The trace and the first sync points up to and including `last`. */
export function inspectTrace(file: string, last: number): Promise<InspectedTrace> {
  return kemari<InspectedTrace>('inspect', file, '--points', `0..${last}`);
}

/** The sync points that a query fits. */
export async function pointsWhere(file: string, query: string): Promise<number[]> {
  const { points } = await kemari<InspectedTrace>('inspect', file, '--where', query);
  return points.map(({ point }) => point);
}

/** Sync points at which a page was dirty. */
export async function pageHistory(file: string, gfn: number): Promise<number[]> {
  const { history } = await kemari<{ history: { point: number }[] }>(
    ...(['page', file, `0x${gfn.toString(16)}`, '--history'] as const),
  );
  return history.map(({ point }) => point);
}

/** The bytes of a page as of a sync point. */
export async function pageBytes(file: string, gfn: number, at: number): Promise<Buffer> {
  const words = ['page', file, `0x${gfn.toString(16)}`, '--at', String(at), '--raw'];
  const { stdout } = await run(process.execPath, [cli, ...words], {
    encoding: 'buffer',
    env: ENVIRONMENT,
  });
  return stdout;
}

/** Pages and device fields that differ between two sync points. */
export function diffPoints(file: string, from: number, to: number): Promise<DiffedPoints> {
  return kemari<DiffedPoints>('diff', file, String(from), String(to));
}

/** All of the guest's memory as of a sync point; the file is written, and read, below a new folder. */
export async function wholeMemory(file: string, at: number): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kemari-memory-'));
  try {
    const image = path.join(folder, 'memory.img');
    await kemari('memory', file, '--at', String(at), '--out', image);
    return await readFile(image);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Starts recording in a process of its own, which goes on until it is ended. */
export function startRecorder(file: string, workload: string): ChildProcess {
  const options = ['--out', file, '--workload', workload, '--seconds', '600'];
  return spawn(process.execPath, [cli, 'record', ...options], {
    stdio: 'ignore',
    env: ENVIRONMENT,
  });
}

/** What a command prints. */
export async function kemariText(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [cli, ...args], {
    maxBuffer: MAX_OUTPUT_BYTES,
    env: ENVIRONMENT,
  });
  return stdout;
}

async function kemari<T>(...args: readonly string[]): Promise<T> {
  return JSON.parse(await kemariText(...args, '--json')) as T;
}
