import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { asGfn } from '../../../src/core/gfn';
import { PHASES } from '../../../src/core/syncPoint';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import type { Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { MemoryFile } from '../../support/memoryFile';
import { NaiveTrace } from '../../support/naiveReader';
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
    const source = readFileSync('test/support/naiveReader.ts', 'utf8');
    assert.deepEqual(source.match(/^import .*$/gm), ["import { decompress } from 'fzstd';"]);
    assert.ok(!/\bimport\(|\brequire\(/.test(source));
  });
});
