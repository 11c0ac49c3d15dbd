import type { Mode } from '../core/syncPoint';

/** How the pair synchronizes. */
export type SyncMode =
  /** At output; the guest stands still until the passive has acknowledged. */
  | { readonly kind: 'stop-and-copy' }
  /** By the host's clock, with all output held in between; else as `stop-and-copy`. */
  | { readonly kind: 'periodic'; readonly intervalUs: number }
  /**
   * At output; the guest goes on at once, while its pages are copied, sent and acknowledged. What it
   * outputs meanwhile is held, and has its sync point when there is room for another transaction.
   */
  | ({ readonly kind: 'pipelined' } & Partial<PipelineLimits>);

/** How far a guest of mode `pipelined` may get ahead of its passive. */
export interface PipelineLimits {
  /** Transactions that are sent and not acknowledged. */
  readonly inFlight: number;
  /** Time by which a sync point may be put off for want of room; then the guest stands still. */
  readonly aheadUs: number;
  /** Pages that are copied in one go while the guest waits its turn. */
  readonly pagesAtOnce: number;
}

/** The limits unless told otherwise. */
export const PIPELINE_LIMITS: PipelineLimits = { inFlight: 4, aheadUs: 20_000, pagesAtOnce: 64 };

/** Milliseconds between the sync points of mode `periodic` unless told otherwise: those of Remus. */
export const DEFAULT_INTERVAL_MS = 25;

/** A mode by its name. @param intervalMs of mode `periodic`; others have none. */
export function syncModeOf(mode: Mode, intervalMs = DEFAULT_INTERVAL_MS): SyncMode {
  return mode === 'periodic' ? { kind: mode, intervalUs: intervalMs * 1000 } : { kind: mode };
}
