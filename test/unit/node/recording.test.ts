import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { pagesByWriter } from '../../../src/analysis/firstWriters';
import { SymbolTable } from '../../../src/analysis/symbolTable';
import { asGfn } from '../../../src/core/gfn';
import { MODES, OUTPUT_KINDS } from '../../../src/core/syncPoint';
import { GuestRun } from '../../../src/engine/guestRun';
import kernel from '../../../src/machine/v86/guest/kemari-guest.elf';
import {
  GUEST_DISK_BYTES,
  GUEST_MEMORY_BYTES,
  guestCommandLine,
  trafficFor,
} from '../../../src/machine/v86/guest/workloads';
import { createV86Machine } from '../../../src/machine/v86/v86Machine';
import { openFile } from '../../../src/node/files';
import { recordTrace, type RecordingOptions } from '../../../src/node/recording';
import { openTraceFile } from '../../../src/node/traceFiles';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import type { Trace } from '../../../src/trace/trace';
import { verifyTrace } from '../../../src/trace/verify';
import { memoryOf } from '../../support/dyingActive';

const dist = path.resolve('dist');

describe('recording a trace', function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;

  before(() => {
    const worker = path.join(dist, 'activeWorker.js');
    assert.ok(existsSync(worker), `${worker} is missing; build first: node scripts/build.mjs`);
  });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-recording-'));
    file = path.join(folder, 'guest.kemari');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const optionsWith = (changes: Partial<RecordingOptions>): RecordingOptions => ({
    file,
    workload: 'counter',
    mode: 'stop-and-copy',
    points: 20,
    tap: OUTPUT_KINDS,
    seed: 1,
    distribution: pathToFileURL(`${dist}/`),
    ...changes,
  });

  /** Looks into the recorded trace. */
  async function withTrace(look: (trace: Trace) => Promise<void>): Promise<void> {
    const trace = await openTraceFile(file);
    try {
      await look(trace);
    } finally {
      await trace.close();
    }
  }

  for (const mode of MODES) {
    it(`names the function that wrote each page first (${mode})`, async () => {
      await recordTrace(optionsWith({ workload: 'memwalk', mode, points: 12 }));
      const symbols = SymbolTable.ofElf(kernel, 'kemari-guest.elf');
      await withTrace(async (trace) => {
        const { gfns } = await trace.dirtyPages(11);
        const writers = await trace.writers(11);
        assert.ok(writers);
        for (const { writer } of pagesByWriter(gfns, writers)) {
          assert.ok(writer.kind === 'instruction', 'no device writes memory there');
          assert.ok(symbols.nameAt(writer.address), `${writer.address} is in no function`);
        }
        assert.equal(writers.of.indexOf(0), -1, 'a page whose writer is not known');
      });
    });
  }

  it('writes as many sync points as were asked for, counting the image', async () => {
    const result = await recordTrace(optionsWith({ workload: 'netecho' }));
    assert.deepEqual(
      { points: result.points, cancelled: result.cancelled },
      { points: 20, cancelled: false },
    );
    await withTrace(async (trace) => {
      assert.equal(trace.pointCount, 20);
      assert.equal(trace.complete, true);
      assert.equal(trace.header.machine, 'v86');
      assert.equal(trace.header.workload, 'netecho');
      assert.equal(trace.header.mode, 'stop-and-copy');
      const [image, ...points] = await trace.points(0, 19);
      assert.equal(image.cause, 'manual');
      assert.equal(image.dirtyPages, 0);
      let bytes = 0;
      let last = image;
      for (const point of points) {
        assert.equal(point.cause, point.outputs[0].kind);
        assert.ok(point.epochStartUs >= last.timeUs + last.pauseUs - 1);
        bytes += point.outputs.reduce((sum, output) => sum + output.bytes, 0);
        last = point;
      }
      assert.equal(bytes, result.outputBytes);
    });
  });

  it('records by the clock', async () => {
    await recordTrace(optionsWith({ mode: 'periodic', intervalMs: 5, workload: 'mixed' }));
    await withTrace(async (trace) => {
      assert.equal(trace.header.mode, 'periodic');
      const [, ...points] = await trace.points(0, 19);
      for (const { cause, epochStartUs, timeUs } of points) {
        assert.equal(cause, 'periodic');
        assert.ok(timeUs - epochStartUs >= 5_000);
      }
      assert.ok(points.some(({ outputs }) => outputs.length > 1));
    });
  });

  it('records accesses to the interrupt chips, and outputs that share a sync point', async () => {
    const tap = [...OUTPUT_KINDS, 'irqchip'] as const;
    await recordTrace(optionsWith({ tap, points: 60, coalesceUs: 1_000 }));
    await withTrace(async (trace) => {
      const [, ...points] = await trace.points(0, 59);
      const accesses = points.filter(({ cause }) => cause === 'irqchip');
      assert.ok(accesses.length > 5);
      // A line of the workload, not a byte of it.
      assert.ok(points.some(({ outputs }) => outputs.length > 2));
    });
  });

  for (const mode of MODES) {
    it(`holds the memory that the guest has at that moment, recorded by ${mode}`, async () => {
      const last = 29;
      await recordTrace(optionsWith({ workload: 'disklog', mode, points: last + 1, seed: 5 }));
      await withTrace(async (trace) => {
        assert.equal(trace.header.mode, mode);
        const clock = (await trace.devices(last)).find(({ schema }) => schema.device === 'clock');
        const instructions = clock?.values[clock.schema.fields.indexOf('instructions')];
        const pieces: Uint8Array[] = [];
        for await (const piece of trace.memory(last)) pieces.push(piece.slice());
        const expected = await memoryAfter(Number(instructions));
        assert.equal(Buffer.compare(Buffer.concat(pieces), expected), 0);
      });
    });
  }

  /** The memory of the guest that is recorded, when it has done so many instructions. */
  async function memoryAfter(instructions: number): Promise<Uint8Array> {
    const machine = await createV86Machine({
      wasm: readFileSync(path.join(dist, 'v86.wasm')),
      kernel,
      commandLine: guestCommandLine({
        workload: 'disklog',
        seed: 5,
        memoryBytes: GUEST_MEMORY_BYTES,
      }),
      memoryBytes: GUEST_MEMORY_BYTES,
      diskBytes: GUEST_DISK_BYTES,
      jit: true,
      dirtyTracking: 'log-dirty',
    });
    const guest = new GuestRun(machine, trafficFor('disklog', 5));
    // Sync points are taken where the guest was stopped for an output or after a slice of 1 ms.
    while (machine.instructions < instructions) await guest.slice(1000);
    assert.equal(machine.instructions, instructions);
    const memory = memoryOf(machine);
    machine.dispose();
    return memory;
  }

  it('tells how far it is', async () => {
    const seen: number[] = [];
    await recordTrace(optionsWith({}), { progress: ({ points }) => void seen.push(points) });
    assert.equal(seen.at(-1), 20);
  });

  it('ends after the seconds it was given', async () => {
    const { file: path, ...rest } = optionsWith({ seconds: 0.2 });
    delete (rest as { points?: number }).points;
    const { points, cancelled } = await recordTrace({ file: path, ...rest });
    assert.ok(points >= 1);
    assert.equal(cancelled, false);
    await withTrace(async (trace) => assert.equal(trace.pointCount, points));
  });

  for (const mode of MODES) {
    it(`closes the trace properly when it is cancelled: ${mode}`, async () => {
      const cancel = new AbortController();
      const result = await recordTrace(optionsWith({ points: 1e9, mode }), {
        progress: () => cancel.abort(),
        signal: cancel.signal,
      });
      assert.equal(result.cancelled, true);
      assert.ok(result.points >= 1);
      await withTrace(async (trace) => {
        assert.equal(trace.complete, true);
        assert.equal(trace.pointCount, result.points);
      });
    });
  }

  it('leaves an older file alone when it is cancelled before it began', async () => {
    await writeFile(file, 'older');
    const signal = AbortSignal.abort();
    await assert.rejects(recordTrace(optionsWith({}), { signal }), { kind: 'cancelled' });
    assert.equal(readFileSync(file, 'utf8'), 'older');
  });

  const refused: readonly { what: string; change: Partial<RecordingOptions>; message: RegExp }[] = [
    {
      what: 'a workload that does not exist, and lists those that do',
      change: { workload: 'quake' },
      message: /no workload "quake"; there are: idle, counter, netecho, /,
    },
    {
      what: 'an interval for a mode that has none',
      change: { mode: 'pipelined', intervalMs: 10 },
      message: /an interval is of mode periodic, not of pipelined/,
    },
    {
      what: 'no interval',
      change: { mode: 'periodic', intervalMs: 0 },
      message: /of an interval must be above 0, not 0/,
    },
    { what: 'no sync points', change: { points: 0 }, message: /1 or more, not 0/ },
    { what: 'no time', change: { seconds: 0 }, message: /above 0, not 0/ },
    { what: 'nothing to tap', change: { tap: [] }, message: /at least one cause/ },
    {
      what: 'a time in which outputs come together that is none',
      change: { coalesceUs: -1 },
      message: /must be 0 or more, not -1/,
    },
  ];
  for (const { what, change, message } of refused) {
    it(`refuses ${what}, and touches no file`, async () => {
      await assert.rejects(recordTrace(optionsWith(change)), { kind: 'usage', message });
      assert.equal(existsSync(file), false);
    });
  }

  it('says which folder is missing', async () => {
    const missing = path.join(folder, 'none', 'guest.kemari');
    await assert.rejects(recordTrace(optionsWith({ file: missing })), {
      kind: 'output',
      message: `${missing} cannot be created: there is no such file or folder`,
    });
  });

  it('keeps the older trace, and nothing else, if there is no room for the first image', async () => {
    await recordTrace(optionsWith({ points: 3 }));
    const older = readFileSync(file);
    const { code, errors } = await recordWithin(8, '--force');
    assert.match(errors, /guest\.kemari .*the file would be larger than the system allows/);
    assert.notEqual(code, 0);
    assert.ok(older.equals(readFileSync(file)));
    assert.deepEqual(await readdir(folder), ['guest.kemari']);
  });

  it('writes two whole traces for one file at the same time, of which one stays', async () => {
    const [first, second] = await Promise.all([
      recordTrace(optionsWith({ points: 15, workload: 'counter' })),
      recordTrace(optionsWith({ points: 25, workload: 'netecho' })),
    ]);
    assert.deepEqual([first.points, second.points], [15, 25]);
    await withTrace(async (trace) => {
      assert.equal(trace.complete, true);
      assert.equal(trace.pointCount, trace.header.workload === 'counter' ? 15 : 25);
    });
    const source = await openFile(file);
    const { ok } = await verifyTrace(source, await loadTracePlatform());
    await source.close();
    assert.ok(ok);
    assert.deepEqual(await readdir(folder), ['guest.kemari']);
  });

  it('refuses to write to a pipe, rather than wait for its reader', async function () {
    if (process.platform === 'win32') return this.skip();
    execFileSync('mkfifo', [file]);
    await assert.rejects(recordTrace(optionsWith({ points: 1e9 })), {
      kind: 'output',
      message: `${file} cannot be created: it is not a regular file; name a file`,
    });
  });

  it('keeps what was written before when the file may not grow any more', async () => {
    const { code, errors } = await recordWithin(600);
    assert.match(errors, /guest\.kemari .*the file would be larger than the system allows/);
    assert.notEqual(code, 0);
    await withTrace(async (trace) => {
      // How many points share the write that fails is up to how fast the disk is.
      const last = trace.pointCount - 1;
      assert.equal((await trace.points(0, last)).length, last + 1);
      const gfn = asGfn(trace.header.pages.gfnAt(0));
      assert.equal((await trace.page(gfn, last)).bytes.length, 4096);
    });
  });

  const crashes = MODES.flatMap((mode) =>
    (['active', 'passive', 'recorder'] as const).map((role) => ({ mode, role })),
  );
  for (const { mode, role } of crashes) {
    it(`ends with the error of the ${role} when that crashes, and keeps what was recorded: ${mode}`, async () => {
      const distribution = await distributionWith(
        role,
        whenRecorded(`throw new Error('the ${role} fell over')`),
      );
      const crashed = recordTrace(optionsWith({ points: 1e9, mode, distribution }));
      await assert.rejects(crashed, new RegExp(`the ${role} fell over`));
      await withTrace(async (trace) => assert.ok(trace.pointCount > 1));
    });
  }

  it('ends when a worker is gone without a word', async () => {
    const distribution = await distributionWith('passive', 'process.exit(7);');
    await assert.rejects(
      recordTrace(optionsWith({ points: 1e9, distribution })),
      /the passive worker stopped without a result \(code 7\)/,
    );
  });

  it('says what is missing when the emulator is not where it should be', async () => {
    const distribution = await distributionWith('active', '');
    await rm(new URL('v86.wasm', distribution));
    await assert.rejects(recordTrace(optionsWith({ distribution })), { message: /v86\.wasm/ });
    assert.equal(existsSync(file), false);
  });

  /**
   * Records where files cannot grow above a number of blocks; a block of the shell is 512 or 1024
   * bytes.
   */
  function recordWithin(blocks: number, option = ''): ReturnType<typeof run> {
    const record = [
      `exec "${process.execPath}" "${path.join(dist, 'cli.js')}" record`,
      `--out "${file}" --workload hotset --points 100000 --seed 1 ${option}`,
    ].join(' ');
    return run('sh', ['-c', `ulimit -f ${blocks}; ${record}`]);
  }

  /** A statement that does something once the trace has got some length. */
  function whenRecorded(action: string): string {
    return [
      "import { statSync } from 'node:fs';",
      `const size = () => statSync(${JSON.stringify(file)}, { throwIfNoEntry: false })?.size ?? 0;`,
      `setInterval(() => { if (size() > 60_000) { ${action} } }, 1);`,
    ].join('\n');
  }

  /** A copy of `dist/` in which one worker does something more. */
  async function distributionWith(role: string, statement: string): Promise<URL> {
    for (const name of await readdir(dist)) {
      if (/Worker\.js$|\.wasm$/.test(name)) {
        await copyFile(path.join(dist, name), path.join(folder, name));
      }
    }
    await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
    const worker = path.join(folder, `${role}Worker.js`);
    await rename(worker, path.join(folder, 'original.js'));
    await writeFile(worker, `${statement}\nawait import('./original.js');\n`);
    return pathToFileURL(`${folder}/`);
  }
});

function run(
  program: string,
  words: readonly string[],
): Promise<{ readonly code: number | null; readonly errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, errors }));
  });
}
