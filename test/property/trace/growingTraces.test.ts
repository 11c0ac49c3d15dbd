import assert from 'node:assert/strict';
import { asGfn } from '../../../src/core/gfn';
import type { RandomAccess } from '../../../src/core/ports';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { FORMAT_VERSION } from '../../../src/trace/format';
import type { Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { TraceWriter } from '../../../src/trace/traceWriter';
import { MemoryFile } from '../../support/memoryFile';
import { MemoryTrace } from '../../support/memoryTrace';
import { seededNumbers } from '../../support/randomTrace';
import { generatePoints, SMALL_SPACE, traceHeader } from '../../support/traces';

type Random = (below: number) => number;

/** A file that is seen while bytes are written to it: after any number of those of each write. */
class TornFile extends MemoryFile {
  constructor(
    readonly random: Random,
    /** Called when a write is only half done. */
    readonly seen: () => Promise<void>,
  ) {
    super('growing.kemari');
  }

  override async append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const part = Math.min(bytes.length - at, 1 + this.random(bytes.length));
      await super.append(bytes.subarray(at, at + part));
      at += part;
      await this.seen();
    }
  }

  override async writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    const half = this.random(bytes.length);
    await super.writeAt(offset, bytes.subarray(0, half));
    await this.seen();
    await super.writeAt(offset + half, bytes.subarray(half));
    await this.seen();
  }
}

/** Lets a few other things happen first. */
async function late(random: Random): Promise<void> {
  for (let turns = random(6); turns > 0; turns--) await new Promise(setImmediate);
}

/** A file whose reads end after a while, and not in the order in which they began. */
class LateFile implements RandomAccess {
  readonly name = 'late.kemari';

  constructor(
    readonly file: RandomAccess,
    readonly random: Random,
  ) {}

  size(): Promise<number> {
    return this.file.size();
  }

  async readAt(offset: number, length: number): Promise<Uint8Array> {
    await late(this.random);
    const bytes = await this.file.readAt(offset, length);
    await late(this.random);
    return bytes;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** Opens the file when it holds a whole sync point, and refreshes it from then on. */
class Follower {
  trace: Trace | undefined;
  readonly #file: () => MemoryFile;
  readonly #oracle: MemoryTrace;
  readonly #random: Random;

  constructor(file: () => MemoryFile, oracle: MemoryTrace, random: Random) {
    this.#file = file;
    this.#oracle = oracle;
    this.#random = random;
  }

  async look(): Promise<void> {
    if (this.trace === undefined) {
      const opened = await openTrace(this.#file(), await loadTracePlatform()).catch(
        () => undefined,
      );
      if (opened === undefined) return;
      this.trace = opened;
    } else {
      const { trace } = this;
      const { pointCount: before, complete } = trace;
      const isNew = await trace.refresh();
      assert.ok(trace.pointCount >= before);
      assert.equal(isNew, trace.pointCount > before || trace.complete !== complete);
    }
    await this.#compare(this.trace);
  }

  /** The last sync point, and others, are what was recorded. */
  async #compare(trace: Trace): Promise<void> {
    const last = trace.pointCount - 1;
    assert.deepEqual(
      trace.notices.map(({ message }) => message.slice(0, 28)),
      trace.complete ? [] : ['The recording was not closed'],
    );
    for (const at of new Set([last, this.#random(last + 1)])) {
      assert.deepEqual(await trace.point(at), await this.#oracle.point(at));
      assert.deepEqual(await trace.devices(at), await this.#oracle.devices(at));
      const gfn = asGfn(SMALL_SPACE.gfnAt(this.#random(40)));
      assert.deepEqual(await trace.page(gfn, at), await this.#oracle.page(gfn, at));
      assert.deepEqual(
        await trace.pageHistory(gfn, 0, last),
        await this.#oracle.pageHistory(gfn, 0, last),
      );
    }
    assert.deepEqual(
      await trace.dirtyCounts(Math.floor(last / 2), last),
      await this.#oracle.dirtyCounts(Math.floor(last / 2), last),
    );
  }
}

describe('A trace that grows', () => {
  for (const seed of [51, 52, 53]) {
    it(`is followed from whole point to whole point, however its writes are torn (seed ${seed})`, async () => {
      const points = [...generatePoints({ seed, points: 540, dirtyPages: 10 })];
      const oracle = new MemoryTrace(points, { ...traceHeader(), version: FORMAT_VERSION });
      const random = seededNumbers(seed);
      const follower = new Follower(() => file, oracle, random);
      const file: TornFile = new TornFile(random, async () => {
        if (random(4) === 0) await follower.look();
      });
      const platform = await loadTracePlatform();
      const options = { imageAfterBytes: 1 << 18 };
      const writer = await TraceWriter.create(file, traceHeader(), platform, options);
      const waiting: Promise<void>[] = [];
      for (const point of points) {
        waiting.push(writer.append(point, [point]));
        if (random(3) > 0) await Promise.all(waiting.splice(0));
      }
      await Promise.all(waiting);
      await writer.close();
      await follower.look();
      assert.equal(follower.trace?.pointCount, points.length);
      assert.equal(follower.trace.complete, true);
      assert.equal(await follower.trace.refresh(), false);
    }).timeout(120_000);
  }

  it('answers what was asked before it grew, while it grows', async () => {
    const points = [...generatePoints({ seed: 54, points: 300, dirtyPages: 10 })];
    const oracle = new MemoryTrace(points, { ...traceHeader(), version: FORMAT_VERSION });
    const file = new MemoryFile();
    const platform = await loadTracePlatform();
    const writer = await TraceWriter.create(file, traceHeader(), platform);
    for (const point of points.slice(0, 250)) await writer.append(point, [point]);
    const trace = await openTrace(file, platform);
    const asked = [trace.points(0, 249), trace.dirtyCounts(10, 249)] as const;
    for (const point of points.slice(250)) await writer.append(point, [point]);
    const refreshed = [trace.refresh(), trace.refresh()];
    assert.deepEqual(await asked[0], await oracle.points(0, 249));
    assert.deepEqual(await asked[1], await oracle.dirtyCounts(10, 249));
    assert.deepEqual(await Promise.all(refreshed), [true, true]);
    assert.deepEqual(await trace.points(0, 299), await oracle.points(0, 299));
    await writer.close();
  });

  it('is read rightly beside its refreshes, however long each read takes', async () => {
    const points = [...generatePoints({ seed: 57, points: 330, dirtyPages: 10 })];
    const oracle = new MemoryTrace(points, { ...traceHeader(), version: FORMAT_VERSION });
    const random = seededNumbers(57);
    const file = new MemoryFile();
    const platform = await loadTracePlatform();
    const writer = await TraceWriter.create(file, traceHeader(), platform);
    for (const point of points.slice(0, 250)) await writer.append(point, [point]);
    // Keeps nothing decoded, so that everything is read again.
    const trace = await openTrace(new LateFile(file, random), platform, { cacheBytes: 1 });
    for (let next = 250; next < points.length; next += 4) {
      for (const point of points.slice(next, next + 4)) await writer.append(point, [point]);
      const asked = Array.from({ length: 4 }, async () => {
        await late(random);
        const at = random(250);
        assert.deepEqual(await trace.dirtyPages(at), await oracle.dirtyPages(at));
        assert.deepEqual(await trace.devices(at), await oracle.devices(at));
      });
      await Promise.all([trace.refresh(), ...asked]);
    }
    assert.deepEqual(
      trace.notices.map(({ message }) => message.slice(0, 28)),
      ['The recording was not closed'],
    );
    await writer.close();
  }).timeout(60_000);

  it('costs one small read when nothing was added', async () => {
    const points = [...generatePoints({ seed: 55, points: 40 })];
    const file = new MemoryFile();
    const platform = await loadTracePlatform();
    const writer = await TraceWriter.create(file, traceHeader(), platform);
    for (const point of points) await writer.append(point, [point]);
    const trace = await openTrace(file, platform);
    file.reads.length = 0;
    assert.equal(await trace.refresh(), false);
    assert.deepEqual(file.reads, [{ offset: 0, length: 12_288 }]);
    await writer.close();
  });

  it('refuses to go on with another recording, and keeps what it knew', async () => {
    const points = [...generatePoints({ seed: 56, points: 30 })];
    const contents = async (uuid: string, count: number): Promise<Uint8Array> => {
      const file = new MemoryFile();
      const header = traceHeader({ uuid });
      const writer = await TraceWriter.create(file, header, await loadTracePlatform());
      for (const point of points.slice(0, count)) await writer.append(point, [point]);
      return file.contents();
    };
    const [first, second] = ['01234567-89ab-4cde-8f01-23456789abcd', crypto.randomUUID()];
    let file = new MemoryFile('replaced.kemari', await contents(first, 20));
    const source = {
      name: 'replaced.kemari',
      size: () => file.size(),
      readAt: (offset: number, length: number) => file.readAt(offset, length),
      close: async () => undefined,
    };
    const trace = await openTrace(source, await loadTracePlatform());
    file = new MemoryFile('replaced.kemari', await contents(second, 30));
    await assert.rejects(
      trace.refresh(),
      /replaced\.kemari: file header at offset 0: expected rec/,
    );
    file = new MemoryFile('replaced.kemari', await contents(first, 10));
    await assert.rejects(trace.refresh(), /expected 20 sync points, found 10/);
    assert.equal(trace.pointCount, 20);
  });
});
