import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { openTraceFile } from '../../src/node/traceFiles';
import { seededNumbers } from '../support/randomTrace';
import type { Baseline, Figure, Suite } from './figures';
import { BENCH_SPACE, benchPoints, type BenchGuest } from './trace/benchGuest';
import { recordBench, whyNoRoom } from './trace/benchRecording';
import { kemariStore } from './trace/kemariStore';
import { mcapStore } from './trace/mcapStore';
import { naiveStore } from './trace/naiveStore';
import {
  checkAgreement,
  measureReading,
  median,
  timed,
  type ReadingTimes,
} from './trace/readingFigures';
import { sqliteStore } from './trace/sqliteStore';
import type { TraceStore } from './trace/traceStore';

const MB = 1e6;

/** A guest that writes much between two sync points, for what writing costs. */
const BUSY: BenchGuest = { points: 400, dirtyPages: 286 };

/** About 10 KB of trace for each point, so that a million are ten GiB. */
const LONG: BenchGuest = { points: 1_000_000, dirtyPages: 8, noisyPages: 2, idleDevices: true };

/** What the other stores record: as long as they are not too slow to be measured. */
const BASELINE: BenchGuest = { ...LONG, points: 4000 };

/** The built program with its worker, and this suite's own process; benches run in the repository's root. */
const DISTRIBUTION = pathToFileURL(`${path.resolve('dist')}/`);
const READER_PROCESS = path.resolve('out/test/bench/trace/readerProcess.js');

/** Figures that need the long recording. */
const OF_LONG = [
  ...['openMs1M', 'list256Ms', 'pageAtMsP50', 'pageAtMsP99', 'pageHistoryMs', 'heatAllMs'],
  ...['heat10kMs', 'deviceAtMs', 'recover10GiBMs', 'readerRssMB'],
];

/** Writes and reads traces of a generated guest of 128 MiB, and the same with other stores. */
export const traceSuite: Suite = async (skip, { quick }) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kemari-bench-'));
  try {
    const figures = await measureBusy(folder);
    const why = quick ? 'it needs a recording of some minutes' : await whyNoRoom(folder, 13);
    if (why === undefined) figures.push(...(await measureLong(folder)));
    else for (const name of OF_LONG) skip(name, why);
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function measureBusy(folder: string): Promise<Figure[]> {
  const file = path.join(folder, 'busy');
  const written = new Map<string, WritingCost>();
  for (const store of [mcapStore, sqliteStore, kemariStore]) {
    await rm(file, { force: true });
    written.set(store.name, await measureWriting(store, file, BUSY));
  }
  const baselines = (value: (cost: WritingCost) => number): Baseline[] =>
    [mcapStore, sqliteStore].flatMap(({ name }) => {
      const cost = written.get(name);
      return cost === undefined ? [] : [{ name, value: value(cost) }];
    });
  const own = written.get(kemariStore.name);
  if (own === undefined) throw new Error('nothing was written');
  return [
    {
      ...{ name: 'writeMBps', value: own.mbps, unit: 'MB/s of dirty pages' },
      baselines: baselines(({ mbps }) => mbps),
    },
    {
      ...{ name: 'sizeRatio', value: own.sizeRatio, unit: 'file bytes per dirty byte' },
      baselines: baselines(({ sizeRatio }) => sizeRatio),
    },
    { name: 'rebuild128MiBMs', value: await measureRebuild(file), unit: 'ms' },
  ];
}

interface WritingCost {
  readonly mbps: number;
  readonly sizeRatio: number;
}

/** What writing all points but the first costs, without making them. */
async function measureWriting(
  store: TraceStore,
  file: string,
  guest: BenchGuest,
): Promise<WritingCost> {
  const writer = await store.create(file);
  let rawBytes = 0;
  let ms = 0;
  let imageBytes = 0;
  for await (const point of benchPoints(guest)) {
    const time = await timed(() => writer.append(point));
    if (imageBytes === 0) imageBytes = (await stat(file)).size;
    else {
      ms += time;
      rawBytes += point.pages.length;
    }
  }
  ms += await timed(() => writer.close());
  const dirtyBytes = (await stat(file)).size - imageBytes;
  return { mbps: rawBytes / MB / (ms / 1000), sizeRatio: dirtyBytes / rawBytes };
}

async function measureRebuild(file: string): Promise<number> {
  const trace = await openTraceFile(file, { distribution: DISTRIBUTION });
  try {
    const rebuilds: number[] = [];
    for (let i = 0; i < 7; i++) {
      rebuilds.push(
        await timed(async () => {
          let bytes = 0;
          for await (const piece of trace.memory(trace.pointCount - 1)) bytes += piece.length;
          if (bytes !== BENCH_SPACE.bytes) throw new Error(`${bytes} bytes of memory`);
        }),
      );
    }
    return median(rebuilds);
  } finally {
    await trace.close();
  }
}

async function measureLong(folder: string): Promise<Figure[]> {
  const file = path.join(folder, 'long.kemari');
  await recordBench(file, LONG);
  const samples = { opens: 15, lists: 600, heats: 60, pages: 2000, histories: 200 };
  const own = await measureReading(kemariStore, file, samples);
  const others = await measureBaselines(folder);
  const figure = (name: string, key: keyof ReadingTimes): Figure => ({
    ...{ name, value: own[key], unit: 'ms' },
    baselines: others.map(({ store, times }) => ({
      name: `${store}, ${BASELINE.points} points`,
      value: times[key],
    })),
  });
  return [
    figure('openMs1M', 'open'),
    figure('list256Ms', 'list256'),
    figure('pageAtMsP50', 'pageP50'),
    figure('pageAtMsP99', 'pageP99'),
    figure('pageHistoryMs', 'history'),
    figure('heatAllMs', 'heatAll'),
    figure('heat10kMs', 'heat10k'),
    { name: 'deviceAtMs', value: await measureDevices(file), unit: 'ms' },
    { name: 'readerRssMB', value: await measureMemory(file), unit: 'MB' },
    // It cuts the file off, and so comes last.
    { name: 'recover10GiBMs', value: await measureCut(file), unit: 'ms' },
  ];
}

async function measureBaselines(
  folder: string,
): Promise<{ readonly store: string; readonly times: ReadingTimes }[]> {
  const file = (store: TraceStore): string => path.join(folder, `baseline.${store.name}`);
  const samples = { opens: 2, lists: 5, heats: 5, pages: 40, histories: 3 };
  await recordBench(file(kemariStore), BASELINE);
  const measured: { store: string; times: ReadingTimes }[] = [];
  for (const store of [naiveStore, mcapStore, sqliteStore]) {
    const name = store === naiveStore ? file(kemariStore) : file(store);
    if (store !== naiveStore) {
      await measureWriting(store, name, BASELINE);
      const [reader, own] = [await store.open(name), await kemariStore.open(file(kemariStore))];
      await checkAgreement(reader, own);
      await Promise.all([reader.close(), own.close()]);
    }
    measured.push({ store: store.name, times: await measureReading(store, name, samples) });
  }
  return measured;
}

async function measureDevices(file: string): Promise<number> {
  const trace = await openTraceFile(file);
  const random = seededNumbers(4);
  const times: number[] = [];
  for (let i = 0; i < 60; i++) {
    const at = random(trace.pointCount);
    times.push(await timed(() => trace.devices(at)));
  }
  await trace.close();
  return median(times);
}

async function measureMemory(file: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [READER_PROCESS, file]);
  return Number(stdout);
}

/** Opening a recording that broke off in the middle of a write, to its last whole point. */
async function measureCut(file: string): Promise<number> {
  const times: number[] = [];
  for (const cut of [5000, 700_000, 3_000_000]) {
    await truncate(file, (await stat(file)).size - cut);
    times.push(
      await timed(async () => {
        const trace = await openTraceFile(file);
        await trace.point(trace.pointCount - 1);
        await trace.close();
      }),
    );
  }
  return median(times);
}
