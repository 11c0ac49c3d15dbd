import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { asGfn } from '../../../src/core/gfn';
import { PHASES } from '../../../src/core/syncPoint';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import type { Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { MemoryFile } from '../../support/memoryFile';
import { lastDirectory, nodeAt, segmentAt, type NaiveFigures } from '../../support/naiveIndex';
import { CAUSES, NaiveTrace, type NaivePoint } from '../../support/naiveReader';
import { seededNumbers } from '../../support/randomTrace';
import { generatePoints, writeTrace, type GuestOptions } from '../../support/traces';

const FIXTURES = 'test/fixtures/traces';

/** Both readers over the same bytes. */
async function both(bytes: Uint8Array): Promise<{ trace: Trace; naive: NaiveTrace }> {
  const trace = await openTrace(new MemoryFile('both.kemari', bytes), await loadTracePlatform());
  return { trace, naive: new NaiveTrace(bytes) };
}

async function compare({ trace, naive }: { trace: Trace; naive: NaiveTrace }): Promise<void> {
  const { header } = trace;
  assert.deepEqual(
    [naive.version, naive.uuid, naive.writer, naive.machine, naive.workload, naive.mode],
    [header.version, header.uuid, header.writer, header.machine, header.workload, header.mode],
  );
  assert.equal(naive.startedAtMs, header.startedAtMs);
  assert.deepEqual(
    naive.regions.map(({ name, gfn, pages }) => [name, gfn * 4096, pages * 4096]),
    header.pages.regions.map(({ name, start, bytes }) => [name, start, bytes]),
  );
  assert.equal(naive.points.length, trace.pointCount);
  for (let at = 0; at < trace.pointCount; at++) await comparePoint(trace, naive, at);
  compareIndex(naive);
  const last = trace.pointCount - 1;
  const random = seededNumbers(last);
  const gfns = naive.gfns();
  for (let i = 0; i < 60; i++) {
    const gfn = gfns[random(2) === 0 ? random(20) : random(gfns.length)];
    const at = random(last + 1);
    const page = await trace.page(asGfn(gfn), at);
    assert.deepEqual(
      Buffer.from(page.bytes),
      Buffer.from(naive.page(gfn, at)),
      `page ${gfn}, ${at}`,
    );
    assert.deepEqual([...(await trace.pageHistory(asGfn(gfn), 0, last))], naive.history(gfn));
  }
  for (const { number, imageOffset } of naive.points) {
    if (imageOffset === 0) continue;
    assert.ok(Buffer.from(naive.memoryOfImage(number)).equals(await memoryAt(trace, number)));
  }
}

/** Whether the index of a trace says what its POINTs say. */
function compareIndex(naive: NaiveTrace): void {
  const directory = lastDirectory(naive);
  if (directory === undefined) return;
  let first = 0;
  for (const { level, offset } of directory.roots)
    first = compareSubtree(naive, level, offset, first);
  assert.equal(first, directory.points);
  if (naive.version === 1) return;
  const images = naive.points
    .filter(({ number, imageOffset }) => number < directory.points && imageOffset !== 0)
    .map(({ number, imageOffset }) => ({ point: number, offset: imageOffset }));
  assert.deepEqual(directory.images, images);
}

/** @returns the first point behind the subtree. */
function compareSubtree(naive: NaiveTrace, level: number, offset: number, first: number): number {
  if (level === 0) return compareSegment(naive, offset, first);
  const node = nodeAt(naive, offset);
  assert.deepEqual([node.level, node.first], [level, first]);
  const starts = [first];
  for (const child of node.children) {
    starts.push(compareSubtree(naive, level - 1, child, starts[starts.length - 1]));
  }
  node.figures.forEach((figures, child) => {
    compareFigures(figures, naive.points.slice(starts[child], starts[child + 1]));
  });
  const table = tableOf(naive.points.slice(first, starts[16]));
  assert.deepEqual([...node.table.keys()], [...table.keys()]);
  if (naive.version > 1) assert.deepEqual(node.lists, table);
  for (const [gfn, { count, last, zero, children }] of node.table) {
    const points = table.get(gfn) ?? [];
    assert.equal(count, points.length);
    assert.deepEqual([last, zero], points.at(-1));
    const bits = new Set(points.map(([point]) => starts.findLastIndex((start) => start <= point)));
    assert.equal(
      children,
      [...bits].reduce((sum, bit) => sum + 2 ** bit, 0),
    );
  }
  return starts[16];
}

function compareSegment(naive: NaiveTrace, offset: number, first: number): number {
  const segment = segmentAt(naive, offset);
  assert.equal(segment.first, first);
  const points = naive.points.slice(first, first + segment.rows.length);
  assert.deepEqual(
    segment.rows,
    points.map((point) => ({
      offset: point.offset,
      startNs: point.startNs,
      timeNs: point.timeNs,
      cause: point.cause,
      dirtyPages: point.pages.length,
      zeroPages: point.pages.filter(({ place }) => place === undefined).length,
      sentBytes: point.sentBytes,
      phasesNs: point.phasesNs,
      outputs: point.outputs.map(({ kind, bytes }) => ({ kind, bytes })),
      changed: point.changedDevices.map((device) => naive.schema(point.schemaOffset)[device].name),
    })),
  );
  assert.deepEqual(segment.table, tableOf(points));
  return first + segment.rows.length;
}

/** When each page was dirty, by ascending GFN. */
function tableOf(points: readonly NaivePoint[]): Map<number, [number, boolean][]> {
  const table = new Map<number, [number, boolean][]>();
  for (const { number, pages } of points) {
    for (const { gfn, place } of pages) {
      table.set(gfn, [...(table.get(gfn) ?? []), [number, place === undefined]]);
    }
  }
  return new Map([...table].sort(([a], [b]) => a - b));
}

function compareFigures(figures: NaiveFigures, points: readonly NaivePoint[]): void {
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const spread = (numbers: readonly number[]): number[] => [
    sum(numbers),
    Math.min(...numbers),
    Math.max(...numbers),
  ];
  const pauses = points.map(({ phasesNs }) => sum(phasesNs));
  const longest = pauses.indexOf(Math.max(...pauses));
  const last = points[points.length - 1];
  const causes = CAUSES.slice(1);
  assert.deepEqual(figures, {
    startNs: points[0].startNs,
    endNs: last.timeNs + sum(last.phasesNs),
    dirtyPages: spread(points.map(({ pages }) => pages.length)),
    zeroPages: sum(points.map((p) => p.pages.filter(({ place }) => place === undefined).length)),
    sentBytes: spread(points.map(({ sentBytes }) => sentBytes)),
    outputs: sum(points.map(({ outputs }) => outputs.length)),
    outputBytes: sum(points.flatMap(({ outputs }) => outputs.map(({ bytes }) => bytes))),
    phasesNs: PHASES.map((_, phase) => sum(points.map(({ phasesNs }) => phasesNs[phase]))),
    shortestNs: Math.min(...pauses),
    longest: points[longest].number,
    longestNs: points[longest].phasesNs,
    causes: new Map(causes.map((cause) => [cause, points.filter((p) => p.cause === cause).length])),
  });
}

async function comparePoint(trace: Trace, naive: NaiveTrace, at: number): Promise<void> {
  const expected = naive.points[at];
  const point = await trace.point(at);
  assert.deepEqual(
    [at, point.cause, point.sentBytes, point.epochStartUs, point.timeUs],
    [
      expected.number,
      expected.cause,
      expected.sentBytes,
      expected.startNs / 1000,
      expected.timeNs / 1000,
    ],
  );
  assert.deepEqual(
    PHASES.map((phase) => point.phasesUs[phase]),
    expected.phasesNs.map((ns) => ns / 1000),
  );
  const schema = naive.schema(expected.schemaOffset);
  assert.deepEqual(
    point.changedDevices,
    expected.changedDevices.map((number) => schema[number].name),
  );
  const { gfns, zero } = await trace.dirtyPages(at);
  assert.deepEqual(
    Array.from(gfns, (gfn, i) => [gfn, zero[i] === 1]),
    expected.pages.map(({ gfn, place }) => [gfn, place === undefined]),
  );
  const outputs = await trace.outputs(at);
  assert.deepEqual(
    outputs.map(({ kind, diskOffset, data }) => [kind, diskOffset, Buffer.from(data)]),
    naive.outputs(at).map((data, i) => {
      const { kind, diskOffset } = expected.outputs[i];
      return [kind, diskOffset, Buffer.from(data)];
    }),
  );
  const leaves = (await trace.devices(at)).flatMap(({ schema: { device, fields }, values }) =>
    fields.map((field, i) => [`${device}/${field}`, values[i]] as const),
  );
  assert.deepEqual(new Map(leaves), naive.devices(at));
}

async function memoryAt(trace: Trace, at: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of trace.memory(at)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

describe('A second reader, written from the document of the format', () => {
  const shapes: readonly (GuestOptions & { readonly imageAfterBytes?: number })[] = [
    { seed: 71, points: 1 },
    { seed: 72, points: 300 },
    { seed: 73, points: 120, dirtyPages: 150 },
    { seed: 74, points: 400, dirtyPages: 40, imageAfterBytes: 1 << 17 },
  ];
  for (const { imageAfterBytes = 32 << 20, ...shape } of shapes) {
    it(`agrees on a trace of ${shape.points} sync points (seed ${shape.seed})`, async () => {
      const file = await writeTrace(generatePoints(shape), { writer: { imageAfterBytes } });
      await compare(await both(file.contents()));
    }).timeout(120_000);
  }

  it('finds in the index what the sync points say, through two levels of it', async () => {
    const file = await writeTrace(generatePoints({ seed: 76, points: 4500, dirtyPages: 3 }));
    const naive = new NaiveTrace(file.contents());
    assert.equal(naive.offsetsOf(10).length, 1, 'a NODE');
    compareIndex(naive);
  }).timeout(120_000);

  it('agrees on recordings that broke off, wherever that was', async () => {
    const file = await writeTrace(generatePoints({ seed: 75, points: 60 }), { leaveOpen: true });
    const bytes = file.contents();
    const random = seededNumbers(75);
    for (let i = 0; i < 12; i++) {
      const cut = bytes.slice(0, Math.floor(bytes.length / 2) + random(bytes.length / 2));
      await compare(await both(cut));
    }
  }).timeout(120_000);

  for (const version of readdirSync(FIXTURES)) {
    for (const name of readdirSync(path.join(FIXTURES, version))) {
      if (!name.endsWith('.kemari')) continue;
      it(`agrees on the fixture ${version}/${name}`, async () => {
        await compare(await both(readFileSync(path.join(FIXTURES, version, name))));
      }).timeout(120_000);
    }
  }

  it('shares no code with the first', () => {
    const imports = {
      naiveReader: ["import { decompress } from 'fzstd';"],
      naiveIndex: ["import { CAUSES, Fields, type NaiveTrace } from './naiveReader';"],
    };
    for (const [name, expected] of Object.entries(imports)) {
      const source = readFileSync(`test/support/${name}.ts`, 'utf8');
      assert.deepEqual(source.match(/^import .*$/gm), expected);
      assert.ok(!/\bimport\(|\brequire\(/.test(source));
    }
  });
});
