import assert from 'node:assert/strict';
import type { Context } from '../../../src/cli/command';
import { KemariError } from '../../../src/core/errors';
import { toDisposable } from '../../../src/core/disposables';
import type { PassiveReport } from '../../../src/node/pair/runPassive';
import { runCommand, type CommandResult } from '../../support/commandLine';
import { MemoryTrace } from '../../support/memoryTrace';
import { randomPoints, randomTrace } from '../../support/randomTrace';

type ActiveRequest = Parameters<Context['runActive']>[0];
type PassiveRequest = Parameters<Context['runPassive']>[0];

const SESSION = '00112233445566778899aabbccddeeff';

const OUTCOME = {
  session: SESSION,
  points: 20,
  outputs: 30,
  outputBytes: 1536,
  resumptions: 0,
  interrupted: false,
};

const REPORT: PassiveReport = {
  outcome: 'finished',
  session: SESSION,
  workload: 'mixed',
  transactions: 20,
  connections: 1,
};

const TAKEOVER = {
  transaction: 19,
  activationUs: 1234,
  repeatedOutputs: 1,
  outputs: 40,
  outputBytes: 2048,
  guestTimeUs: { from: 1_000_000, to: 3_500_000 },
};

/** Runs `active` with a pair that only notes what it was asked for. */
async function activated(
  argv: readonly string[],
  outcome: Partial<typeof OUTCOME> = {},
): Promise<CommandResult & { request: ActiveRequest | undefined }> {
  let request: ActiveRequest | undefined;
  const result = await runCommand(['active', ...argv], {
    openTrace: async () => randomTrace(1, 20),
    async runActive(asked, { notice }) {
      request = asked;
      notice({ kind: 'protected', passive: 'there:1', writer: 'kemari 9', encrypted: false });
      return { ...OUTCOME, ...outcome };
    },
  });
  return { ...result, request };
}

async function followed(
  argv: readonly string[],
  report: Partial<PassiveReport> = {},
): Promise<CommandResult & { request: PassiveRequest | undefined }> {
  let request: PassiveRequest | undefined;
  const result = await runCommand(['passive', ...argv], {
    async runPassive(asked) {
      request = asked;
      return { ...REPORT, ...report };
    },
  });
  return { ...result, request };
}

describe('active', () => {
  it('protects 1,000 points of the mixed workload on this machine unless told otherwise', async () => {
    const { request, exitCode, out, err } = await activated([]);
    assert.equal(exitCode, 0);
    assert.deepEqual(request, {
      workload: 'mixed',
      mode: 'stop-and-copy',
      points: 1000,
      tap: ['net-tx', 'disk-write', 'disk-flush', 'serial-tx'],
      seed: 1,
      durability: 'none',
      connect: { host: '127.0.0.1', port: 7310 },
      image: 'running',
      reconnectFor: 30,
    });
    assert.equal(err, 'kemari: the passive there:1 (kemari 9) protects the guest, in plain text\n');
    assert.equal(out, '20 sync points, 30 outputs (1.50 KiB)\n');
  });

  it('hands on what it is told', async () => {
    const line =
      '--connect [fd00::2]:99 --certificates pair --reconnect-for 0.5 --image stopped --out a.new --workload hotset --seconds 2 --seed 7';
    assert.deepEqual((await activated(line.split(' '))).request, {
      file: 'a.new',
      workload: 'hotset',
      mode: 'stop-and-copy',
      seconds: 2,
      tap: ['net-tx', 'disk-write', 'disk-flush', 'serial-tx'],
      seed: 7,
      durability: 'none',
      connect: { host: 'fd00::2', port: 99 },
      credentials: { ca: 'pair/ca.pem', cert: 'pair/active.pem', key: 'pair/active.key' },
      image: 'stopped',
      reconnectFor: 0.5,
    });
    const files = '--tls-ca a --tls-cert b --tls-key c';
    assert.deepEqual((await activated(files.split(' '))).request?.credentials, {
      ca: 'a',
      cert: 'b',
      key: 'c',
    });
  });

  it('refuses addresses and certificates that cannot be', async () => {
    for (const [line, message] of [
      ['--connect here', /--connect takes HOST:PORT, not "here"/],
      ['--tls-ca a', /--tls-ca, --tls-cert and --tls-key go together/],
      ['--tls-ca a --certificates d', /--certificates and --tls-\.\.\. exclude each other/],
      ['--reconnect-for 0', /--reconnect-for takes a number above 0/],
    ] as const) {
      const { exitCode, err, request } = await activated(line.split(' '));
      assert.equal(exitCode, 2);
      assert.equal(request, undefined);
      assert.match(err, message);
    }
  });

  it('prints what inspect prints of its trace, if there is one', async () => {
    const { out } = await activated(['--out', 'b.new'], { resumptions: 2 });
    assert.match(out, /^20 sync points, .* the link resumed 2 times\n\nb\.new\n/);
    const json = JSON.parse((await activated(['--json', '--out', 'b.new'])).out) as object;
    const inspected = await runCommand(['inspect', 'b.new', '--json'], {
      traces: { 'b.new': randomTrace(1, 20) },
    });
    assert.deepEqual(json, {
      session: SESSION,
      points: 20,
      outputs: 30,
      outputBytes: 1536,
      resumptions: 0,
      trace: JSON.parse(inspected.out) as unknown,
    });
  });

  it('says what was kept when it was interrupted, or broke off', async () => {
    const interrupted = await activated(['--out', 'c.new'], { interrupted: true });
    assert.equal(interrupted.exitCode, 130);
    assert.match(interrupted.err, /interrupted after 20 sync points; c\.new holds them\n$/);
    const { exitCode, err } = await runCommand(['active', '--out', 'd.new'], {
      openTrace: async () => new MemoryTrace(randomPoints(1, 20), { startedAtMs: Date.now() }),
      runActive: () => Promise.reject(new KemariError('input', 'there:1 is gone')),
    });
    assert.equal(exitCode, 3);
    assert.equal(err, 'kemari: there:1 is gone; d.new keeps the 20 sync points recorded before\n');
  });

  it('tells how the image went over, when the link is lost, and when it is there again', async () => {
    const { err } = await runCommand(['active'], {
      async runActive(_request, { notice }) {
        notice({ kind: 'image', rounds: 2, pages: 8200, bytes: 3 << 20, standstillUs: 4200 });
        notice({ kind: 'lost', why: 'reset' });
        notice({ kind: 'resumed', repeated: 1 });
        return OUTCOME;
      },
    });
    assert.equal(
      err,
      [
        'kemari: the first image went over in 2 rounds, 8,200 pages, 3 MiB; the guest stood still for 4.2 ms',
        'kemari: the link is lost, and no output leaves: reset',
        'kemari: the link is there again; 1 transaction sent again',
        '',
      ].join('\n'),
    );
  });
});

describe('passive', () => {
  it('listens on this machine unless told otherwise, and tells how it ended', async () => {
    const { request, exitCode, out } = await followed([]);
    assert.equal(exitCode, 0);
    assert.deepEqual(request, { listen: { host: '127.0.0.1', port: 7310 }, takeOverAfter: 2 });
    assert.equal(out, 'The active ended in order; 20 transactions held, over 1 connection\n');
  });

  it('hands on what it is told', async () => {
    const line = '--listen 0.0.0.0:1 --certificates pair --take-over-after 0.5 --seconds 3';
    assert.deepEqual((await followed(line.split(' '))).request, {
      listen: { host: '0.0.0.0', port: 1 },
      credentials: { ca: 'pair/ca.pem', cert: 'pair/passive.pem', key: 'pair/passive.key' },
      takeOverAfter: 0.5,
      seconds: 3,
    });
  });

  it('tells of a takeover in words, or all of it as JSON', async () => {
    const report = { outcome: 'took over', takeover: TAKEOVER } as const;
    const { out, exitCode } = await followed([], report);
    assert.equal(exitCode, 0);
    assert.equal(
      out,
      [
        'Took over at transaction 19, in 1.2 ms; 20 transactions held, over 1 connection',
        'Ran the guest on for 2.50 s of its time: 1 output repeated, 40 outputs of its own, 2 KiB',
        '',
      ].join('\n'),
    );
    const json = JSON.parse((await followed(['--json'], report)).out) as unknown;
    assert.deepEqual(json, { ...REPORT, ...report });
  });

  it('says that the guest is gone when it is interrupted', async () => {
    const { exitCode, err, out } = await followed(['--json'], { outcome: 'interrupted' });
    assert.equal(exitCode, 130);
    assert.match(err, /interrupted; the guest that was held here is gone/);
    assert.equal((JSON.parse(out) as PassiveReport).outcome, 'interrupted');
  });

  it('tells on standard error what happens, in one line each', async () => {
    const { err } = await runCommand(['passive'], {
      async runPassive(_request, { notice }) {
        notice({ kind: 'listening', address: '127.0.0.1:1', encrypted: false });
        notice({
          kind: 'following',
          active: 'there:2',
          writer: 'kemari\n9',
          workload: 'mixed',
          session: SESSION,
          holds: 0,
        });
        notice({ kind: 'refused', peer: 'x:3', why: 'no HELLO' });
        notice({ kind: 'lost', why: 'reset', holds: 1, patienceMs: 2000 });
        notice({ kind: 'taking over', transaction: 1000 });
        return REPORT;
      },
    });
    assert.deepEqual(err.split('\n'), [
      'kemari: listening on 127.0.0.1:1, in plain text',
      `kemari: following there:2 (kemari\\u000a9), workload mixed, session ${SESSION}, 0 transactions held`,
      'kemari: refused x:3: no HELLO',
      'kemari: the active is lost: reset; 1 transaction held, taking over in 2.00 s unless it comes back',
      'kemari: taking over at transaction 1,000',
      '',
    ]);
  });

  it('is ended by an interrupt through its signal', async () => {
    let interrupt = (): void => assert.fail('nobody listens for interrupts');
    const { exitCode } = await runCommand(['passive'], {
      onInterrupt(listener) {
        interrupt = listener;
        return toDisposable(() => undefined);
      },
      runPassive: (_request, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ ...REPORT, outcome: 'interrupted' }));
          interrupt();
        }),
    });
    assert.equal(exitCode, 130);
  });
});

describe('certificates', () => {
  it('makes some for this machine for a year unless told otherwise, and lists the files', async () => {
    const requests: unknown[] = [];
    const makeCertificates: Context['makeCertificates'] = async (request) => {
      requests.push(request);
      return ['d/ca.pem', 'd/active.key'];
    };
    const { out, exitCode } = await runCommand(['certificates'], { makeCertificates });
    assert.equal(exitCode, 0);
    assert.equal(out, 'd/ca.pem\nd/active.key\n');
    const line = ['--out', 'd', '--hosts', '10.0.0.2, standby', '--days', '7', '--json'];
    const json = await runCommand(['certificates', ...line], { makeCertificates });
    const told = { folder: 'd', hosts: ['10.0.0.2', 'standby'], days: 7 };
    assert.deepEqual(JSON.parse(json.out), { ...told, files: ['d/ca.pem', 'd/active.key'] });
    assert.deepEqual(requests, [
      { folder: 'certificates', hosts: ['localhost', '127.0.0.1', '::1'], days: 365 },
      told,
    ]);
  });

  it('refuses hosts and days that cannot be', async () => {
    for (const line of [
      ['--hosts', 'a,,b'],
      ['--days', '0'],
    ]) {
      assert.equal((await runCommand(['certificates', ...line])).exitCode, 2);
    }
  });
});
