import {
  OUTPUT_KINDS,
  type AccessCause,
  type Output,
  type OutputKind,
  type TapCause,
} from '../core/syncPoint';

/**
 * What the event tap does with an output of one kind.
 *
 * - `sync`: a sync point at once. It is let out when the passive has acknowledged that.
 * - `hold`: keep it, and let it travel with the next sync point.
 * - `ignore`: let it out at once; a failover may contradict it. Of what is ignored only disk writes
 *   travel with the next sync point, since the passive's disk follows them.
 */
export type TapTreatment = 'sync' | 'hold' | 'ignore';

/** What is done with outputs of each kind; an access, which lets nothing out, is never held. */
export type TapPolicy = Readonly<
  Record<OutputKind, TapTreatment> & Record<AccessCause, 'sync' | 'ignore'>
>;

/** Held outputs at which a sync point is taken although none of them asks for one. */
export const HOLD_LIMIT = { outputs: 1024, bytes: 1 << 20 } as const;

/** The policy that takes a sync point at some causes, ignores others, and holds all other outputs. */
export function tapPolicy(
  sync: readonly TapCause[],
  ignore: readonly OutputKind[] = [],
): TapPolicy {
  const treatment = (kind: OutputKind): TapTreatment => {
    if (ignore.includes(kind)) return 'ignore';
    return sync.includes(kind) ? 'sync' : 'hold';
  };
  return {
    'net-tx': treatment('net-tx'),
    'disk-write': treatment('disk-write'),
    'disk-flush': treatment('disk-flush'),
    'serial-tx': treatment('serial-tx'),
    irqchip: sync.includes('irqchip') ? 'sync' : 'ignore',
    timer: sync.includes('timer') ? 'sync' : 'ignore',
  };
}

/** A sync point at every output. */
export const TAP_ALL: TapPolicy = tapPolicy(OUTPUT_KINDS);

/** Whether an output goes into the transaction: it is held, or the passive's disk is to follow it. */
export function travels(policy: TapPolicy, { kind }: Output): boolean {
  return policy[kind] !== 'ignore' || kind === 'disk-write';
}

/**
 * The cause of the sync point that these held outputs ask for: the first that is to be synchronized,
 * or, past {@link HOLD_LIMIT}, the first at all. undefined: the guest may run on.
 */
export function causeOf(policy: TapPolicy, held: readonly Output[]): OutputKind | undefined {
  for (const { kind } of held) if (policy[kind] === 'sync') return kind;
  return isFull(held) ? held[0].kind : undefined;
}

/** Whether so much is held, at least one output, that a sync point is due: {@link HOLD_LIMIT}. */
export function isFull(held: readonly Output[]): boolean {
  if (held.length >= HOLD_LIMIT.outputs) return true;
  let bytes = 0;
  for (const { data } of held) bytes += data.length;
  return bytes >= HOLD_LIMIT.bytes;
}
