import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { version } from '../../../package.json';
import { KemariError } from '../../core/errors';
import type { Output } from '../../core/syncPoint';
import { Active, type CommitLog, type SentAhead } from '../../engine/active';
import { GuestRun } from '../../engine/guestRun';
import { PeerRefusal } from '../../engine/handshake';
import { SESSION_BYTES, type Hello } from '../../engine/hello';
import { sendLiveImage, type AheadPlace, type LiveImage } from '../../engine/liveImage';
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
  /** Whether the guest runs, unprotected, while the first image goes over, or waits for that. */
  readonly image: 'running' | 'stopped';
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
  /** The first image went over while the guest ran. */
  | {
      readonly kind: 'image';
      readonly rounds: number;
      readonly pages: number;
      readonly bytes: number;
      /** How long the guest stood still for the last round and the first sync point. */
      readonly standstillUs: number;
    }
  | LinkNotice;

/** What an active is connected to in its own process. */
export interface ActiveSurroundings {
  readonly buffers: TransactionBuffers;
  readonly log: CommitLog;
  /** Told of every frame ahead of the first commit. */
  readonly ahead: (frame: Uint8Array, place: AheadPlace) => void;
  readonly notice: (notice: ActiveNotice) => void;
  readonly progress: (points: number) => void;
  readonly signal: AbortSignal;
}

/** How an active ended. */
export interface ActiveOutcome {
  readonly session: string;
  readonly points: number;
  /** Outputs that left the guest, those before its protection among them. */
  readonly outputs: number;
  readonly outputBytes: number;
  /** Connections after the first. */
  readonly resumptions: number;
  readonly interrupted: boolean;
}

/** Protects a guest by a passive in another process, until it is time to stop; ends the session in order. */
export async function protectOver(
  { machine, workload, seed }: ProtectedGuest,
  options: ActiveNodeOptions,
  { buffers, log, ahead: onFrame, notice, progress, signal }: ActiveSurroundings,
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
    firstIsImage: options.image === 'stopped',
    crc32,
    clock,
    sleep: (ms) => delay(ms),
    patienceMs: options.patienceMs,
    onNotice: notice,
  });

  let points = 0;
  let outputs = 0;
  let outputBytes = 0;
  const inputs = trafficFor(workload, seed);
  const sink = {
    release({ data }: Output): void {
      outputs++;
      outputBytes += data.length;
    },
  };
  const yieldThread = (): Promise<void> => nextTurn();
  const requested = (): boolean => signal.aborted;

  let standsSinceUs = 0;
  async function imageAhead(): Promise<(SentAhead & LiveImage) | undefined> {
    const guest = new GuestRun(machine, inputs);
    const parts = { guest, link, sink, onFrame, crc32, clock, yieldThread, requested };
    const image = await sendLiveImage({ ...parts, onStandstill: () => (standsSinceUs = clock()) });
    return image && { ...image, inputCursorUs: guest.inputCursorUs, sentBytes: image.bytes };
  }

  function activeAfter(ahead: SentAhead | undefined): Active {
    return new Active({
      machine,
      inputs,
      ahead,
      link,
      sink,
      mode: options.mode,
      tap: options.tap,
      coalesceUs: options.coalesceUs,
      buffers,
      log,
      crc32,
      clock,
      yieldThread,
    });
  }
  // Without its passive it can neither go on nor stop on a sync point.
  const onAbort = (): void => {
    if (!link.connected) link.close();
    else setTimeout(() => link.close(), STOP_MS).unref();
  };
  signal.addEventListener('abort', onAbort);
  try {
    const ahead = options.image === 'running' ? await imageAhead() : undefined;
    if (!signal.aborted) {
      await activeAfter(ahead).run({ ...options.stop, requested }, (now) => {
        if (points === 0 && ahead) {
          const { rounds, pages, bytes } = ahead;
          const standstillUs = Math.round(clock() - standsSinceUs);
          notice({ kind: 'image', rounds, pages, bytes, standstillUs });
        }
        points = now.points;
        progress(points);
      });
    }
    if (points === 0) throw new KemariError('cancelled', 'interrupted before the first sync point');
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
  return { session, points, outputs, outputBytes, resumptions, interrupted: signal.aborted };
}
