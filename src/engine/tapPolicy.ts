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
  let bytes = 0;
  for (const { kind, data } of held) {
    if (policy[kind] === 'sync') return kind;
    bytes += data.length;
  }
  const full = held.length >= HOLD_LIMIT.outputs || bytes >= HOLD_LIMIT.bytes;
  return full ? held[0]?.kind : undefined;
}
