import assert from 'node:assert/strict';
import { asGfn, type Gfn } from '../../../src/core/gfn';
import type { SyncPoint } from '../../../src/core/syncPoint';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { FORMAT_VERSION } from '../../../src/trace/format';
import { joinFigures, type RangeFigures } from '../../../src/trace/rangeFigures';
import type { RecordedPoint, Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { MemoryTrace } from '../../support/memoryTrace';
import { seededNumbers } from '../../support/randomTrace';
import { generatePoints, SMALL_SPACE, traceHeader, writeTrace } from '../../support/traces';

describe('A trace written and read again', () => {
  for (const seed of [1, 2, 3, 4]) {
    for (const points of [1, 2, 255, 256, 257, 600]) {
      it(`answers as the recording it was made of, with ${points} points and seed ${seed}`, async () => {
        await compareWithOracle(seed, [...generatePoints({ seed, points })]);
      }).timeout(20_000);
    }
  }

  it('answers the same while the recording is not closed', async () => {
    await compareWithOracle(9, [...generatePoints({ seed: 9, points: 300 })], { leaveOpen: true });
  }).timeout(20_000);

  it('answers the same when the writer may keep few earlier pages', async () => {
    const points = [...generatePoints({ seed: 10, points: 300, dirtyPages: 60 })];
    await compareWithOracle(10, points, { writer: { previousPagesBytes: 1 << 16 } });
  }).timeout(20_000);

  for (const imageAfterBytes of [1, 1 << 18]) {
    it(`answers the same with images of later points (after ${imageAfterBytes} bytes)`, async () => {
      const points = [...generatePoints({ seed: 13, points: 600, dirtyPages: 30 })];
      await compareWithOracle(13, points, { writer: { imageAfterBytes } });
    }).timeout(60_000);
  }

  it('answers the same when images are made of pages that were not kept', async () => {
    const points = [...generatePoints({ seed: 14, points: 300, dirtyPages: 60 })];
    const writer = { previousPagesBytes: 1 << 16, imageAfterBytes: 1 << 17 };
    await compareWithOracle(14, points, { writer, leaveOpen: true });
  }).timeout(60_000);

  it('answers the same when the reader may keep next to nothing', async () => {
    const points = [...generatePoints({ seed: 11, points: 300 })];
    await compareWithOracle(11, points, {}, 2000);
  }).timeout(60_000);

  it('numbers thousands of points through several levels of the index', async () => {
    const points = [...generatePoints({ seed: 12, points: 9000, dirtyPages: 3 })];
    await compareWithOracle(12, points);
  }).timeout(120_000);
});

async function compareWithOracle(
  seed: number,
  points: readonly RecordedPoint[],
  options: Parameters<typeof writeTrace>[1] = {},
  cacheBytes?: number,
): Promise<void> {
  const file = await writeTrace(points, options);
  file.promptly = seed % 2 === 0;
  const open = cacheBytes === undefined ? {} : { cacheBytes };
  const trace = await openTrace(file, await loadTracePlatform(), open);
  const oracle = new MemoryTrace(points, {
    ...traceHeader(),
    version: FORMAT_VERSION,
    uuid: trace.header.uuid,
  });
  assert.deepEqual(trace.header, oracle.header);
  assert.equal(trace.pointCount, points.length);
  assert.equal(trace.complete, options.leaveOpen !== true);
  assert.deepEqual(trace.notices.length, options.leaveOpen === true ? 1 : 0);
  await compareAll(trace, oracle, seed);
  await trace.close();
}

/** Compares every method, over all of a short trace and over random parts of a long one. */
async function compareAll(trace: Trace, oracle: Trace, seed: number): Promise<void> {
  const random = seededNumbers(seed * 7919);
  const last = oracle.pointCount - 1;
  assert.deepEqual(await trace.points(0, last), await oracle.points(0, last));
  const points =
    last < 300 ? Array.from({ length: last + 1 }, (_, i) => i) : some(60, () => random(last + 1));
  for (const point of [...points, last, 0, Math.floor(last / 2)]) {
    assert.deepEqual(await trace.point(point), await oracle.point(point));
    assert.deepEqual(await trace.dirtyPages(point), await oracle.dirtyPages(point));
    assert.deepEqual(await trace.outputs(point), await oracle.outputs(point));
    assert.deepEqual(await trace.writers(point), await oracle.writers(point));
    assert.deepEqual(await trace.devices(point), await oracle.devices(point));
  }
  for (const [from, to] of [[0, last], ...some(12, () => range(random, last))]) {
    assert.deepEqual(await trace.dirtyCounts(from, to), await oracle.dirtyCounts(from, to));
    assert.deepEqual(await trace.points(from, to), await oracle.points(from, to));
  }
  for (const [from, to] of [[0, last], [last, last], ...some(40, () => range(random, last))]) {
    assert.deepEqual(await trace.figures(from, to), await oracle.figures(from, to));
    assert.deepEqual(await columnPoints(trace, from, to), await oracle.points(from, to));
    const step = [1, 3, 100, 256, 1024, 4096][random(6)];
    assert.deepEqual(
      await figuresByStep(trace, from, to, step),
      await figuresByStep(oracle, from, to, step),
    );
  }
  for (const gfn of some(80, () => pageOf(random))) {
    const [from, to] = range(random, last);
    assert.deepEqual(
      await trace.pageHistory(gfn, from, to),
      await oracle.pageHistory(gfn, from, to),
    );
    const at = random(last + 1);
    await comparePage(trace, oracle, gfn, at);
    const lastGfn = asGfn(gfn + random(random(3) === 0 ? 300 : 8));
    assert.deepEqual(
      await trace.pointsTouching(gfn, lastGfn, from, to),
      await oracle.pointsTouching(gfn, lastGfn, from, to),
      `points touching ${gfn} to ${lastGfn}`,
    );
  }
  for (const at of [0, last, random(last + 1)]) {
    assert.deepEqual(await wholeMemory(trace, at), await wholeMemory(oracle, at));
    const { pages } = oracle.header;
    for (const share of [1, 2, 9]) {
      const all = Uint32Array.from({ length: pages.pageCount }, (_, i) => pages.gfnAt(i));
      const gfns = all.filter(() => random(share) === 0);
      assert.deepEqual(
        await joined(trace.pages(gfns, at)),
        await joined(oracle.pages(gfns, at)),
        `${gfns.length} pages as of ${at}`,
      );
    }
  }
}

async function columnPoints(trace: Trace, from: number, to: number): Promise<SyncPoint[]> {
  const points: SyncPoint[] = [];
  for await (const columns of trace.columns(from, to)) {
    for (let i = 0; i < columns.length; i++) points.push(columns.at(i));
  }
  return points;
}

/** SAME versions count as written at their point in both. */
async function comparePage(trace: Trace, oracle: Trace, gfn: Gfn, at: number): Promise<void> {
  assert.deepEqual(
    await trace.page(gfn, at),
    await oracle.page(gfn, at),
    `page ${gfn} as of ${at}`,
  );
}

function wholeMemory(trace: Trace, at: number): Promise<Buffer> {
  return joined(trace.memory(at));
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const piece of pieces) copies.push(Buffer.from(piece));
  return Buffer.concat(copies);
}

function some<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

function range(random: (below: number) => number, last: number): [number, number] {
  const [a, b] = [random(last + 1), random(last + 1)];
  return [Math.min(a, b), Math.max(a, b)];
}

function pageOf(random: (below: number) => number): Gfn {
  const few = random(2) === 0 ? 20 : SMALL_SPACE.pageCount;
  return asGfn(SMALL_SPACE.gfnAt(random(few)));
}

/** The figures of a range, joined up to each multiple of a step. */
async function figuresByStep(
  trace: Trace,
  from: number,
  to: number,
  step: number,
): Promise<RangeFigures[]> {
  const byStep: RangeFigures[][] = [];
  let next = from;
  await trace.eachFigures(from, to, step, (figures) => {
    const { firstPoint, points } = figures;
    assert.equal(firstPoint, next, 'the figures do not follow each other');
    const [first, last] = [firstPoint, firstPoint + points - 1].map((at) => Math.floor(at / step));
    assert.equal(first, last, 'the figures cross a multiple of the step');
    const at = first - Math.floor(from / step);
    (byStep[at] ??= []).push(figures);
    next += points;
  });
  assert.equal(next, to + 1, 'the figures do not reach the end');
  return byStep.map((parts) => joinFigures(parts));
}
