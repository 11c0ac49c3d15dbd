/**
 * The way between active and passive: whole frames (see frames.ts), in order, both ways. A thread's
 * message port implements it here, a socket can; tests use an in-memory twin that also breaks things.
 *
 * A link delivers what it delivers in order and once, or not at all. It is not trusted to: frames
 * carry sequence numbers and checksums, and who finds one wrong closes the link.
 */
export interface Link {
  /** The other end, for messages: `passive`, `10.0.0.2:7310`. */
  readonly peer: string;

  /**
   * Whether both ends look at the same memory. Then bytes cannot change on the way, and the contents
   * of pages go without a checksum, which would cost more than the rest of a checkpoint.
   */
  readonly sharesMemory: boolean;

  /**
   * Pages in a PAGES frame at most, where the link adds the checksums of their contents itself: it makes
   * one while the frame before is on its way ({@link sealedPieces}). Else frames are sent as they are.
   */
  readonly sealedPages?: number | undefined;

  /**
   * Sends one or more whole frames. The sender leaves the bytes as they are until the peer has
   * answered the transaction that they belong to. Settles when the link takes more; after
   * {@link close} it does nothing.
   */
  send(frames: Uint8Array): Promise<void>;

  /**
   * The next bytes from the peer, one or more whole frames, which stay as they are until the receiver
   * has answered their transaction; undefined once the link was closed by either side. One call at a
   * time. Rejects if the link broke.
   */
  receive(): Promise<Uint8Array | undefined>;

  /** Closes both directions; a pending {@link receive} yields undefined. */
  close(): void;
}
