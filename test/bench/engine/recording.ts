import { stat } from 'node:fs/promises';
import { Samples } from '../../../src/analysis/distribution';
import { PAGE_SIZE } from '../../../src/core/gfn';
import { openTraceFile } from '../../../src/node/traceFiles';
import { diffDevices } from '../../../src/replay/deviceDiff';
import type { Trace } from '../../../src/trace/trace';
import type { Figure } from '../figures';
import { recordProtected } from './protectedRun';
import { runUnprotected } from './unprotectedRun';

/** Dirties 64 pages a step, scattered, and then sends one byte. */
const WORKLOAD = 'hotset';
const POINTS = 2_000;
/** Until the emulators' and the threads' code is compiled. */
const WARM_UP_POINTS = 500;
const LAST = POINTS - 1;

/** Pauses, rates and sizes of a recording at 64 dirty pages a sync point, and how its trace is read. */
export async function measureRecording(file: string): Promise<Figure[]> {
  await recordProtected(file, WORKLOAD, POINTS);
  const unprotected = await runUnprotected(WORKLOAD, WARM_UP_POINTS, LAST);

  const openMs = await timeOpening(file);
  const trace = await openTraceFile(file);
  try {
    return [
      ...(await pauseFigures(trace, (LAST - WARM_UP_POINTS) / unprotected.seconds)),
      { name: 'traceBytesRatio', value: await sizeRatio(file, trace), unit: 'ratio' },
      { name: 'openMs', value: openMs, unit: 'ms' },
      ...(await stepFigures(trace)),
    ];
  } finally {
    await trace.close();
  }
}

async function pauseFigures(trace: Trace, unprotectedRate: number): Promise<Figure[]> {
  const points = await trace.points(WARM_UP_POINTS, LAST);
  const pauses = new Samples();
  let sentBytes = 0;
  let dirtyBytes = 0;
  for (const { pauseUs, sentBytes: sent, dirtyPages } of points.slice(1)) {
    pauses.add(pauseUs / 1000);
    sentBytes += sent;
    dirtyBytes += dirtyPages * PAGE_SIZE;
  }
  const seconds = (endUs(points[points.length - 1]) - endUs(points[0])) / 1e6;
  const { p50, p95, p99 } = pauses.distribution();
  return [
    {
      name: 'syncPointsPerSecond',
      value: pauses.count / seconds,
      unit: '1/s',
      baseline: { name: 'unprotectedOutputsPerSecond', value: unprotectedRate },
    },
    { name: 'pauseMsP50', value: p50, unit: 'ms' },
    { name: 'pauseMsP95', value: p95, unit: 'ms' },
    { name: 'pauseMsP99', value: p99, unit: 'ms' },
    { name: 'linkBytesRatio', value: sentBytes / dirtyBytes, unit: 'ratio' },
  ];
}

function endUs({ timeUs, pauseUs }: { timeUs: number; pauseUs: number }): number {
  return timeUs + pauseUs;
}

/** The file's size over that of all dirty pages as they were. */
async function sizeRatio(file: string, trace: Trace): Promise<number> {
  let pages = (await trace.dirtyPages(0)).gfns.length;
  for (const { dirtyPages } of await trace.points(1, LAST)) pages += dirtyPages;
  return (await stat(file)).size / (pages * PAGE_SIZE);
}

/** To the first sync point of a file just written, so from the system's cache. */
async function timeOpening(file: string): Promise<number> {
  const times = new Samples();
  for (let i = 0; i < 5; i++) {
    const startMs = performance.now();
    const trace = await openTraceFile(file);
    await trace.point(0);
    times.add(performance.now() - startMs);
    await trace.close();
  }
  return times.distribution().p50;
}

/** All that the inspector asks for at a step: the point, its pages, and what changed in the devices. */
async function stepFigures(trace: Trace): Promise<Figure[]> {
  const forward = new Samples();
  const anywhere = new Samples();
  for (let i = 0; i < 200; i++) forward.add(await timeStep(trace, WARM_UP_POINTS + i));
  // A stride that has no divisor in common with the range visits points far apart.
  for (let i = 0; i < 200; i++) anywhere.add(await timeStep(trace, 1 + ((i * 997) % (LAST - 1))));
  return [
    { name: 'stepMsP50', value: forward.distribution().p50, unit: 'ms' },
    { name: 'seekMsP50', value: anywhere.distribution().p50, unit: 'ms' },
  ];
}

async function timeStep(trace: Trace, point: number): Promise<number> {
  const startMs = performance.now();
  await trace.point(point);
  await trace.dirtyPages(point);
  diffDevices(await trace.devices(point - 1), await trace.devices(point));
  return performance.now() - startMs;
}
