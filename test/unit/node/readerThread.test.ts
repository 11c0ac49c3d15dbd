import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { KemariError } from '../../../src/core/errors';
import { asGuestAddress } from '../../../src/core/gfn';
import { PageSpace } from '../../../src/core/guestMemory';
import { openFile } from '../../../src/node/files';
import { ReaderThread } from '../../../src/node/readerThread';
import { openTraceFile } from '../../../src/node/traceFiles';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { RecordType } from '../../../src/trace/format';
import type { Trace } from '../../../src/trace/trace';
import { openTrace } from '../../../src/trace/traceReader';
import { generatePoints, traceHeader, writeTrace } from '../../support/traces';
import { recordsOf } from '../../support/traceRecords';

const SCRIPT = new URL('dist/readerWorker.js', pathToFileURL(`${process.cwd()}/`));

/** 48 MiB: twelve pieces. */
const space = new PageSpace([{ name: 'ram', start: asGuestAddress(0), bytes: 48 << 20 }]);

describe('The memory of a large guest, with another thread', () => {
  let folder = '';
  let file = '';
  let expected: Buffer;
  const threads: ReaderThread[] = [];

  before(async function () {
    this.timeout(60_000);
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-thread-'));
    file = path.join(folder, 'large.kemari');
    const points = generatePoints({ seed: 81, points: 40, dirtyPages: 200, space });
    const written = await writeTrace(points, { header: traceHeader({ pages: space }) });
    await writeFile(file, written.contents());
    const alone = await openTraceFile(file);
    expected = await memoryOf(alone);
    await alone.close();
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens the trace and waits for its thread, so that it gets its share. */
  async function openHelped(name: string, script = SCRIPT): Promise<Trace> {
    const source = await openFile(name);
    const trace = await openTrace(source, await loadTracePlatform(), {
      startHelper: ({ version, pages }) => {
        const { descriptor } = source;
        const data = { descriptor, name, version, guestPages: pages.pageCount };
        const thread = new ReaderThread(script, data);
        threads.push(thread);
        return thread;
      },
    });
    // The thread starts with the first piece; then it is waited for.
    for await (const piece of trace.memory(0)) {
      assert.ok(piece.length > 0);
      break;
    }
    for (let i = 0; i < 500 && threads.at(-1)?.ready === false && script === SCRIPT; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return trace;
  }

  it('is the same as without it, and both have a share', async () => {
    const trace = await openHelped(file);
    const thread = threads.at(-1);
    assert.ok(thread?.ready);
    let asked = 0;
    const assemble = thread.assemble.bind(thread);
    thread.assemble = (...request) => {
      asked++;
      return assemble(...request);
    };
    assert.ok(expected.equals(await memoryOf(trace)));
    assert.ok(asked > 0 && asked < 12, `${asked} of 12 pieces there`);
    await trace.close();
    assert.equal(thread.ready, false);
  }).timeout(30_000);

  it('is the same when the thread ends while it is read', async () => {
    const trace = await openHelped(file);
    const pieces: Buffer[] = [];
    for await (const piece of trace.memory(trace.pointCount - 1)) {
      pieces.push(Buffer.from(piece));
      if (pieces.length === 2) await threads.at(-1)?.close();
    }
    assert.ok(expected.equals(Buffer.concat(pieces)));
    await trace.close();
  }).timeout(30_000);

  it('is the same when the thread cannot be started', async () => {
    const trace = await openHelped(file, new URL('file:///nowhere/readerWorker.js'));
    assert.ok(expected.equals(await memoryOf(trace)));
    await trace.close();
  }).timeout(30_000);

  it('tells of damage as without it', async () => {
    const bytes = await readFile(file);
    for (const { type, offset } of await recordsOf(bytes)) {
      // Every BASE, so that whoever comes first meets one.
      if (type === RecordType.BASE) bytes[offset + 40] ^= 1;
    }
    const name = path.join(folder, 'damaged.kemari');
    await writeFile(name, bytes);
    const trace = await openTraceFile(name, { distribution: new URL('.', SCRIPT) });
    for (let i = 0; i < 3; i++) {
      await assert.rejects(
        memoryOf(trace),
        (error) =>
          error instanceof KemariError &&
          error.kind === 'input' &&
          /BASE record at offset \d+: expected a payload with a matching checksum/.test(
            error.message,
          ),
      );
    }
    await trace.close();
  }).timeout(30_000);
});

async function memoryOf(trace: Trace): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of trace.memory(trace.pointCount - 1)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
