import type { PageRefs } from './pageAssembly';

/** Puts pages of a trace together in another thread. */
export interface PageHelper {
  /** Whether it wants something to do: nearly nothing waits for it. */
  readonly ready: boolean;

  /**
   * As {@link assemblePages} does, if it is ready.
   * @param pages given away.
   * @param end offset behind the last record that may be referred to.
   * @returns the pages; undefined if they are to be made without it.
   */
  assemble(pages: Uint8Array, refs: PageRefs, end: number): Promise<Uint8Array | undefined>;

  /** Ends the thread; what it was asked for is answered with undefined. */
  close(): Promise<void>;
}
