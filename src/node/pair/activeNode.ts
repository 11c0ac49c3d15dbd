import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { version } from '../../../package.json';
import { KemariError } from '../../core/errors';
import type { Output } from '../../core/syncPoint';
import { Active, type CommitLog } from '../../engine/active';
import { PeerRefusal } from '../../engine/handshake';
import { SESSION_BYTES, type Hello } from '../../engine/hello';
import { ResumableLink, type LinkNotice } from '../../engine/resumableLink';
import type { SyncMode } from '../../engine/syncMode';
import type { TapPolicy } from '../../engine/tapPolicy';
import type { TransactionBuffers } from '../../engine/transactionBuffers';
import { wholeImage } from '../../engine/wholeImage';
import { trafficFor, type WorkloadName } from '../../machine/v86/guest/workloads';
import type { Machine } from '../../machine/machine';
import { crc32 } from '../crc32';
import type { ResolvedAddress } from './address';
import type { Credentials } from './credentials';
import { dialPassive } from './dial';

/** Milliseconds that an active which is to stop waits for its passive. */
const STOP_MS = 5_000;

const clock = (): number => performance.now() * 1000;

/** The guest that an active protects. */
export interface ProtectedGuest {
  readonly machine: Machine;
  readonly workload: WorkloadName;
  readonly seed: number;
}

/** What an active in a process of its own is told. */
export interface ActiveNodeOptions {
  readonly passive: ResolvedAddress;
  readonly credentials: Credentials | undefined;
  readonly mode: SyncMode;
  readonly tap: TapPolicy;
  /** See {@link ActiveParts.coalesceUs}. */
  readonly coalesceUs: number;
  readonly stop: { readonly points?: number; readonly afterUs?: number };
  /** Milliseconds without a connection after which the passive is given up. */
  readonly patienceMs: number;
}

/** What happens to an active, for whoever watches. */
export type ActiveNotice =
  | {
      readonly kind: 'protected';
      readonly passive: string;
      readonly writer: string;
      readonly encrypted: boolean;
    }
  | LinkNotice;

/** What an active is connected to in its own process. */
export interface ActiveSurroundings {
  readonly buffers: TransactionBuffers;
  readonly log: CommitLog;
  readonly notice: (notice: ActiveNotice) => void;
  readonly progress: (points: number) => void;
  readonly signal: AbortSignal;
}

/** How an active ended. */
export interface ActiveOutcome {
  readonly session: string;
  readonly points: number;
  readonly outputBytes: number;
  /** Connections after the first. */
  readonly resumptions: number;
  readonly interrupted: boolean;
}

/** Protects a guest by a passive in another process, until it is time to stop; ends the session in order. */
export async function protectOver(
  { machine, workload, seed }: ProtectedGuest,
  options: ActiveNodeOptions,
  { buffers, log, notice, progress, signal }: ActiveSurroundings,
): Promise<ActiveOutcome> {
  const session = randomBytes(SESSION_BYTES).toString('hex');
  const hello = (transaction: number): Hello => ({
    role: 'active',
    writer: `kemari ${version}`,
    session,
    transaction,
    machine: machine.kind,
    pages: machine.pages,
    diskBytes: machine.diskBytes,
    workload,
    seed,
  });
  const encrypted = options.credentials !== undefined;
  const link = await ResumableLink.open({
    async dial(first) {
      const dialled = await dialPassive(options.passive, options.credentials, hello(first));
      const { link: socket, theirs } = dialled;
      if (first === 0) {
        notice({ kind: 'protected', passive: socket.peer, writer: theirs.writer, encrypted });
      }
      return {
        link: socket,
        closed: socket.closed,
        next: theirs.session === undefined ? undefined : theirs.transaction,
        finish: () => socket.finish(),
      };
    },
    imageFor(frames, transaction) {
      if (options.mode.kind === 'pipelined' && transaction > 0) {
        throw new PeerRefusal(
          'the passive holds nothing any more, and a guest that is synchronized while it runs cannot be sent to it anew',
        );
      }
      return wholeImage(machine, frames, transaction, crc32);
    },
    firstIsImage: true,
    crc32,
    clock,
    sleep: (ms) => delay(ms),
    patienceMs: options.patienceMs,
    onNotice: notice,
  });

  let points = 0;
  let outputBytes = 0;
  const active = new Active({
    machine,
    inputs: trafficFor(workload, seed),
    link,
    sink: { release: (output: Output) => void (outputBytes += output.data.length) },
    mode: options.mode,
    tap: options.tap,
    coalesceUs: options.coalesceUs,
    buffers,
    log,
    crc32,
    clock,
    yieldThread: () => nextTurn(),
  });
  // Without its passive it can neither go on nor stop on a sync point.
  const onAbort = (): void => {
    if (!link.connected) link.close();
    else setTimeout(() => link.close(), STOP_MS).unref();
  };
  signal.addEventListener('abort', onAbort);
  try {
    await active.run({ ...options.stop, requested: () => signal.aborted }, (now) => {
      points = now.points;
      progress(points);
    });
    await link.finish();
  } catch (error) {
    if (!signal.aborted) throw error;
    // What was acknowledged until then was recorded; the rest was never let out.
    if (points === 0) throw new KemariError('cancelled', 'interrupted before the first sync point');
  } finally {
    signal.removeEventListener('abort', onAbort);
    link.close();
  }
  const { resumptions } = link;
  return { session, points, outputBytes, resumptions, interrupted: signal.aborted };
}
