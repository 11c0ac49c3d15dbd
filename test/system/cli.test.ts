import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import {
  chmod,
  copyFile,
  link,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PROGRAM = path.resolve('dist', 'cli.js');

/** What a process left behind. */
interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly outBytes: Buffer;
  readonly err: string;
}

/** Runs a program to its end in a folder. */
function run(folder: string, program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: folder, encoding: 'buffer', maxBuffer: 1 << 28 } as const;
    const child = execFile(program, args, options, (_error, out, err) => {
      const { exitCode } = child;
      resolve({ exitCode, out: out.toString(), outBytes: out, err: err.toString() });
    });
  });
}

/** What `verify --json` prints. */
interface Verdict {
  readonly ok: boolean;
  readonly points: number;
  readonly damage: readonly { readonly offset: number; readonly what: string }[];
}

describe('the built command line', () => {
  let folder: string;
  const kemari = (...args: string[]): Promise<Ended> =>
    run(folder, process.execPath, [PROGRAM, ...args]);

  /** The JSON value that a command prints; it must succeed. */
  async function json(...args: string[]): Promise<Record<string, unknown>> {
    const { exitCode, out, err } = await kemari(...args, '--json');
    assert.equal(err, '');
    assert.equal(exitCode, 0);
    return JSON.parse(out) as Record<string, unknown>;
  }

  /** The single line on standard error of a command that must fail with this exit code. */
  async function failure(exitCode: number, ...args: string[]): Promise<string> {
    const ended = await kemari(...args);
    assert.equal(ended.out, '');
    assert.match(ended.err, /^kemari: [^\n]+\n$/);
    assert.equal(ended.exitCode, exitCode, ended.err);
    return ended.err;
  }

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-cli-'));
    const { exitCode, err } = await kemari('record', '--points', '60', '--seed', '5');
    assert.equal(err, '');
    assert.equal(exitCode, 0);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('runs by itself, as npm links it', async () => {
    const { exitCode, out } = await run(folder, PROGRAM, ['--help']);
    assert.equal(exitCode, 0);
    assert.match(out, /^kemari \d+\.\d+\.\d+: /);
  });

  it('recorded exactly the points that were asked for, of a guest that does something', async () => {
    const summary = await json('inspect', 'mixed.kemari');
    assert.equal(summary.pointCount, 60);
    assert.equal(summary.complete, true);
    assert.equal(summary.fileBytes, (await stat(path.join(folder, 'mixed.kemari'))).size);
    assert.ok((summary.dirtyPages as { total: number }).total > 60);
    assert.deepEqual(await json('verify', 'mixed.kemari'), { ok: true, points: 60, damage: [] });
  });

  it('records the same run from the same seed', async () => {
    await json('record', '--points', '60', '--seed', '5', '--out', 'again.kemari');
    for (const point of ['1', '30', '59']) {
      const [first, second] = [
        await json('show', 'mixed.kemari', point),
        await json('show', 'again.kemari', point),
      ];
      for (const field of ['cause', 'outputs', 'gfns', 'zeroGfns', 'devices']) {
        assert.deepEqual(second[field], first[field], `${field} of point ${point}`);
      }
    }
  });

  it('tells one story in all its commands', async () => {
    const { points } = await json('inspect', 'mixed.kemari', '--points', '..');
    for (const number of [1, 20, 59]) {
      const { gfns, zeroGfns, writers, devices, ...point } = await json(
        'show',
        'mixed.kemari',
        String(number),
      );
      assert.deepEqual(point, (points as unknown[])[number]);
      const dirty = gfns as string[];
      assert.equal(dirty.length, point.dirtyPages);
      assert.equal((zeroGfns as string[]).length, point.zeroPages);
      const written = (writers as { symbol: string; gfns: string[] }[]).flatMap((writer) => {
        assert.match(writer.symbol, /^\w+\+0x[0-9a-f]+$/);
        return writer.gfns;
      });
      assert.deepEqual(written.sort(), [...dirty].sort());

      const diff = await json('diff', 'mixed.kemari', String(number - 1), String(number));
      assert.deepEqual(diff.devices, devices);
      const differing = diff.pages as string[];
      assert.deepEqual(
        dirty.filter((gfn) => differing.includes(gfn)),
        differing,
        'only dirty pages differ',
      );
      const page = await json('page', 'mixed.kemari', dirty[0], '--history');
      const changes = (page.history as { point: number }[]).map((change) => change.point);
      assert.ok(changes.includes(number));
    }
  });

  it('writes a memory image of which every page is what page shows', async () => {
    const { exitCode } = await kemari('memory', 'mixed.kemari', '--at', '40', '--out', 'm.img');
    assert.equal(exitCode, 0);
    const image = await readFile(path.join(folder, 'm.img'));
    assert.equal(image.length, (await json('inspect', 'mixed.kemari')).memoryBytes);
    const { gfns } = await json('show', 'mixed.kemari', '40');
    for (const gfn of ['0x0', '0x100', ...(gfns as string[]).slice(0, 5)]) {
      const page = await kemari('page', 'mixed.kemari', gfn, '--at', '40', '--raw');
      const start = Number(gfn) * 4096;
      assert.deepEqual(page.outBytes, image.subarray(start, start + 4096), gfn);
    }
  });

  it('ends quietly when its output is cut short, as by head', async () => {
    const line = `"${process.execPath}" "${PROGRAM}" inspect mixed.kemari | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { out, err } = await run(folder, 'bash', ['-c', line]);
    assert.equal(err, '');
    assert.equal(out, 'mixed.kemari\n0\n');
  });

  it('says so when its output cannot be written', async () => {
    const line = `"${process.execPath}" "${PROGRAM}" inspect mixed.kemari > /dev/full`;
    const { exitCode, err } = await run(folder, 'bash', ['-c', line]);
    assert.match(err, /^kemari: cannot write to standard output: ENOSPC/);
    assert.equal(exitCode, 5);
  });

  it('closes the trace when it is interrupted while recording', async () => {
    const file = path.join(folder, 'interrupted.kemari');
    const args = ['record', '--seconds', '600', '--workload', 'counter', '--out', file];
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8'));
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    try {
      await Promise.race([fileOf(file, 256 << 10), exit]);
      child.kill('SIGINT');
      const [exitCode, text, message] = await Promise.all([exit, textOf(out), textOf(err)]);
      assert.match(
        message,
        /^kemari: interrupted; .*interrupted\.kemari holds the [0-9,]+ sync po/,
      );
      assert.match(text, /closed properly/);
      assert.equal(exitCode, 130);
      const summary = await json('inspect', file);
      assert.equal(summary.complete, true);
      assert.ok((summary.pointCount as number) > 1);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('keeps what was recorded before the disk was full', async () => {
    // 2 MiB, in units of 1 KiB.
    const record = `"${process.execPath}" "${PROGRAM}" record --points 5000 --out full.kemari`;
    const { exitCode, err } = await run(folder, 'bash', ['-c', `ulimit -f 2048; ${record}`]);
    assert.match(
      err,
      /^kemari: full\.kemari cannot be written at offset \d+: [^\n]+ recorded before\n$/,
    );
    assert.equal(exitCode, 5);
    const kept = Number(/keeps the ([0-9,]+) sync points/.exec(err)?.[1].replace(',', ''));
    assert.ok(kept > 1);
    const verdict = JSON.parse((await kemari('verify', 'full.kemari', '--json')).out) as unknown;
    assert.deepEqual(verdict, { ok: true, points: kept, damage: [] });
    const { out, err: notice } = await kemari('inspect', 'full.kemari', '--json');
    assert.match(notice, /^kemari: note: .*not closed/);
    const summary = JSON.parse(out) as { pointCount: number; complete: boolean };
    assert.deepEqual([summary.pointCount, summary.complete], [kept, false]);
  });

  it('saves what is whole of a trace that is cut and damaged, and leaves that as it is', async () => {
    const whole = await readFile(path.join(folder, 'mixed.kemari'));
    const bad = Buffer.from(whole.subarray(0, Math.floor(whole.length * 0.9)));
    bad[Math.floor(whole.length * 0.8)] ^= 1;
    await writeFile(path.join(folder, 'bad.kemari'), bad);
    const verified = await kemari('verify', 'bad.kemari', '--json');
    assert.equal(verified.exitCode, 1);
    const { points, damage } = JSON.parse(verified.out) as Verdict;
    const saved = await json('recover', 'bad.kemari', '--out', 'saved.kemari');
    assert.deepEqual(
      saved.damage,
      damage.filter(({ what }) => !what.includes('it had at least')),
    );
    const summary = await json('inspect', 'saved.kemari');
    assert.deepEqual([summary.complete, summary.pointCount], [true, saved.points]);
    assert.equal((saved.points as number) + (saved.leftOut as number), points);
    assert.deepEqual(await json('verify', 'saved.kemari'), {
      ok: true,
      points: saved.points,
      damage: [],
    });
    const last = String((saved.points as number) - 1);
    const { out } = await kemari('show', 'mixed.kemari', last, '--json');
    assert.equal((await kemari('show', 'saved.kemari', last, '--json')).out, out);
    assert.deepEqual(await readFile(path.join(folder, 'bad.kemari')), bad);
  });

  it('never recovers a trace over itself, by whatever name', async () => {
    const file = path.join(folder, 'own.kemari');
    await copyFile(path.join(folder, 'mixed.kemari'), file);
    await symlink(file, path.join(folder, 'soft.kemari'));
    await link(file, path.join(folder, 'hard.kemari'));
    const before = await readFile(file);
    for (const out of ['own.kemari', './own.kemari', 'soft.kemari', 'hard.kemari']) {
      assert.match(await failure(2, 'recover', 'own.kemari', '--out', out), /exists; --force/);
      const forced = await failure(2, 'recover', 'own.kemari', '--out', out, '--force');
      assert.match(forced, /is the trace itself; name another file/);
    }
    assert.deepEqual(await readFile(file), before);
    const left = (await readdir(folder)).filter((name) => name.includes('partial'));
    assert.deepEqual(left, []);
  });

  it('saves nothing of a trace whose first sync point is damaged', async () => {
    const bad = await readFile(path.join(folder, 'mixed.kemari'));
    bad[12_400] ^= 1;
    await writeFile(path.join(folder, 'headless.kemari'), bad);
    const message = await failure(3, 'recover', 'headless.kemari', '--out', 'never.kemari');
    assert.match(message, /headless\.kemari: sync point 0 is not whole, and nothing can be read/);
    await assert.rejects(stat(path.join(folder, 'never.kemari')), /ENOENT/);
  });

  describe('with bad input', () => {
    const readers = [
      ['inspect', 'FILE'],
      ['show', 'FILE', '1'],
      ['page', 'FILE', '0x1'],
      ['diff', 'FILE', '0', '1'],
      ['memory', 'FILE', '--out', 'never.img'],
      ['verify', 'FILE'],
      ['recover', 'FILE', '--out', 'never.kemari'],
    ];

    /** Every reading command must refuse the file with exit code 3 and a line that fits. */
    async function refused(file: string, expected: RegExp): Promise<void> {
      for (const reader of readers) {
        const message = await failure(3, ...reader.map((word) => (word === 'FILE' ? file : word)));
        assert.match(message, expected);
        assert.ok(message.includes(file), `${message} names the file`);
      }
      await assert.rejects(stat(path.join(folder, 'never.img')), /ENOENT/);
    }

    async function damagedCopy(name: string, change: (bytes: Buffer) => Buffer): Promise<void> {
      const bytes = await readFile(path.join(folder, 'mixed.kemari'));
      await writeFile(path.join(folder, name), change(bytes));
    }

    it('refuses what is no trace, or nothing at all', async () => {
      await refused('gone.kemari', /no such file/);
      await refused('.', /is a directory/);
      await writeFile(path.join(folder, 'empty.kemari'), '');
      await refused('empty.kemari', /empty|offset 0/);
      await writeFile(path.join(folder, 'text.kemari'), 'not a trace at all\n'.repeat(1000));
      await refused('text.kemari', /not a (Kemari )?trace|expected/);
    });

    it('refuses a file that it may not read', async () => {
      await copyFile(path.join(folder, 'mixed.kemari'), path.join(folder, 'secret.kemari'));
      await chmod(path.join(folder, 'secret.kemari'), 0);
      for (const command of ['inspect', 'verify']) {
        const line = [process.execPath, PROGRAM, command, 'secret.kemari'];
        // Nothing is forbidden to root, but to a root without this capability (util-linux).
        const asRoot = process.getuid?.() === 0;
        if (asRoot) line.unshift('setpriv', '--bounding-set=-dac_override,-dac_read_search');
        const { exitCode, out, err } = await run(folder, line[0], line.slice(1));
        assert.equal(out, '');
        assert.match(err, /^kemari: secret\.kemari cannot be opened: no permission/);
        assert.equal(exitCode, 3);
      }
    });

    it('refuses a file whose header is damaged, naming the offset', async () => {
      await damagedCopy('header.kemari', (bytes) => {
        bytes[64] ^= 1;
        return bytes;
      });
      await refused('header.kemari', /offset \d+/);
    });

    it('opens a file that was cut, up to its last whole point', async () => {
      await damagedCopy('cut.kemari', (bytes) => bytes.subarray(0, Math.floor(0.8 * bytes.length)));
      const { exitCode, out, err } = await kemari('inspect', 'cut.kemari', '--json');
      assert.equal(exitCode, 0);
      assert.match(err, /^kemari: note: /);
      const { pointCount, complete } = JSON.parse(out) as { pointCount: number; complete: boolean };
      assert.ok(pointCount > 1 && pointCount < 60);
      assert.equal(complete, false);
      const { exitCode: shown } = await kemari('show', 'cut.kemari', String(pointCount - 1));
      assert.equal(shown, 0);
    });

    it('finds a flipped bit wherever it is, with its offset', async () => {
      const { size } = await stat(path.join(folder, 'mixed.kemari'));
      for (const share of [0.1, 0.5, 0.9]) {
        const at = Math.floor(share * size);
        await damagedCopy('flipped.kemari', (bytes) => {
          bytes[at] ^= 0x10;
          return bytes;
        });
        const { exitCode, out } = await kemari('verify', 'flipped.kemari', '--json');
        const { ok, damage } = JSON.parse(out) as { ok: boolean; damage: { offset: number }[] };
        assert.equal(exitCode, 1);
        assert.equal(ok, false);
        // Records are at most a few hundred KiB long, and the damage is named at one's beginning.
        assert.ok(damage.some(({ offset }) => offset <= at && at - offset < 1 << 20));
      }
    });

    it('refuses a workload that does not exist, and writes no file', async () => {
      const message = await failure(2, 'record', '--workload', 'mixd', '--out', 'w.kemari');
      assert.match(message, /--workload takes one of idle, .*mixed, not "mixd"/);
      await assert.rejects(stat(path.join(folder, 'w.kemari')), /ENOENT/);
    });

    it('refuses to record over a file, or into a folder that is not there', async () => {
      assert.match(await failure(2, 'record'), /mixed\.kemari exists; --force replaces it/);
      const file = path.join('none', 'x.kemari');
      assert.match(await failure(5, 'record', '--out', file), /cannot be created/);
    });
  });
});

/** Returns when the file has grown to this size. */
async function fileOf(file: string, bytes: number): Promise<void> {
  for (;;) {
    const handle = await open(file).catch(() => undefined);
    const size = (await handle?.stat())?.size ?? 0;
    await handle?.close();
    if (size >= bytes) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
