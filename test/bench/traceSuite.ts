import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asGfn } from '../../src/core/gfn';
import { createFile } from '../../src/node/files';
import { openTraceFile } from '../../src/node/traceFiles';
import { loadTracePlatform } from '../../src/node/tracePlatform';
import type { Trace } from '../../src/trace/trace';
import { TraceWriter } from '../../src/trace/traceWriter';
import { seededNumbers } from '../support/randomTrace';
import { BENCH_SPACE, benchPoints } from './traceGuest';

const POINTS = 400;
const DIRTY_PAGES = 286;
const SAMPLES = 400;
const MB = 1e6;

/** A measured figure of the suite. */
export interface TraceFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** Figures of the suite that need a million points or ten GiB, and so another recording. */
export const TRACE_FIGURES_LEFT_OUT = [
  'openMs1M',
  'heat10kMs',
  'recover10GiBMs',
  'readerRssMB',
] as const;

/** Writes and reads a trace of a generated guest of 128 MiB, and measures both. */
export async function measureTrace(): Promise<readonly TraceFigure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kemari-bench-'));
  try {
    const file = path.join(folder, 'bench.kemari');
    const written = await measureWriting(file);
    return [...written, ...(await measureReading(file))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureWriting(path: string): Promise<TraceFigure[]> {
  const header = {
    writer: 'kemari bench',
    pages: BENCH_SPACE,
    machine: 'generated',
    workload: 'bench',
    mode: 'stop-and-copy',
    startedAtMs: 0,
  } as const;
  const file = await createFile(path);
  const writer = await TraceWriter.create(file, header, await loadTracePlatform());
  let rawBytes = 0;
  let ms = 0;
  let imageBytes = 0;
  for await (const point of benchPoints({ points: POINTS, dirtyPages: DIRTY_PAGES })) {
    const start = performance.now();
    await writer.append(point, [point]);
    if (imageBytes === 0) imageBytes = (await stat(path)).size;
    else {
      ms += performance.now() - start;
      rawBytes += point.pages.length;
    }
  }
  const start = performance.now();
  await writer.close();
  ms += performance.now() - start;
  const dirtyBytes = (await stat(path)).size - imageBytes;
  return [
    { name: 'writeMBps', value: rawBytes / MB / (ms / 1000), unit: 'MB/s of dirty pages' },
    { name: 'sizeRatio', value: dirtyBytes / rawBytes, unit: 'file bytes per dirty byte' },
  ];
}

async function measureReading(path: string): Promise<TraceFigure[]> {
  const random = seededNumbers(1);
  const trace = await openTraceFile(path);
  const last = trace.pointCount - 1;
  try {
    const list = await timed(() => trace.points(0, 255));
    const pageAt: number[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      const gfn = asGfn((Math.floor(random(100) ** 2) * 7919) % BENCH_SPACE.pageCount);
      const at = random(last + 1);
      pageAt.push(await timed(() => trace.page(gfn, at)));
    }
    pageAt.sort((a, b) => a - b);
    return [
      { name: 'list256Ms', value: list, unit: 'ms' },
      { name: 'pageAtMsP50', value: pageAt[Math.floor(SAMPLES / 2)], unit: 'ms' },
      { name: 'pageAtMsP99', value: pageAt[Math.floor(SAMPLES * 0.99)], unit: 'ms' },
      {
        name: 'pageHistoryMs',
        value: await timed(() => trace.pageHistory(asGfn(0), 0, last)),
        unit: 'ms',
      },
      { name: 'heatAllMs', value: await timed(() => trace.dirtyCounts(0, last)), unit: 'ms' },
      { name: 'deviceAtMs', value: await timed(() => trace.devices(200)), unit: 'ms' },
      { name: 'rebuild128MiBMs', value: await timed(() => rebuild(trace, last)), unit: 'ms' },
    ];
  } finally {
    await trace.close();
  }
}

async function rebuild(trace: Trace, at: number): Promise<void> {
  let bytes = 0;
  for await (const piece of trace.memory(at)) bytes += piece.length;
  if (bytes !== BENCH_SPACE.bytes) throw new Error(`${bytes} bytes of memory`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
