import assert from 'node:assert/strict';
import { toDisposable } from '../../../src/core/disposables';
import { clockedTrace } from '../../support/clockedTrace';
import { runCommand } from '../../support/commandLine';
import { randomTrace } from '../../support/randomTrace';

const TRACE = 't.kemari';
const world = { traces: { [TRACE]: randomTrace(3, 50) } };

/** The question that a command line asks, as its JSON repeats it. */
async function question(...argv: string[]): Promise<Record<string, unknown>> {
  const { out, err, exitCode } = await runCommand(['whatif', TRACE, ...argv, '--json'], world);
  assert.equal(err, '');
  assert.equal(exitCode, 0);
  return (JSON.parse(out) as { question: Record<string, unknown> }).question;
}

async function refusal(...argv: string[]): Promise<string> {
  const { out, err, exitCode } = await runCommand(['whatif', TRACE, ...argv], world);
  assert.equal(out, '');
  assert.equal(exitCode, 2);
  return err;
}

describe('whatif', () => {
  it('asks what it is told, and otherwise leaves all as it was recorded', async () => {
    const asRecorded = { mode: 'stop-and-copy', intervalUs: 25_000, link: { rttUs: 0 } };
    assert.deepEqual(await question(), asRecorded);
    const link = { bitsPerSecond: 1e9, rttUs: 200 };
    assert.deepEqual(await question('--bandwidth', '1Gbit', '--rtt', '0.2ms'), {
      ...asRecorded,
      link,
    });
    assert.deepEqual(await question('--mode', 'periodic', '--interval', '100'), {
      ...asRecorded,
      mode: 'periodic',
      intervalUs: 100_000,
    });
    assert.deepEqual(await question('--tap', 'net-tx,serial-tx', '--encoding', 'delta'), {
      ...asRecorded,
      tap: ['net-tx', 'serial-tx'],
      encoding: 'delta',
    });
  });

  it('reads bandwidths and times in the units that people write', async () => {
    const bits = async (text: string): Promise<unknown> =>
      ((await question('--bandwidth', text)).link as { bitsPerSecond: number }).bitsPerSecond;
    assert.equal(await bits('100Mbit/s'), 1e8);
    assert.equal(await bits('12.5MB'), 1e8);
    assert.equal(await bits('64 kbit'), 64_000);
    assert.equal(await bits('2.5Gbit'), 2.5e9);
    const us = async (text: string): Promise<unknown> =>
      ((await question('--rtt', text)).link as { rttUs: number }).rttUs;
    assert.equal(await us('200us'), 200);
    assert.equal(await us('1.5 ms'), 1_500);
    assert.equal(await us('0s'), 0);
  });

  it('refuses what is neither', async () => {
    for (const text of ['1', 'Gbit', '0Gbit', '-1Gbit', '1Gbyte', '1e9bit']) {
      assert.match(await refusal('--bandwidth', text), /takes a bandwidth such as 1Gbit/, text);
    }
    for (const text of ['1', 'ms', '1min', '-1ms']) {
      assert.match(await refusal('--rtt', text), /--rtt takes a time such as 0\.2ms/, text);
    }
    assert.match(await refusal('--mode', 'quick'), /--mode takes one of stop-and-copy, /);
    assert.match(await refusal('--encoding', 'zip'), /--encoding takes one of raw, zero, delta/);
    assert.match(await refusal('--interval', '5'), /--interval is for --mode periodic/);
    assert.match(await refusal('--mode', 'periodic', '--tap', 'net-tx'), /--tap changes nothing/);
    assert.match(await refusal('--points', '0'), /others than the first image/);
    assert.match(await refusal('--points', '60..'), /has no sync point 60/);
  });

  it('prints recording and prediction beside each other', async () => {
    const line = ['whatif', TRACE, '--points', '10..', '--bandwidth', '100Mbit'];
    const { out } = await runCommand(line, world);
    assert.match(out, /recorded \(stop-and-copy\) +predicted \(stop-and-copy\)\n/);
    assert.match(out, /^Sync points +40 +40$/m);
    assert.match(out, /^Link busy +0\.0 % +[\d.]+ %$/m);
  });

  it('says what a trace cannot answer, and which has nothing to answer with', async () => {
    const one = { traces: { [TRACE]: randomTrace(3, 1) } };
    const { exitCode, err } = await runCommand(['whatif', TRACE], one);
    assert.equal(exitCode, 2);
    assert.match(err, /no sync point behind the first image/);
    const pipelined = { traces: { [TRACE]: clockedTrace([{}, {}], { mode: 'pipelined' }) } };
    const refused = await runCommand(['whatif', TRACE], pipelined);
    assert.equal(refused.exitCode, 2);
    assert.match(refused.err, /record the workload in mode stop-and-copy/);
  });

  it('ends at an interrupt', async () => {
    const trace = randomTrace(3, 50);
    const { exitCode, out } = await runCommand(['whatif', TRACE], {
      traces: { [TRACE]: trace },
      onInterrupt: (listener) => {
        listener();
        return toDisposable(() => undefined);
      },
    });
    assert.equal(exitCode, 130);
    assert.equal(out, '');
    assert.equal(trace.closed, true);
  });
});
