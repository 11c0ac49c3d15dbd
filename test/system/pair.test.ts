import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KemariProcess, type EndedProcess } from '../support/kemariProcess';
import { TcpProxy } from '../support/tcpProxy';

/** What `inspect --json --points ..` tells of a point, as far as a test needs it. */
type Point = Readonly<Record<string, unknown>>;

/** What a passive prints at its end with `--json`. */
interface PassiveReport {
  readonly outcome: string;
  readonly session: string;
  readonly transactions: number;
  readonly connections: number;
  readonly takeover?: {
    readonly transaction: number;
    readonly repeatedOutputs: number;
    readonly outputs: number;
    readonly guestTimeUs: { readonly from: number; readonly to: number };
  };
}

/** What an active prints at its end with `--json`. */
interface ActiveReport {
  readonly session: string;
  readonly points: number;
  readonly outputs: number;
  readonly resumptions: number;
}

/** The guest begins to run when it is protected, as that of one process does. */
const STOPPED = ['--image', 'stopped'];

describe('a pair of two processes', function () {
  this.timeout(120_000);

  let folder: string;
  const running: KemariProcess[] = [];
  const proxies: TcpProxy[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-pair-'));
  });
  afterEach(async () => {
    for (const proxy of proxies.splice(0)) proxy.close();
    for (const child of running.splice(0)) {
      child.kill('SIGKILL');
      await child.ended;
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function kemari(...args: string[]): KemariProcess {
    const child = new KemariProcess(folder, args);
    running.push(child);
    return child;
  }

  /** The JSON value that a command prints; it must succeed. */
  async function json<T>(...args: string[]): Promise<T> {
    return value<T>(await kemari(...args, '--json').ended);
  }

  function value<T>({ exitCode, out, err }: EndedProcess): T {
    assert.equal(exitCode, 0, err);
    return JSON.parse(out) as T;
  }

  /** Starts a passive, and tells its port. */
  async function passive(...args: string[]): Promise<{ child: KemariProcess; port: number }> {
    const child = kemari('passive', '--listen', '127.0.0.1:0', '--json', ...args);
    const [, port] = await child.says(/listening on 127\.0\.0\.1:(\d+)/);
    return { child, port: Number(port) };
  }

  async function proxyTo(port: number): Promise<TcpProxy> {
    const proxy = await TcpProxy.to(port);
    proxies.push(proxy);
    return proxy;
  }

  function active(port: number, ...args: string[]): KemariProcess {
    return kemari('active', '--connect', `127.0.0.1:${port}`, '--json', ...args);
  }

  /** Waits until a trace that is being recorded has grown to so many bytes. */
  async function grown(file: string, bytes: number): Promise<void> {
    for (;;) {
      const size = await stat(path.join(folder, file)).then(
        (found) => found.size,
        () => 0,
      );
      if (size >= bytes) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** What two recordings of the same run have in common: all but times. */
  async function contentOf(file: string): Promise<readonly Point[]> {
    const { points } = await json<{ points: readonly Point[] }>('inspect', file, '--points', '..');
    return points.map(({ point, cause, outputs, dirtyPages, zeroPages, changedDevices }) => {
      return { point, cause, outputs, dirtyPages, zeroPages, changedDevices };
    });
  }

  async function assertSameRun(file: string, workload: string, points: number): Promise<void> {
    const alone = `alone-${workload}-${points}.kemari`;
    const line = ['record', '--workload', workload, '--seed', '5', '--points', String(points)];
    await json(...line, '--out', alone, '--force');
    assert.deepEqual(await contentOf(file), await contentOf(alone));
    const last = String(points - 1);
    for (const name of [file, alone]) {
      await json('memory', name, '--at', last, '--out', `${name}.img`, '--force');
    }
    const [one, other] = [file, alone].map((name) => readFile(path.join(folder, `${name}.img`)));
    assert.equal(Buffer.compare(await one, await other), 0, 'the memories are the same');
    const verdict = await json<{ ok: boolean }>('verify', file);
    assert.equal(verdict.ok, true);
  }

  it('records what one process records of the same seed, and both end', async () => {
    const { child, port } = await passive();
    const line = ['--points', '60', '--seed', '5', '--out', 'two.kemari', ...STOPPED];
    const report = value<ActiveReport>(await active(port, ...line).ended);
    assert.deepEqual([report.points, report.resumptions], [60, 0]);
    const held = value<PassiveReport>(await child.ended);
    assert.deepEqual(
      [held.outcome, held.transactions, held.connections, held.session],
      ['finished', 60, 1, report.session],
    );
    await assertSameRun('two.kemari', 'mixed', 60);
  });

  it('sends the first image while the guest runs, and goes on from there', async () => {
    for (const workload of ['disklog', 'hotset']) {
      const { child, port } = await passive('--take-over-after', '0.3', '--seconds', '0.5');
      const file = `live-${workload}.kemari`;
      const line = ['--workload', workload, '--seed', '5'];
      const live = active(port, ...line, '--points', '40', '--out', file);
      const ended = await live.ended;
      assert.match(ended.err, /the first image went over in [2-9] rounds, [0-9,]+ pages, /);
      assert.equal(value<PassiveReport>(await child.ended).transactions, 40);
      const verdict = await json<{ ok: boolean }>('verify', file);
      assert.equal(verdict.ok, true);

      // The same guest, protected from its beginning, does the same, some sync points further on.
      const { outputs } = value<ActiveReport>(ended);
      const alone = `alone-${file}`;
      await json('record', ...line, '--points', String(outputs + 1), '--out', alone, '--force');
      const outputsOf = (points: readonly Point[]): unknown[] =>
        points.flatMap((point) => point.outputs as readonly unknown[]);
      const all = outputsOf(await contentOf(alone)).slice(0, outputs);
      const guarded = outputsOf(await contentOf(file));
      assert.ok(guarded.length < outputs, 'some left while the image went over');
      assert.deepEqual(guarded, all.slice(outputs - guarded.length));
    }
  });

  it('says at both ends that it is plain text', async () => {
    const { child, port } = await passive();
    const { err } = await active(port, '--points', '3').ended;
    assert.match(err, /protects the guest, in plain text/);
    assert.match((await child.ended).err, /listening on 127\.0\.0\.1:\d+, in plain text/);
  });

  it('lets the passive take over when the active is killed, and run the guest on', async () => {
    const { child, port } = await passive('--take-over-after', '0.3', '--seconds', '1');
    const killed = active(port, '--seconds', '600', '--workload', 'counter', '--out', 'k.kemari');
    await grown('k.kemari', 1 << 20);
    killed.kill('SIGKILL');
    const ended = await child.ended;
    assert.match(ended.err, /the active is lost: .* held, taking over in 300 ms/);
    const { outcome, transactions, takeover } = value<PassiveReport>(ended);
    assert.equal(outcome, 'took over');
    assert.ok(takeover);
    assert.equal(takeover.transaction, transactions - 1);
    assert.ok(takeover.repeatedOutputs >= 1 && takeover.outputs > 1);
    assert.ok(takeover.guestTimeUs.to > takeover.guestTimeUs.from);
    // What the trace has is at most what the passive holds.
    const { pointCount } = await json<{ pointCount: number }>('inspect', 'k.kemari').catch(
      async () => JSON.parse((await kemari('inspect', 'k.kemari', '--json').ended).out) as never,
    );
    assert.ok(pointCount > 1 && pointCount <= transactions);
  });

  it('resumes where the link was cut, without another image', async () => {
    const { child, port } = await passive('--take-over-after', '30');
    const proxy = await proxyTo(port);
    const line = ['--points', '300', '--seed', '5', '--workload', 'hotset', ...STOPPED];
    const child2 = active(proxy.port, ...line, '--out', 'cut.kemari');
    for (const bytes of [8_000_000, 3_000_001, 4_100_000]) {
      proxy.cutAfter(bytes);
      const before = proxy.connections;
      while (proxy.connections <= Math.max(1, before)) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    const report = value<ActiveReport>(await child2.ended);
    assert.deepEqual([report.points, report.resumptions], [300, 3]);
    const held = value<PassiveReport>(await child.ended);
    assert.deepEqual([held.outcome, held.transactions, held.connections], ['finished', 300, 4]);
    await assertSameRun('cut.kemari', 'hotset', 300);
  });

  it('refuses a byte that changed on the way, and is sent it again', async () => {
    const { child, port } = await passive('--take-over-after', '30');
    const proxy = await proxyTo(port);
    proxy.damageAfter(6_000_000);
    const line = ['--points', '200', '--seed', '5', '--workload', 'hotset', ...STOPPED];
    const ended = await active(proxy.port, ...line, '--out', 'bad.kemari').ended;
    assert.match(ended.err, /the link is lost, and no output leaves: .*refused: .*checksum/);
    assert.equal(value<ActiveReport>(ended).resumptions, 1);
    const held = await child.ended;
    assert.match(held.err, /the active is lost: link from .*: expected .* checksum/);
    assert.equal(value<PassiveReport>(held).transactions, 200);
    await assertSameRun('bad.kemari', 'hotset', 200);
  });

  it('sends all of the guest to a passive that was started anew', async () => {
    const { child, port } = await passive();
    const line = [
      '--points',
      '400',
      '--seed',
      '5',
      '--workload',
      'mixed',
      '--out',
      'new.kemari',
      ...STOPPED,
    ];
    const protectedGuest = active(port, ...line);
    await grown('new.kemari', 300_000);
    child.kill('SIGKILL');
    await child.ended;
    const again = kemari('passive', '--listen', `127.0.0.1:${port}`, '--json');
    const report = value<ActiveReport>(await protectedGuest.ended);
    assert.deepEqual([report.points, report.resumptions], [400, 1]);
    const held = value<PassiveReport>(await again.ended);
    assert.deepEqual([held.outcome, held.transactions], ['finished', 400]);
    await assertSameRun('new.kemari', 'mixed', 400);
  });

  it('keeps a pair in step in every mode, over links that are cut, and takes over', async () => {
    for (const mode of [['pipelined'], ['periodic', '--interval', '5']]) {
      const { child, port } = await passive('--take-over-after', '1', '--seconds', '0.3');
      const proxy = await proxyTo(port);
      proxy.cutAfter(8_000_000);
      const file = `${mode[0]}.kemari`;
      const line = ['--seconds', '600', '--workload', 'hotset', '--mode', ...mode, '--out', file];
      const killed = active(proxy.port, ...line);
      await killed.says(/the link is there again/);
      await grown(file, 4 << 20);
      killed.kill('SIGKILL');
      const { outcome, transactions, takeover } = value<PassiveReport>(await child.ended);
      assert.equal(outcome, 'took over');
      assert.ok(takeover && takeover.outputs > 0);
      const { out } = await kemari('inspect', file, '--json').ended;
      const { pointCount } = JSON.parse(out) as { pointCount: number };
      assert.ok(pointCount > 1 && pointCount <= transactions, `${pointCount} of ${transactions}`);
    }
  });

  it('ends a guest that does not stand still when its passive holds nothing any more', async () => {
    const { child, port } = await passive();
    const line = ['--seconds', '600', '--workload', 'hotset', '--mode', 'pipelined'];
    const alone = active(port, ...line, '--out', 'p1.kemari');
    await grown('p1.kemari', 1 << 20);
    child.kill('SIGKILL');
    await child.ended;
    const again = kemari('passive', '--listen', `127.0.0.1:${port}`, '--json');
    const { exitCode, err } = await alone.ended;
    assert.equal(exitCode, 3);
    assert.match(err, /the passive holds nothing any more, and a guest that is synchronized while/);
    again.kill('SIGINT');
    await again.ended;
  });

  it('lets nothing out of an active that was only paused, once the passive took over', async () => {
    const { child, port } = await passive('--take-over-after', '0.3', '--seconds', '600');
    const proxy = await proxyTo(port);
    const paused = active(
      proxy.port,
      '--seconds',
      '600',
      '--workload',
      'counter',
      '--out',
      'p.kemari',
    );
    await grown('p.kemari', 1 << 20);
    paused.kill('SIGSTOP');
    proxy.cut();
    await child.says(/taking over at transaction \d+/);
    paused.kill('SIGCONT');
    const { exitCode, err } = await paused.ended;
    assert.equal(exitCode, 3);
    assert.match(err, /took over at transaction \d+, and runs the guest; nothing more may leave/);
    child.kill('SIGINT');
    const { takeover, transactions } = value<PassiveReport>(await child.ended);
    assert.ok(takeover && takeover.outputs > 0);
    const { out } = await kemari('inspect', 'p.kemari', '--json').ended;
    const { pointCount } = JSON.parse(out) as { pointCount: number };
    assert.ok(pointCount <= transactions, `${pointCount} recorded, ${transactions} held`);
  });

  it('gives a passive up that does not come back, and keeps the trace', async () => {
    const { child, port } = await passive();
    const line = ['--reconnect-for', '0.5', '--seconds', '600', '--workload', 'counter'];
    const alone = active(port, ...line, '--out', 'g.kemari');
    await grown('g.kemari', 1 << 20);
    child.kill('SIGKILL');
    const { exitCode, err } = await alone.ended;
    assert.equal(exitCode, 3);
    assert.match(
      err,
      /no connection to 127\.0\.0\.1:\d+ for 0\.5 s; transaction (\d+) was not ack/,
    );
    assert.match(err, /g\.kemari keeps the [0-9,]+ sync points recorded before\n$/);
    assert.equal((await json<{ complete: boolean }>('inspect', 'g.kemari')).complete, true);
  });

  it('ends in order when the active is interrupted', async () => {
    const { child, port } = await passive();
    const line = ['--seconds', '600', '--workload', 'counter', '--out', 'i.kemari'];
    const interrupted = active(port, ...line);
    await grown('i.kemari', 1 << 20);
    interrupted.kill('SIGINT');
    const { exitCode, err } = await interrupted.ended;
    assert.equal(exitCode, 130);
    assert.match(err, /kemari: interrupted after [0-9,]+ sync points; i\.kemari holds them\n$/);
    assert.equal(value<PassiveReport>(await child.ended).outcome, 'finished');
  });

  it('is refused where the passive is of no use', async () => {
    const { exitCode, err } = await active(9, '--points', '3').ended;
    assert.equal(exitCode, 3);
    assert.match(err, /127\.0\.0\.1:9: connection refused; is a passive listening there\?/);
  });

  describe('with certificates', () => {
    before(async () => {
      for (const name of ['pair', 'other']) {
        const { exitCode } = await kemari('certificates', '--out', name).ended;
        assert.equal(exitCode, 0);
      }
    });

    it('records the same over an encrypted link, and does not call it plain text', async () => {
      const { child, port } = await passive('--certificates', 'pair');
      const line = ['--points', '60', '--seed', '5', '--out', 'tls.kemari', ...STOPPED];
      const ended = await active(port, ...line, '--certificates', 'pair').ended;
      assert.equal(value<ActiveReport>(ended).points, 60);
      assert.doesNotMatch(ended.err, /plain/);
      const held = await child.ended;
      assert.equal(value<PassiveReport>(held).transactions, 60);
      assert.doesNotMatch(held.err, /plain/);
      await assertSameRun('tls.kemari', 'mixed', 60);
    });

    it('takes the files by name, too', async () => {
      const named = (role: string): string[] =>
        [
          ['--tls-ca', 'pair/ca.pem'],
          ['--tls-cert', `pair/${role}.pem`],
          ['--tls-key', `pair/${role}.key`],
        ].flat();
      const { child, port } = await passive(...named('passive'));
      assert.equal((await active(port, '--points', '3', ...named('active')).ended).exitCode, 0);
      assert.equal((await child.ended).exitCode, 0);
    });

    it('lets in neither who has none nor who has those of another pair', async () => {
      const { child, port } = await passive('--certificates', 'pair');
      for (const certificates of [[], ['--certificates', 'other']]) {
        const { exitCode, err } = await active(port, '--points', '3', ...certificates).ended;
        assert.equal(exitCode, 3, err);
        assert.match(err, /^kemari: 127\.0\.0\.1:\d+/);
      }
      await child.says(/refused 127\.0\.0\.1:\d+: /);
      assert.equal(
        (await active(port, '--points', '3', '--certificates', 'pair').ended).exitCode,
        0,
      );
    });

    it('is asked for wherever the link would leave the machine', async () => {
      for (const line of [
        ['passive', '--listen', '0.0.0.0:0'],
        ['active', '--connect', '192.0.2.1:7310', '--points', '3'],
      ]) {
        const { exitCode, err } = await kemari(...line).ended;
        assert.equal(exitCode, 2);
        assert.match(err, /is no loopback address, .*: give --certificates DIR/);
      }
    });
  });
});
