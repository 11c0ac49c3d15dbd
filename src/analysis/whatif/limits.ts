/**
 * What bounds the engine, as the models repeat it; a test compares these numbers with the engine's own,
 * which analysis may not import.
 */
export const ENGINE_LIMITS = {
  /** Held outputs at which a sync point is taken although none of them asks for one. */
  heldOutputs: 1024,
  heldBytes: 1 << 20,
  /** Pipelined: transactions that are not acknowledged. */
  inFlight: 4,
  /** Pipelined: by how long a sync point may be put off. */
  aheadUs: 20_000,
  /** Pipelined: pages that are copied in one go. */
  pagesAtOnce: 64,
} as const;

/** Guest time after which the engine looks at the clock, or copies pages, where no output comes first. */
export const SLICE_GUEST_US = 1_000;
