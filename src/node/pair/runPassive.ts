import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { version } from '../../../package.json';
import type { Output } from '../../core/syncPoint';
import { failover } from '../../engine/failover';
import {
  GUEST_DISK_BYTES,
  GUEST_MEMORY_BYTES,
  isWorkload,
  trafficFor,
} from '../../machine/v86/guest/workloads';
import { createV86Standby } from '../../machine/v86/v86Machine';
import { KemariError } from '../../core/errors';
import { loadV86Image } from '../v86Image';
import { resolveAddress, type Address } from './address';
import { loadCredentials, requireProtection, type CredentialFiles } from './credentials';
import { Listener } from './listener';
import { PassiveNode, type PassiveNotice } from './passiveNode';

/** What a passive in a process of its own is to do. */
export interface PassiveOptions {
  readonly listen: Address;
  /** Undefined: plain text, on a loopback address only. */
  readonly credentials?: CredentialFiles;
  /** Seconds that it waits for an active that is out of reach before it takes over. */
  readonly takeOverAfter: number;
  /** Seconds that it runs the guest on after a takeover; until it is interrupted, if not given. */
  readonly seconds?: number;
  /** Folder with `v86.wasm`: the program's `dist/`. */
  readonly distribution: URL;
}

/** What a passive knows at its end. */
export interface PassiveReport {
  /** How it ended: its active ended in order, it took over, or it was interrupted before either. */
  readonly outcome: 'finished' | 'took over' | 'interrupted';
  /** Undefined if no active ever came. */
  readonly session?: string;
  readonly workload?: string;
  /** Transactions held. */
  readonly transactions: number;
  /** Links that an active was followed over. */
  readonly connections: number;
  readonly takeover?: TakeoverReport;
}

/** What was done with a guest that was taken over. */
export interface TakeoverReport {
  /** The transaction from which the guest went on. */
  readonly transaction: number;
  /** From the decision until the guest ran. */
  readonly activationUs: number;
  /** Outputs of the last transaction, which may have left before. */
  readonly repeatedOutputs: number;
  /** Outputs of the guest's life here. */
  readonly outputs: number;
  readonly outputBytes: number;
  readonly guestTimeUs: { readonly from: number; readonly to: number };
}

/** Who watches a passive, and may end it. */
export interface PassiveWatch {
  readonly notice: (notice: PassiveNotice) => void;
  readonly signal: AbortSignal;
}

/**
 * Listens for an active, follows it, and runs its guest on when it is gone.
 * @throws KemariError of kind `usage` if it cannot listen there, `input` for files that cannot be read.
 */
export async function runPassive(
  options: PassiveOptions,
  { notice, signal }: PassiveWatch,
): Promise<PassiveReport> {
  const address = await resolveAddress(options.listen);
  requireProtection(address, options.credentials);
  const credentials = options.credentials && (await loadCredentials(options.credentials));
  const standby = await createV86Standby({
    wasm: await loadV86Image(options.distribution),
    memoryBytes: GUEST_MEMORY_BYTES,
    diskBytes: GUEST_DISK_BYTES,
    jit: true,
    dirtyTracking: 'log-dirty',
  });
  const own = {
    role: 'passive',
    writer: `kemari ${version}`,
    machine: 'v86',
    pages: standby.pages,
    diskBytes: GUEST_DISK_BYTES,
    workload: '',
    seed: 0,
  } as const;
  const node = new PassiveNode({
    standby,
    own,
    cannotRun: ({ workload }) =>
      isWorkload(workload) ? undefined : `has no workload "${workload}" to go on with`,
    patienceMs: options.takeOverAfter * 1000,
    notice,
  });
  const onAbort = (): void => void node.stop();
  signal.addEventListener('abort', onAbort);
  try {
    const listener = await Listener.open(address, credentials, {
      connection: (socket, peer) => void node.accept(socket, peer),
      failure: (peer, why) => notice({ kind: 'refused', peer, why }),
    });
    try {
      notice({
        kind: 'listening',
        address: listener.address,
        encrypted: credentials !== undefined,
      });
      if (signal.aborted) onAbort();
      const following = await node.done;
      const takeover = following === 'take over' ? await runOn(node, options, signal) : undefined;
      const outcomes = {
        finished: 'finished',
        'take over': 'took over',
        stopped: 'interrupted',
      } as const;
      const { active } = node;
      return {
        outcome: outcomes[following],
        ...(active?.session === undefined
          ? {}
          : { session: active.session, workload: active.workload }),
        transactions: node.holds,
        connections: node.connections,
        ...(takeover ? { takeover } : {}),
      };
    } finally {
      listener.close();
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    await node.stop();
    node.dispose();
  }
}

/** Becomes the guest. The listener stays, so that an old active learns that it is none any more. */
async function runOn(
  node: PassiveNode,
  { seconds }: PassiveOptions,
  signal: AbortSignal,
): Promise<TakeoverReport> {
  const { workload = '', seed = 0 } = node.active ?? {};
  if (!isWorkload(workload)) {
    throw new KemariError('input', `there is no workload "${workload}" to go on with`);
  }
  let outputs = 0;
  let outputBytes = 0;
  const startUs = performance.now() * 1000;
  const guest = failover(node.passive, {
    inputs: trafficFor(workload, seed),
    sink: {
      release: ({ data }: Output) => {
        outputs++;
        outputBytes += data.length;
      },
    },
  });
  const timer = new AbortController();
  let over = signal.aborted;
  const onAbort = (): void => void (over = true);
  signal.addEventListener('abort', onAbort);
  try {
    const activationUs = Math.round(performance.now() * 1000 - startUs);
    const repeatedOutputs = outputs;
    const from = guest.virtualTimeUs;
    if (seconds !== undefined) {
      void delay(seconds * 1000, undefined, { signal: timer.signal }).then(
        () => (over = true),
        () => undefined,
      );
    }
    await guest.run(() => over, nextTurn);
    return {
      transaction: node.holds - 1,
      activationUs,
      repeatedOutputs,
      outputs: outputs - repeatedOutputs,
      outputBytes,
      guestTimeUs: { from, to: guest.virtualTimeUs },
    };
  } finally {
    timer.abort();
    signal.removeEventListener('abort', onAbort);
    guest.dispose();
  }
}
