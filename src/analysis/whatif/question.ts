import type { Cause, Mode } from '../../core/syncPoint';

/** The link between active and passive. */
export interface AssumedLink {
  /** Undefined: a transfer takes no time of its own. */
  readonly bitsPerSecond?: number;
  readonly rttUs: number;
}

/** How pages are put on the link. */
export const PAGE_ENCODINGS = ['raw', 'zero', 'delta'] as const;

/**
 * - `raw`: every dirty page as its 4096 bytes.
 * - `zero`: pages of nothing but zeros are only named.
 * - `delta`: of other pages only the 64-byte blocks that differ from the version before.
 */
export type PageEncoding = (typeof PAGE_ENCODINGS)[number];

/** Under what circumstances a recorded guest is to be thought of. */
export interface WhatIfQuestion {
  readonly mode: Mode;
  /** Microseconds between two sync points of mode `periodic`. */
  readonly intervalUs: number;
  /** Causes that are sync points; undefined: those of the recording. */
  readonly tap?: readonly Cause[];
  readonly link: AssumedLink;
  /** Undefined: what the recording sent. */
  readonly encoding?: PageEncoding;
}

/** Microseconds that the bytes take to be put on a link. */
export function transferUs(bytes: number, { bitsPerSecond }: AssumedLink): number {
  return bitsPerSecond === undefined ? 0 : ((8 * bytes) / bitsPerSecond) * 1e6;
}
