import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  lstat,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toDisposable } from '../../../src/core/disposables';
import { asGfn, formatHex } from '../../../src/core/gfn';
import { writerAt } from '../../../src/core/pageWriter';
import type { SyncPoint } from '../../../src/core/syncPoint';
import type { Trace } from '../../../src/trace/trace';
import { runCommand } from '../../support/commandLine';
import { MemoryTrace } from '../../support/memoryTrace';
import { randomPoints, randomTrace } from '../../support/randomTrace';

const TRACE = 't.kemari';
const trace = randomTrace(3, 50);
const world = { traces: { [TRACE]: trace } };

/** The parsed output of a command that is to succeed. */
async function json(...argv: string[]): Promise<Record<string, unknown>> {
  const { exitCode, out, err } = await runCommand([...argv, '--json'], world);
  assert.equal(err, '');
  assert.equal(exitCode, 0);
  return JSON.parse(out) as Record<string, unknown>;
}

async function refusal(...argv: string[]): Promise<string> {
  const { exitCode, out, err } = await runCommand(argv, world);
  assert.equal(out, '');
  assert.equal(exitCode, 2);
  assert.equal(err.split('\n').length, 2, 'one line');
  return err;
}

describe('commands that read a trace', () => {
  const lines: Readonly<Record<string, readonly string[]>> = {
    inspect: ['inspect', TRACE],
    show: ['show', TRACE, '1'],
    page: ['page', TRACE, '0x1'],
    diff: ['diff', TRACE, '1', '2'],
    report: ['report', TRACE],
  };

  for (const [name, line] of Object.entries(lines)) {
    it(`${name} closes the trace when done, and also when it fails`, async () => {
      const whole = randomTrace(3, 5);
      assert.equal((await runCommand(line, { traces: { [TRACE]: whole } })).exitCode, 0);
      assert.equal(whole.closed, true);

      const failing = randomTrace(3, 5);
      const broken = (): Promise<never> => Promise.reject(new Error('broken'));
      Object.assign(failing, { point: broken, points: broken, page: broken });
      assert.equal((await runCommand(line, { traces: { [TRACE]: failing } })).exitCode, 70);
      assert.equal(failing.closed, true);
    });

    it(`${name} tells on standard error what there is to know about the file`, async () => {
      const cut: Trace = Object.assign(randomTrace(3, 5), {
        complete: false,
        notices: [{ message: 't.kemari: cut at offset 99', offset: 99 }],
      });
      const { err } = await runCommand(line, { traces: { [TRACE]: cut } });
      assert.equal(err, 'kemari: note: t.kemari: cut at offset 99\n');
    });

    it(`${name} tells at its end of damage that it met on the way`, async () => {
      const damaged = randomTrace(3, 5);
      const notices: { message: string }[] = [];
      const meetDamage = (): void => {
        if (notices.length === 0) notices.push({ message: 't.kemari: SEG at offset 99' });
      };
      for (const method of ['points', 'dirtyPages', 'page', 'memory', 'devices'] as const) {
        const read = damaged[method].bind(damaged) as (...args: unknown[]) => unknown;
        Object.assign(damaged, {
          [method]: (...args: unknown[]) => (meetDamage(), read(...args)),
        });
      }
      Object.assign(damaged, { notices });
      const { err } = await runCommand(line, { traces: { [TRACE]: damaged } });
      assert.equal(err, 'kemari: note: t.kemari: SEG at offset 99\n');
    });

    it(`${name} prints exactly one JSON value`, async () => {
      await json(...line);
    });

    it(`${name} says which file it cannot open`, async () => {
      const { exitCode, err } = await runCommand(
        line.map((word) => (word === TRACE ? 'gone.kemari' : word)),
      );
      assert.equal(err, 'kemari: gone.kemari: no such file\n');
      assert.equal(exitCode, 3);
    });
  }

  it('refuse a sync point that the trace does not have', async () => {
    for (const line of [
      ['show', TRACE, '50'],
      ['page', TRACE, '0x1', '--at', '50'],
      ['diff', TRACE, '0', '50'],
      ['diff', TRACE, '50', '0'],
      ['memory', TRACE, '--at', '50', '--out', 'x'],
      ['inspect', TRACE, '--points', '3..50'],
    ]) {
      assert.match(await refusal(...line), /has no sync point 50; they are numbered from 0 to 49/);
    }
    assert.match(
      await refusal('show', TRACE, 'last'),
      /N takes the number of a sync point, not "last"/,
    );
    assert.match(await refusal('show', TRACE, '99999999999999999999999'), /has no sync point 9999/);
  });
});

describe('inspect', () => {
  it('gives the points of a range, open at either end', async () => {
    const numbers = async (range: string): Promise<unknown[]> =>
      ((await json('inspect', TRACE, '--points', range)).points as { point: number }[]).map(
        ({ point }) => point,
      );
    assert.deepEqual(await numbers('3..5'), [3, 4, 5]);
    assert.deepEqual(await numbers('48..'), [48, 49]);
    assert.deepEqual(await numbers('..1'), [0, 1]);
    assert.deepEqual(await numbers('7'), [7]);
    assert.equal((await numbers('..')).length, 50);
  });

  it('gives no points in JSON unless they are asked for', async () => {
    assert.equal('points' in (await json('inspect', TRACE)), false);
  });

  it('refuses what is no range', async () => {
    assert.match(
      await refusal('inspect', TRACE, '--points', '5..3'),
      /5\.\.3 ends before it begins/,
    );
    assert.match(await refusal('inspect', TRACE, '--points', '1..2..3'), /takes a range such as/);
    assert.match(await refusal('inspect', TRACE, '--points', '1-3'), /number of a sync point/);
  });

  it('prints a row for each of thousands of points when nobody reads along', async () => {
    const long = new MemoryTrace(
      Array.from({ length: 3000 }, (_, i) => ({
        ...randomPoints(1, 1)[0],
        timeUs: i,
        gfns: new Uint32Array(),
        pages: new Uint8Array(),
      })),
    );
    const { out } = await runCommand(['inspect', TRACE], { traces: { [TRACE]: long } });
    const rows = out.split('\n').filter((line) => /^ *[0-9,]+ {2}0\.00/.test(line));
    assert.equal(rows.length, 3000);
    assert.match(rows[2999], /^2,999 {2}0\.002999/);
    assert.ok(long.largestRange <= 4096, `read ${long.largestRange} points at once`);
  });
});

describe('show', () => {
  it('agrees with the trace in every field, for every point', async () => {
    for (let number = 0; number < trace.pointCount; number++) {
      const shown = await json('show', TRACE, String(number));
      const { gfns, zeroGfns, writers, devices, ...point } = shown;
      assert.deepEqual(point, await trace.point(number));
      const dirty = await trace.dirtyPages(number);
      const hex = (list: Uint32Array): string[] => [...list].map((gfn) => `0x${gfn.toString(16)}`);
      assert.deepEqual(gfns, hex(dirty.gfns));
      assert.deepEqual(zeroGfns, hex(dirty.gfns.filter((_, i) => dirty.zero[i] === 1)));
      const told = (writers as { address?: string; device?: string; gfns: string[] }[]).flatMap(
        ({ address, device, gfns: written }) =>
          written.map((gfn) => [gfn, device ?? Number(address)]),
      );
      const recorded = await trace.writers(number);
      const known = [...dirty.gfns].flatMap((gfn, i) => {
        const writer = recorded && writerAt(recorded, i);
        if (writer === undefined) return [];
        return [[formatHex(gfn), writer.kind === 'device' ? writer.device : writer.address]];
      });
      assert.deepEqual(told.sort(), known.sort());
      const changed = new Set((devices as { device: string }[]).map(({ device }) => device));
      assert.deepEqual([...changed], point.changedDevices);
    }
  });
});

describe('page', () => {
  it('writes the raw bytes and nothing else with --raw', async () => {
    const { outBytes, exitCode } = await runCommand(['page', TRACE, '0x3', '--raw'], world);
    assert.equal(exitCode, 0);
    assert.deepEqual(outBytes, Buffer.from((await trace.page(asGfn(3), 49)).bytes));
  });

  it('takes GFNs in hex and in decimal', async () => {
    assert.deepEqual(await json('page', TRACE, '0x103'), await json('page', TRACE, '259'));
  });

  it('gives the page as of the point, with the point that wrote it', async () => {
    for (const at of [0, 7, 49]) {
      const version = await trace.page(asGfn(3), at);
      assert.deepEqual(await json('page', TRACE, '3', '--at', String(at)), {
        gfn: '0x3',
        address: '0x3000',
        region: 'ram',
        at,
        point: version.point,
        zero: version.zero,
        bytes: Buffer.from(version.bytes).toString('hex'),
      });
    }
  });

  it('gives a history that ends at --at', async () => {
    const points = async (...more: string[]): Promise<number[]> =>
      ((await json('page', TRACE, '3', '--history', ...more)).history as { point: number }[]).map(
        ({ point }) => point,
      );
    const all = await points();
    assert.deepEqual(all, [...(await trace.pageHistory(asGfn(3), 0, 49))]);
    assert.deepEqual(
      await points('--at', '20'),
      all.filter((point) => point <= 20),
    );
  });

  it('refuses a page outside the guest and names the memory that there is', async () => {
    assert.match(
      await refusal('page', TRACE, '0x40'),
      /the guest has no page 0x40; it has ram 0x0-0x3f, high 0x100-0x13f/,
    );
    assert.match(await refusal('page', TRACE, 'zero'), /GFN takes a page's number such as 0x1f3/);
    assert.match(await refusal('page', TRACE, '0xffffffffffffffff'), /takes a page's number/);
  });

  it('refuses --raw together with what is no raw bytes', async () => {
    assert.match(await refusal('page', TRACE, '3', '--raw', '--json'), /exclude each other/);
    assert.match(await refusal('page', TRACE, '3', '--raw', '--history'), /exclude each other/);
  });
});

describe('diff', () => {
  it('mirrors before and after when the points change places', async () => {
    const there = await json('diff', TRACE, '3', '30');
    const back = await json('diff', TRACE, '30', '3');
    assert.deepEqual(back.pages, there.pages);
    const mirrored = (there.devices as { before: unknown; after: unknown }[]).map((change) => ({
      ...change,
      before: change.after,
      after: change.before,
    }));
    assert.deepEqual(back.devices, mirrored);
  });

  it('finds nothing between a point and itself', async () => {
    assert.deepEqual(await json('diff', TRACE, '7', '7'), {
      from: 7,
      to: 7,
      pages: [],
      devices: [],
    });
  });

  it('gives only what is asked for', async () => {
    assert.deepEqual(Object.keys(await json('diff', TRACE, '1', '2', '--pages')), [
      'from',
      'to',
      'pages',
    ]);
    assert.deepEqual(Object.keys(await json('diff', TRACE, '1', '2', '--devices')), [
      'from',
      'to',
      'devices',
    ]);
    const both = await json('diff', TRACE, '1', '2', '--devices', '--pages');
    assert.deepEqual(both, await json('diff', TRACE, '1', '2'));
  });
});

describe('memory', () => {
  let folder: string;
  let image: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-memory-'));
    image = path.join(folder, 'guest.img');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('writes all regions one after the other, as of the point', async () => {
    const { exitCode } = await runCommand(['memory', TRACE, '--at', '20', '--out', image], world);
    assert.equal(exitCode, 0);
    const bytes = await readFile(image);
    assert.equal(bytes.length, trace.header.pages.bytes);
    for (let index = 0; index < trace.header.pages.pageCount; index++) {
      const { bytes: expected } = await trace.page(trace.header.pages.gfnAt(index), 20);
      assert.deepEqual(bytes.subarray(index * 4096, (index + 1) * 4096), Buffer.from(expected));
    }
  });

  it('replaces an existing file only with --force', async () => {
    await writeFile(image, 'precious');
    assert.match(await refusal('memory', TRACE, '--out', image), /exists; --force replaces it/);
    assert.equal(await readFile(image, 'utf8'), 'precious');
    const { exitCode } = await runCommand(['memory', TRACE, '--out', image, '--force'], world);
    assert.equal(exitCode, 0);
    assert.equal((await readFile(image)).length, trace.header.pages.bytes);
  });

  it('leaves nothing behind when the trace breaks half way', async () => {
    const broken = randomTrace(3, 5);
    broken.memory = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(4096);
      throw new Error('damaged');
    };
    const { exitCode } = await runCommand(['memory', TRACE, '--out', image], {
      traces: { [TRACE]: broken },
    });
    assert.equal(exitCode, 70);
    assert.deepEqual(await readdir(folder), []);
  });

  it('writes through a link and leaves the link', async () => {
    const link = path.join(folder, 'link.img');
    await writeFile(image, 'old');
    await symlink('guest.img', link);
    assert.match(await refusal('memory', TRACE, '--out', link), /exists; --force replaces it/);
    const { exitCode } = await runCommand(['memory', TRACE, '--out', link, '--force'], world);
    assert.equal(exitCode, 0);
    assert.equal(await readlink(link), 'guest.img');
    assert.equal((await readFile(image)).length, trace.header.pages.bytes);
    assert.deepEqual(await readdir(folder), ['guest.img', 'link.img']);
  });

  it('never replaces what is no regular file', async () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await symlink('nowhere', path.join(folder, 'dangling'));
    const refusals = {
      '': /is a directory; name a file/,
      pipe: /pipe is not a regular file; name a file/,
      dangling: /dangling is a link to nothing; name a file/,
    };
    for (const [name, expected] of Object.entries(refusals)) {
      const line = ['memory', TRACE, '--out', path.join(folder, name)];
      assert.match(await refusal(...line), expected);
      assert.match(await refusal(...line, '--force'), expected);
    }
    assert.ok((await lstat(pipe)).isFIFO());
    assert.deepEqual(await readdir(folder), ['dangling', 'pipe']);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    let interrupt = (): void => assert.fail('nobody listens for interrupts');
    let released = false;
    const long = randomTrace(3, 5);
    long.memory = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(4096);
      assert.equal((await readdir(folder)).length, 1, 'the writing has begun');
      interrupt();
      yield new Uint8Array(4096);
      assert.fail('goes on after the interrupt');
    };
    const { exitCode, out, err } = await runCommand(['memory', TRACE, '--out', image], {
      traces: { [TRACE]: long },
      onInterrupt(listener) {
        interrupt = listener;
        return toDisposable(() => (released = true));
      },
    });
    assert.equal(err, `kemari: interrupted; ${image} is not written\n`);
    assert.equal(out, '');
    assert.equal(exitCode, 130);
    assert.equal(released, true);
    assert.deepEqual(await readdir(folder), []);
  });

  it('says what it cannot write, and why', async () => {
    const { exitCode, err } = await runCommand(
      ['memory', TRACE, '--out', path.join(folder, 'none', 'x.img')],
      world,
    );
    assert.equal(exitCode, 5);
    assert.match(err, /none\/x\.img.* cannot be created: there is no such file or folder/);
    assert.match(await refusal('memory', TRACE), /missing --out IMG/);
  });
});

describe('verify', () => {
  it('exits with 0 where there is no damage', async () => {
    const sound = { verifyTrace: async () => ({ ok: true, points: 1234, damage: [] }) };
    const { out, exitCode } = await runCommand(['verify', TRACE], sound);
    assert.equal(out, 't.kemari: 1,234 whole sync points, no damage\n');
    assert.equal(exitCode, 0);
  });

  it('exits with 1 and names each damaged place', async () => {
    const damage = [
      { offset: 4096, what: 'POINT record: wrong checksum', cost: 'sync points 2 to 3' },
    ];
    const damaged = { verifyTrace: async () => ({ ok: false, points: 2, damage }) };
    const text = await runCommand(['verify', TRACE], damaged);
    assert.match(
      text.out,
      /2 whole sync points, damaged in 1 place\n {2}offset 4,096: POINT record: wrong checksum\n {4}lost: sync points 2 to 3\n$/,
    );
    assert.equal(text.exitCode, 1);
    const value = await runCommand(['verify', TRACE, '--json'], damaged);
    assert.deepEqual(JSON.parse(value.out), { ok: false, points: 2, damage });
    assert.equal(value.exitCode, 1);
  });
});

describe('inspect --touching', () => {
  it('lists the sync points at which one of the pages was dirty', async () => {
    const trace = randomTrace(7, 60);
    const touching = async (pages: string, ...more: string[]): Promise<number[]> => {
      const line = ['inspect', TRACE, '--touching', pages, ...more, '--json'];
      const { out } = await runCommand(line, { traces: { [TRACE]: trace } });
      const { points } = JSON.parse(out) as { points: readonly { point: number }[] };
      return points.map(({ point }) => point);
    };
    const expected = async (first: number, last: number, from = 0, to = 59): Promise<number[]> => [
      ...(await trace.pointsTouching(asGfn(first), asGfn(last), from, to)),
    ];
    assert.deepEqual(await touching('0x2..0x4'), await expected(2, 4));
    assert.deepEqual(await touching('0x101'), await expected(0x101, 0x101));
    assert.deepEqual(await touching('0x2', '--points', '10..30'), await expected(2, 2, 10, 30));
  });

  it('refuses pages that are none', async () => {
    assert.match(await refusal('inspect', TRACE, '--touching', '1..2..3'), /takes pages such as/);
    assert.match(await refusal('inspect', TRACE, '--touching', '4..3'), /ends before it begins/);
    assert.match(await refusal('inspect', TRACE, '--touching', '9999'), /has no page 0x270f/);
  });
});

describe('inspect --where', () => {
  const where = async (query: string, ...more: string[]): Promise<number[]> => {
    const { points } = await json('inspect', TRACE, '--where', query, ...more);
    return (points as readonly { point: number }[]).map(({ point }) => point);
  };
  const expected = async (holds: (point: SyncPoint) => boolean): Promise<number[]> =>
    (await trace.points(0, trace.pointCount - 1)).filter(holds).map(({ point }) => point);

  it('lists the sync points that fit', async () => {
    const some = await expected(({ cause, dirtyPages }) => cause === 'net-tx' && dirtyPages > 2);
    assert.ok(some.length > 0, 'the trace holds some');
    assert.deepEqual(await where('cause == "net-tx" && dirtyPages > 2'), some);
    assert.deepEqual(await where('dirtyPages > 1e6'), []);
  });

  it('takes a range, pages and a query together', async () => {
    const touching = await trace.pointsTouching(asGfn(0), asGfn(8), 10, 30);
    const some = await expected(
      ({ point, dirtyPages }) => touching.includes(point) && dirtyPages > 4,
    );
    assert.ok(some.length > 0 && some.length < touching.length, 'each of them counts');
    const more = ['--touching', '0..8', '--points', '10..30'];
    assert.deepEqual(await where('dirtyPages > 4', ...more), some);
  });

  it('follows a recording by a query', async () => {
    const line = ['inspect', TRACE, '--follow', '--where', 'point >= 48'];
    const { exitCode, out } = await runCommand([...line, '--json'], world);
    assert.equal(exitCode, 0);
    const points = out
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row) as SyncPoint);
    assert.deepEqual(
      points.map(({ point }) => point),
      [48, 49],
    );
  });

  it('points at everything that is wrong with a query', async () => {
    const query = 'dirtypages > 2 && touches(0x270f)';
    const { exitCode, out, err } = await runCommand(['inspect', TRACE, '--where', query], world);
    assert.equal(exitCode, 2);
    assert.equal(out, '');
    assert.deepEqual(err.split('\n'), [
      'kemari: inspect: --where: there is no field dirtypages; did you mean dirtyPages? (see kemari inspect --help)',
      '  dirtypages > 2 && touches(0x270f)',
      '  ^^^^^^^^^^',
      '                    ^^^^^^^^^^^^^^^ the guest has no page 0x270f',
      '',
    ]);
  });
});

describe('recover', () => {
  const damage = [{ offset: 9000, what: 'BLOCK record: damaged', cost: 'pages of sync point 3' }];
  const recovery = { points: 3, bytes: 20_480, leftOut: 7, damage };

  it('tells what it wrote, what it left out and why', async () => {
    const asked: string[] = [];
    const world = {
      recoverTrace: async (from: string, to: string) => {
        asked.push(from, to);
        return recovery;
      },
    };
    const { out, exitCode } = await runCommand(['recover', TRACE, '--out', 'new.kemari'], world);
    assert.deepEqual(asked, [TRACE, 'new.kemari']);
    assert.equal(
      out,
      'new.kemari: 3 sync points, 20 KiB; 7 sync points behind them left out\n' +
        'Damage in t.kemari:\n' +
        '  offset 9,000: BLOCK record: damaged\n' +
        '    lost: pages of sync point 3\n',
    );
    assert.equal(exitCode, 0);
    const json = await runCommand(['recover', TRACE, '--out', 'new.kemari', '--json'], world);
    assert.deepEqual(JSON.parse(json.out), { file: 'new.kemari', ...recovery });
  });

  it('says that a file to write is missing', async () => {
    const { err, exitCode } = await runCommand(['recover', TRACE]);
    assert.match(err, /missing --out G, the trace to write/);
    assert.equal(exitCode, 2);
  });
});
