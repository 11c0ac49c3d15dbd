import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { KemariError } from '../../../src/core/errors';
import { asGfn, asGuestAddress, PAGE_SIZE } from '../../../src/core/gfn';
import { PageSpace } from '../../../src/core/guestMemory';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { RecordType } from '../../../src/trace/format';
import type { PageBatch, RecordedPoint, Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { TraceWriter } from '../../../src/trace/traceWriter';
import { verifyTrace } from '../../../src/trace/verify';
import { MemoryFile } from '../../support/memoryFile';
import { generatePoints, SMALL_SPACE, traceHeader, writeTrace } from '../../support/traces';
import { recordsOf } from '../../support/traceRecords';

function point(change: Partial<RecordedPoint> = {}): RecordedPoint {
  return {
    epochStartUs: 0,
    timeUs: 1,
    cause: 'manual',
    outputs: [],
    phasesUs: { stop: 0, collect: 0, devices: 0, copy: 0, send: 0, ack: 0, resume: 0 },
    sentBytes: 0,
    gfns: new Uint32Array(0),
    pages: new Uint8Array(0),
    devices: [],
    ...change,
  };
}

/** A point whose pages are each filled with one byte. */
function pagesOf(contents: Readonly<Record<number, number>>): Partial<RecordedPoint> {
  const gfns = Uint32Array.from(Object.keys(contents), Number).sort();
  const pages = new Uint8Array(gfns.length * PAGE_SIZE);
  gfns.forEach((gfn, i) => pages.fill(contents[gfn], i * PAGE_SIZE, (i + 1) * PAGE_SIZE));
  return { gfns, pages };
}

async function create(file: MemoryFile): Promise<TraceWriter> {
  return TraceWriter.create(file, traceHeader(), await loadTracePlatform());
}

function append(writer: TraceWriter, point: RecordedPoint): Promise<void> {
  return writer.append(point, [point]);
}

async function open(file: MemoryFile): Promise<Trace> {
  return openTrace(file, await loadTracePlatform());
}

/** Which of the BLOCK records, in their order, hold one page in full. */
async function blocksInFull(file: MemoryFile): Promise<number[]> {
  const records = await recordsOf(file.contents());
  const blocks = records.filter(({ type }) => type === RecordType.BLOCK);
  return blocks.flatMap(({ rawLength }, i) => (rawLength === PAGE_SIZE ? [i] : []));
}

/** Remembers how long it was when it was synchronized, which it can be made to refuse. */
class SyncedFile extends MemoryFile {
  readonly syncedAt: number[] = [];
  broken = false;

  override async sync(): Promise<void> {
    if (this.broken) throw new Error('the disk is gone');
    this.syncedAt.push(await this.size());
  }
}

describe('A trace being written', () => {
  it('holds every point as soon as its append has ended', async () => {
    const file = new MemoryFile();
    const writer = await create(file);
    for (let count = 1; count <= 5; count++) {
      await append(writer, point(pagesOf({ 1: count })));
      const trace = await open(file);
      assert.equal(trace.pointCount, count);
      assert.equal((await trace.page(asGfn(1), count - 1)).bytes[0], count);
    }
    await writer.close();
  });

  it('closes its file if it cannot be started', async () => {
    const file = new MemoryFile();
    file.capacity = 100;
    await assert.rejects(create(file), /no space left/);
    assert.ok(file.closed);
  });

  it('keeps the order of appends that were not waited for', async () => {
    const file = new MemoryFile();
    const writer = await create(file);
    const appends = [3, 1, 2].map((timeUs) => append(writer, point({ timeUs })));
    await Promise.all([...appends, writer.close()]);
    const points = await (await open(file)).points(0, 2);
    assert.deepEqual(
      points.map(({ timeUs }) => timeUs),
      [3, 1, 2],
    );
  });

  it('has no whole point before the first append', async () => {
    const file = new MemoryFile('started.kemari');
    const writer = await create(file);
    await assert.rejects(open(file), /started\.kemari: no whole sync point/);
    await writer.close();
    await assert.rejects(open(file), KemariError);
    assert.ok(file.closed);
  });

  it('keeps all committed points when the disk is full, and says so from then on', async () => {
    const file = new MemoryFile('full.kemari');
    const writer = await create(file);
    const points = [...generatePoints({ seed: 1, points: 20 })];
    for (const each of points.slice(0, 10)) await append(writer, each);
    file.capacity = (await file.size()) + 40;
    await assert.rejects(append(writer, points[10]), /no space left/);
    await assert.rejects(
      append(writer, points[11]),
      /full\.kemari: the recording ended at sync point 9, since writing failed: no space left/,
    );
    await writer.close();
    assert.ok(file.closed);
    const trace = await open(file);
    assert.equal(trace.pointCount, 10);
    assert.equal(trace.complete, false);
  });

  it('keeps the points before one whose batches fail, which share its write', async () => {
    const file = new MemoryFile();
    const writer = await create(file);
    const batches = function* (): Generator<PageBatch> {
      yield point(pagesOf({ 3: 1 }));
      throw new Error('the pages are gone');
    };
    const appends = [
      append(writer, point(pagesOf({ 1: 1 }))),
      append(writer, point(pagesOf({ 1: 2 }))),
      writer.append(point(), batches()),
      append(writer, point(pagesOf({ 1: 3 }))),
    ];
    const results = await Promise.allSettled(appends);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'rejected'],
    );
    await writer.close();
    const trace = await open(file);
    assert.equal(trace.pointCount, 2);
    assert.equal((await trace.page(asGfn(1), 1)).bytes[0], 2);
  });

  it('keeps none of the points of a write that failed', async () => {
    const file = new MemoryFile();
    const writer = await create(file);
    await append(writer, point(pagesOf({ 1: 1 })));
    file.capacity = (await file.size()) + 40;
    const results = await Promise.allSettled(
      [2, 3].map((i) => append(writer, point(pagesOf({ [i]: i })))),
    );
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    await writer.close();
    assert.equal((await open(file)).pointCount, 1);
  });

  it('takes the pages of a point in batches, of which none has to be in memory with another', async () => {
    const file = new MemoryFile();
    const writer = await create(file);
    const one = point(pagesOf({ 1: 0 }));
    const batches = async function* (value: number): AsyncGenerator<PageBatch> {
      for (const gfn of [1, 5, 200]) {
        one.gfns[0] = gfn;
        one.pages.fill(value + gfn);
        yield one;
      }
    };
    await writer.append(point(), batches(1));
    await writer.append(point(), batches(2));
    await writer.close();
    const trace = await open(file);
    assert.deepEqual([...(await trace.dirtyPages(1)).gfns], [1, 5, 200]);
    for (const [gfn, at] of [
      [1, 0],
      [200, 0],
      [5, 1],
    ]) {
      assert.equal((await trace.page(asGfn(gfn), at)).bytes[9], at + 1 + gfn);
    }
  });

  it('refuses batches that do not ascend from one to the next', async () => {
    const writer = await create(new MemoryFile());
    const batches = [2, 1].map((gfn) => point(pagesOf({ [gfn]: 1 })));
    await assert.rejects(writer.append(point(), batches), /must ascend/);
    await append(writer, point());
    await assert.rejects(writer.append(point(), batches.values()), /must ascend/);
    // What had no end that could be seen before is no point that was refused before it was written.
    await assert.rejects(append(writer, point()), /the recording ended at sync point 0/);
    await writer.close();
  });

  it('closes its file although the footer cannot be written', async () => {
    const file = new MemoryFile();
    const writer = await create(file);
    await append(writer, point());
    file.capacity = await file.size();
    await assert.rejects(writer.close(), /no space left/);
    assert.ok(file.closed);
    await writer.close();
    assert.equal((await open(file)).pointCount, 1);
  });

  it('is synchronized up to what was committed when it is closed after it failed', async () => {
    const file = new SyncedFile();
    const writer = await create(file);
    await append(writer, point());
    const committed = await file.size();
    file.capacity = committed;
    await assert.rejects(append(writer, point({ timeUs: 2 })), /no space left/);
    await writer.close();
    assert.deepEqual(file.syncedAt, [committed]);
    assert.ok(file.closed);
  });

  it('says what ended it, and not that its file cannot be closed either', async () => {
    const file = new MemoryFile();
    const writer = await create(file);
    await append(writer, point());
    file.capacity = await file.size();
    file.close = () => Promise.reject(new Error('the disk is gone'));
    await assert.rejects(writer.close(), /no space left/);
  });

  it('refuses a point that contradicts itself, and goes on with the next', async () => {
    const file = new MemoryFile();
    const writer = await create(file);
    await append(writer, point());
    const outside = SMALL_SPACE.pageCount + 1000;
    for (const wrong of [
      { gfns: Uint32Array.of(1), pages: new Uint8Array(100) },
      { gfns: Uint32Array.of(2, 1), pages: new Uint8Array(2 * PAGE_SIZE) },
      { gfns: Uint32Array.of(1, 1), pages: new Uint8Array(2 * PAGE_SIZE) },
      { gfns: Uint32Array.of(outside), pages: new Uint8Array(PAGE_SIZE) },
      { timeUs: -1 },
      { epochStartUs: NaN },
      { sentBytes: 0.5 },
    ]) {
      await assert.rejects(append(writer, point(wrong)), RangeError);
    }
    await append(writer, point({ timeUs: 7 }));
    await writer.close();
    const trace = await open(file);
    assert.equal(trace.pointCount, 2);
    assert.equal((await trace.point(1)).timeUs, 7);
  });

  it('costs next to nothing for a guest that is mostly zeros', async () => {
    const pages = new PageSpace([{ name: 'ram', start: asGuestAddress(0), bytes: 2 ** 34 }]);
    const last = pages.pageCount - 1;
    const file = await writeTrace([point(pagesOf({ 7: 1, [last]: 2 }))], {
      header: traceHeader({ pages }),
    });
    assert.ok((await file.size()) < 40_000, `${await file.size()} bytes`);
    const trace = await open(file);
    assert.equal((await trace.page(asGfn(last), 0)).bytes[5], 2);
    assert.ok((await trace.page(asGfn(last - 20), 0)).zero);
  });

  it('is synchronized as often as its durability says', async () => {
    for (const [durability, least, most] of [
      ['none', 1, 1],
      ['interval', 1, 2],
      ['point', 6, 6],
    ] as const) {
      const file = new SyncedFile();
      const platform = await loadTracePlatform();
      const writer = await TraceWriter.create(file, traceHeader(), platform, { durability });
      for (let i = 0; i < 5; i++) await append(writer, point({ timeUs: i }));
      await writer.close();
      const { length } = file.syncedAt;
      assert.ok(length >= least && length <= most, `${durability}: ${length} syncs`);
      assert.equal(file.syncedAt.at(-1), await file.size());
    }
  });

  it('does not end a point of durability "point" before it is synchronized', async () => {
    const file = new SyncedFile();
    const platform = await loadTracePlatform();
    const writer = await TraceWriter.create(file, traceHeader(), platform, { durability: 'point' });
    for (let i = 0; i < 3; i++) {
      await append(writer, point({ timeUs: i }));
      assert.equal(file.syncedAt.at(-1), await file.size());
    }
    file.broken = true;
    await assert.rejects(append(writer, point({ timeUs: 3 })), /the disk is gone/);
    await writer.close();
  });

  it('tells of a sync that failed while nobody waited for it when it is closed', async () => {
    const file = new SyncedFile();
    const platform = await loadTracePlatform();
    const options = { durability: 'interval', syncEveryMs: 0 } as const;
    const writer = await TraceWriter.create(file, traceHeader(), platform, options);
    file.broken = true;
    await append(writer, point());
    await pause(20);
    file.broken = false;
    await assert.rejects(writer.close(), /the disk is gone/);
    assert.ok(file.closed);
  });

  it('makes every delta against the page as it was last stored in full', async () => {
    const contents = new Uint8Array(PAGE_SIZE).fill(9);
    const points = Array.from({ length: 100 }, (_, i) => {
      contents[8 * (i % 2)] = i;
      return point({ gfns: Uint32Array.of(3), pages: contents.slice() });
    });
    const file = await writeTrace(points);
    // The first is all there is of the page at sync point 0, and the others need no other.
    assert.deepEqual(await blocksInFull(file), []);
    const trace = await open(file);
    const readAt = file.readAt.bind(file);
    let reads = 0;
    file.readAt = (offset, length) => (reads++, readAt(offset, length));
    assert.deepEqual((await trace.page(asGfn(3), 99)).bytes, contents);
    assert.ok(reads <= 4, `${reads} reads`);
  });

  it('stores the whole page again when its deltas have grown', async () => {
    const contents = new Uint8Array(PAGE_SIZE).fill(200);
    const points = Array.from({ length: 100 }, (_, i) => {
      contents[i * 8] = i;
      return point({ gfns: Uint32Array.of(3), pages: contents.slice() });
    });
    const file = await writeTrace(points);
    // A delta of 32 words is longer than what the 32 versions before it took, on average.
    assert.deepEqual(await blocksInFull(file), [31, 63, 95]);
    assert.deepEqual((await (await open(file)).page(asGfn(3), 99)).bytes, contents);
  });

  it('holds times of more than 52 days, forwards and back', async () => {
    const day = 86_400e6;
    const times = [0, 60, 104, 1, 100.5, 0].map((days) => days * day);
    const points = times.map((epochStartUs) => point({ epochStartUs, timeUs: 104 * day + 0.999 }));
    const file = await writeTrace(points);
    const { ok } = await verifyTrace(file, await loadTracePlatform());
    assert.ok(ok);
    const trace = await open(file);
    const found = await trace.points(0, times.length - 1);
    assert.deepEqual(
      found.map(({ epochStartUs }) => epochStartUs),
      times,
    );
    assert.deepEqual(new Set(found.map(({ timeUs }) => timeUs)), new Set([104 * day + 0.999]));
    assert.deepEqual(trace.notices, []);
  });

  it('tells which devices changed, by their values', async () => {
    const cpu = { device: 'cpu.0', fields: ['eip', 'fpu'] };
    const nic = { device: 'nic.0', fields: ['memory'] };
    const state = (eip: number, fpu: number, byte: number) => [
      { schema: cpu, values: [eip, fpu] },
      { schema: nic, values: [Uint8Array.of(byte)] },
    ];
    const states = [state(1, NaN, 1), state(1, NaN, 1), state(2, NaN, 1), state(2, -0, 2)];
    const points = [...states, state(2, 0, 2)].map((devices) => point({ devices }));
    const trace = await open(await writeTrace(points));
    const changed = (await trace.points(0, 4)).map(({ changedDevices }) => changedDevices);
    assert.deepEqual(changed, [[], [], ['cpu.0'], ['cpu.0', 'nic.0'], ['cpu.0']]);
  });

  it('gives states of one shape one schema object', async () => {
    const file = await writeTrace(generatePoints({ seed: 4, points: 30 }));
    const trace = await open(file);
    const [before, after] = [await trace.devices(3), await trace.devices(4)];
    assert.equal(before[0].schema, after[0].schema);
  });

  it('keeps outputs longer than a record', async () => {
    const data = Uint8Array.from({ length: 2_500_000 }, (_, i) => i % 251);
    const outputs = [
      { kind: 'serial-tx', data: Uint8Array.of(1) },
      { kind: 'disk-write', data, diskOffset: 2 ** 40 },
      { kind: 'disk-flush', data: new Uint8Array(0) },
    ] as const;
    const trace = await open(await writeTrace([point({ outputs })]));
    const read = await trace.outputs(0);
    assert.deepEqual(
      read.map(({ kind, bytes, diskOffset }) => [kind, bytes, diskOffset]),
      [
        ['serial-tx', 1, undefined],
        ['disk-write', data.length, 2 ** 40],
        ['disk-flush', 0, undefined],
      ],
    );
    assert.deepEqual(Buffer.from(read[1].data), Buffer.from(data));
  });
});
