import { OUTPUT_KINDS, type Output, type OutputKind } from '../core/syncPoint';

/**
 * What the event tap does with an output of one kind. No treatment lets anything out before the
 * passive has acknowledged it.
 *
 * - `sync`: a sync point at once.
 * - `hold`: keep it, and let it travel with the next sync point.
 */
export type TapTreatment = 'sync' | 'hold';

/** The treatment of each kind of output. */
export type TapPolicy = Readonly<Record<OutputKind, TapTreatment>>;

/** Held outputs at which a sync point is taken although none of them asks for one. */
export const HOLD_LIMIT = { outputs: 1024, bytes: 1 << 20 } as const;

/** The policy that takes a sync point at these kinds and holds the others. */
export function tapPolicy(sync: readonly OutputKind[]): TapPolicy {
  const treatment = (kind: OutputKind): TapTreatment => (sync.includes(kind) ? 'sync' : 'hold');
  return {
    'net-tx': treatment('net-tx'),
    'disk-write': treatment('disk-write'),
    'disk-flush': treatment('disk-flush'),
    'serial-tx': treatment('serial-tx'),
  };
}

/** A sync point at every output. */
export const TAP_ALL: TapPolicy = tapPolicy(OUTPUT_KINDS);

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
