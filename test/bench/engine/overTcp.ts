import { Samples } from '../../../src/analysis/distribution';
import { pauseOf } from '../../../src/core/syncPoint';
import type { Commit } from '../../../src/engine/active';
import { TAP_ALL } from '../../../src/engine/tapPolicy';
import { TransactionBuffers } from '../../../src/engine/transactionBuffers';
import { protectOver } from '../../../src/node/pair/activeNode';
import { KemariProcess } from '../../support/kemariProcess';
import type { Figure } from '../figures';
import { startGuest } from './embeddedGuest';
import { SEED } from './protectedRun';

/** Dirties 64 pages a step, scattered, and then sends one byte. */
const WORKLOAD = 'hotset';
const POINTS = 6_000;
/** Until both processes' code is compiled. */
const WARM_UP_POINTS = 1_000;

/**
 * Rate and pauses with the passive in another process, over TCP on the loopback address. No trace is
 * written: on a machine with two processors its recorder would be a third who wants one.
 */
export async function measureOverTcp(): Promise<Figure[]> {
  const passive = new KemariProcess('.', ['passive', '--listen', '127.0.0.1:0']);
  try {
    const [, port] = await passive.says(/listening on 127\.0\.0\.1:(\d+)/);
    const commits = await protect(Number(port));
    await passive.ended;
    return figuresOf(commits);
  } finally {
    passive.kill('SIGKILL');
  }
}

/** When each sync point's pause ended, and how long it was. */
interface Pause {
  readonly endUs: number;
  readonly us: number;
}

async function protect(port: number): Promise<readonly Pause[]> {
  const machine = await startGuest(WORKLOAD);
  const buffers = new TransactionBuffers({ count: 4, bytes: 64 << 20 });
  const pauses: Pause[] = [];
  const ip = '127.0.0.1';
  try {
    await protectOver(
      { machine, workload: WORKLOAD, seed: SEED },
      {
        passive: { host: ip, ip, port, loopback: true },
        credentials: undefined,
        mode: { kind: 'stop-and-copy' },
        tap: TAP_ALL,
        coalesceUs: 0,
        image: 'stopped',
        stop: { points: POINTS },
        patienceMs: 10_000,
      },
      {
        buffers,
        log: {
          append({ timeUs, phasesUs }: Commit, buffer) {
            const us = pauseOf(phasesUs);
            pauses.push({ endUs: timeUs + us, us });
            buffers.release(buffer);
          },
        },
        ahead: () => undefined,
        notice: () => undefined,
        progress: () => undefined,
        signal: new AbortController().signal,
      },
    );
  } finally {
    machine.dispose();
  }
  return pauses;
}

function figuresOf(pauses: readonly Pause[]): Figure[] {
  const [first, ...rest] = pauses.slice(WARM_UP_POINTS);
  const pausesMs = new Samples();
  for (const { us } of rest) pausesMs.add(us / 1000);
  const seconds = (rest[rest.length - 1].endUs - first.endUs) / 1e6;
  return [
    { name: 'tcpSyncPointsPerSecond', value: rest.length / seconds, unit: '1/s' },
    { name: 'tcpPauseMsP50', value: pausesMs.distribution().p50, unit: 'ms' },
  ];
}
