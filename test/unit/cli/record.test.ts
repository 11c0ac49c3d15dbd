import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Context, RecordingRequest } from '../../../src/cli/command';
import { toDisposable } from '../../../src/core/disposables';
import { KemariError } from '../../../src/core/errors';
import { WORKLOADS } from '../../../src/machine/v86/guest/workloads';
import { runCommand, type CommandResult } from '../../support/commandLine';
import { MemoryTrace } from '../../support/memoryTrace';
import { randomPoints, randomTrace } from '../../support/randomTrace';

/** Runs `record` with a recorder that only notes what it was asked for. */
async function recorded(
  argv: readonly string[],
): Promise<CommandResult & { request: RecordingRequest | undefined }> {
  let request: RecordingRequest | undefined;
  const result = await runCommand(['record', ...argv], {
    openTrace: async () => randomTrace(1, 20),
    recordTrace: async (asked) => {
      request = asked;
      return { points: 20, cancelled: false };
    },
  });
  return { ...result, request };
}

async function refusal(...argv: string[]): Promise<string> {
  const { exitCode, err, request } = await recorded(argv);
  assert.equal(request, undefined, 'nothing is recorded');
  assert.equal(exitCode, 2);
  return err;
}

describe('record', () => {
  it('records 1,000 points of the mixed workload unless told otherwise', async () => {
    const { request, exitCode } = await recorded([]);
    assert.equal(exitCode, 0);
    assert.deepEqual(request, {
      file: 'mixed.kemari',
      workload: 'mixed',
      mode: 'stop-and-copy',
      points: 1000,
      tap: ['net-tx', 'disk-write', 'disk-flush', 'serial-tx'],
      seed: 1,
      durability: 'none',
    });
  });

  it('hands on what it is told', async () => {
    const line =
      '--workload hotset --seconds 2.5 --tap serial-tx,net-tx --seed 7 --machine v86 --durability point';
    assert.deepEqual((await recorded(line.split(' '))).request, {
      file: 'hotset.kemari',
      workload: 'hotset',
      mode: 'stop-and-copy',
      seconds: 2.5,
      tap: ['net-tx', 'serial-tx'],
      seed: 7,
      durability: 'point',
    });
    const periodic = (await recorded(['--mode', 'periodic', '--interval', '12.5'])).request;
    assert.deepEqual([periodic?.mode, periodic?.intervalMs], ['periodic', 12.5]);
    assert.equal((await recorded(['--mode', 'pipelined'])).request?.mode, 'pipelined');
    const both = (await recorded(['--points', '5', '--seconds', '1'])).request;
    assert.deepEqual([both?.points, both?.seconds], [5, 1]);
  });

  it('refuses what cannot be recorded, and says what can', async () => {
    assert.match(
      await refusal('--workload', 'mixd'),
      /--workload takes one of idle, counter, .*mixed, not "mixd"/,
    );
    assert.match(
      await refusal('--mode', 'remus'),
      /--mode takes one of stop-and-copy, pipelined, periodic, not "remus"/,
    );
    assert.match(await refusal('--interval', '20'), /--interval is for --mode periodic/);
    assert.match(
      await refusal('--mode', 'periodic', '--interval', '0'),
      /--interval takes a number above 0/,
    );
    assert.match(await refusal('--machine', 'qemu'), /--machine takes v86, not "qemu"/);
    assert.match(await refusal('--tap', 'net-rx'), /--tap takes one of net-tx, .*, not "net-rx"/);
    assert.match(
      await refusal('--tap', 'net-tx=drop'),
      /--tap net-tx takes one of sync, hold, ignore, not "drop"/,
    );
    assert.match(await refusal('--tap', 'irqchip=hold'), /nothing can be held: sync or ignore/);
    assert.match(await refusal('--tap', 'net-tx,net-tx=hold'), /--tap names net-tx twice/);
    assert.match(await refusal('--coalesce', '-1'), /--coalesce takes a number above 0/);
    assert.match(await refusal('--points', '0'), /--points takes a whole number from 1 on/);
    assert.match(await refusal('--seconds', '0'), /--seconds takes a number above 0/);
    assert.match(await refusal('--seed', '4294967296'), /--seed goes up to 4,294,967,295/);
    assert.match(await refusal('--durability', 'all'), /--durability takes one of none, interval,/);
  });

  it('takes a treatment for each cause, by itself or as a list of what is synchronized', async () => {
    const tapOf = async (tap: string): Promise<unknown> => {
      const request = (await recorded(['--tap', tap])).request;
      return [request?.tap, request?.ignore];
    };
    const others = ['net-tx', 'disk-write', 'disk-flush'];
    assert.deepEqual(await tapOf('irqchip'), [['irqchip'], undefined]);
    assert.deepEqual(await tapOf('serial-tx=hold'), [others, undefined]);
    assert.deepEqual(await tapOf('serial-tx=ignore'), [others, ['serial-tx']]);
    assert.deepEqual(await tapOf('irqchip=sync,serial-tx=hold'), [
      [...others, 'irqchip'],
      undefined,
    ]);
    assert.deepEqual(await tapOf('net-tx,serial-tx=ignore'), [['net-tx'], ['serial-tx']]);
    assert.equal((await recorded(['--coalesce', '500'])).request?.coalesceUs, 500);
  });

  it('lists every workload in its help', async () => {
    const { out } = await recorded(['--help']);
    for (const { name, description } of WORKLOADS) {
      const listed = out.split('\n').some((line) => {
        return line.trim().startsWith(`${name} `) && line.endsWith(` ${description}`);
      });
      assert.ok(listed, name);
    }
  });

  it('prints the summary of what it recorded, or that of inspect as JSON with the file', async () => {
    const { out } = await recorded(['--out', 'a.kemari.new']);
    assert.match(out, /^a\.kemari\.new\n/);
    assert.match(out, /Sync points {2}20 in /);
    assert.match(out, /kemari inspect a\.kemari\.new\n$/);

    const json = JSON.parse((await recorded(['--json', '--out', 'b.new'])).out) as object;
    const inspected = await runCommand(['inspect', 'b.new', '--json'], {
      traces: { 'b.new': randomTrace(1, 20) },
    });
    assert.deepEqual(json, JSON.parse(inspected.out));
    assert.equal((json as { file: string }).file, 'b.new');
  });

  it('leaves an existing file alone unless forced', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kemari-record-'));
    try {
      const file = path.join(folder, 'old.kemari');
      await writeFile(file, 'precious');
      assert.match(await refusal('--out', file), /old\.kemari exists; --force replaces it/);
      assert.equal(await readFile(file, 'utf8'), 'precious');
      assert.equal((await recorded(['--out', file, '--force'])).request?.file, file);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuses a directory, forced or not', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kemari-record-'));
    try {
      for (const force of [[], ['--force']]) {
        const message = await refusal('--out', folder, ...force);
        assert.equal(message, `kemari: ${folder} is a directory; name a file\n`);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('ends the recording at an interrupt, and says what the file holds', async () => {
    let interrupt = (): void => assert.fail('nobody listens for interrupts');
    let released = false;
    const { exitCode, out, err } = await runCommand(['record', '--out', 'i.new'], {
      openTrace: async () => randomTrace(1, 20),
      onInterrupt(listener) {
        interrupt = listener;
        return toDisposable(() => (released = true));
      },
      recordTrace: (_request, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ points: 20, cancelled: true }));
          interrupt();
        }),
    });
    assert.equal(exitCode, 130);
    assert.equal(err, 'kemari: interrupted; i.new holds the 20 sync points until then\n');
    assert.match(out, /Sync points {2}20 in /);
    assert.equal(released, true);
  });

  it('says why a recording failed', async () => {
    const recordTrace: Context['recordTrace'] = () =>
      Promise.reject(new KemariError('output', 'f.new: no space left on device'));
    const { exitCode, out, err } = await runCommand(['record', '--out', 'f.new'], { recordTrace });
    assert.equal(exitCode, 5);
    assert.equal(out, '');
    assert.equal(err, 'kemari: f.new: no space left on device\n');
  });

  it('says what a recording that broke off has kept', async () => {
    const { exitCode, err } = await runCommand(['record', '--out', 'f.new'], {
      openTrace: async () => new MemoryTrace(randomPoints(1, 20), { startedAtMs: Date.now() }),
      recordTrace: () => Promise.reject(new KemariError('output', 'f.new: no space left')),
    });
    assert.equal(exitCode, 5);
    assert.equal(
      err,
      'kemari: f.new: no space left; f.new keeps the 20 sync points recorded before\n',
    );
  });

  it('says nothing of an older trace that it did not come to replace', async () => {
    const { err } = await runCommand(['record', '--out', 'f.new', '--force'], {
      openTrace: async () => new MemoryTrace(randomPoints(1, 20), { startedAtMs: 0 }),
      recordTrace: () => Promise.reject(new KemariError('output', 'f.new: no space left')),
    });
    assert.equal(err, 'kemari: f.new: no space left\n');
  });

  it('shows a bar on a terminal while it records, and takes it away', async () => {
    const { err } = await runCommand(['record', '--out', 'p.new', '--points', '40'], {
      isTerminal: true,
      openTrace: async () => randomTrace(1, 20),
      recordTrace: async (_request, { progress }) => {
        progress({ points: 10 });
        return { points: 40, cancelled: false };
      },
    });
    assert.match(err, /\rRecording mixed ━{6}╌{18} 25 % {2}10 of 40 sync points/);
    assert.ok(err.endsWith('\x1b[2K\r'));
  });

  it('shows no bar where standard error is no terminal', async () => {
    const { err } = await recorded([]);
    assert.equal(err, '');
  });
});
