import type { Cause, Output } from '../core/syncPoint';
import type { GuestRun } from './guestRun';
import type { PhaseStopwatch } from './phaseStopwatch';
import type { TransactionBuffers } from './transactionBuffers';
import type { TransactionDraft, TransactionEncoder } from './transactionEncoder';

/** What a checkpoint is taken for. */
export interface CheckpointRequest {
  readonly transaction: number;
  readonly cause: Cause;
  /** Held outputs, in the order in which the guest caused them. */
  readonly outputs: readonly Output[];
  /**
   * All of the guest, or what changed since the checkpoint before; or since all pages were sent ahead,
   * with all devices.
   */
  readonly scope: 'image' | 'rest of image' | 'changes';
  /**
   * Whether the guest stands still until all is copied, or runs on meanwhile; then as many pages at
   * most are copied in one go.
   */
  readonly guest: 'stands still' | { readonly pagesAtOnce: number };
}

/** What a checkpoint is taken with. */
export interface CheckpointTools {
  readonly encoder: TransactionEncoder;
  readonly buffers: TransactionBuffers;
}

/**
 * A checkpoint on its way to be a transaction: the guest exactly as it is at the moment of the
 * constructor, whatever mode it is taken in. What is dirty and how the devices are is found at once,
 * the pages are copied by and by; if the guest runs on meanwhile, its machine keeps them as they were.
 */
export class Checkpoint {
  /** Pages in it, with content or without. */
  readonly pages: number;
  /** Who wrote each of them first, as the machine tells it; undefined if it cannot, and for an image. */
  readonly writers: Uint32Array | undefined;
  readonly #guest: GuestRun;
  readonly #request: CheckpointRequest;
  readonly #tools: CheckpointTools;
  readonly #gfns: Uint32Array;
  readonly #devices: Uint8Array;
  readonly #inputCursorUs: number;
  #buffer: Uint8Array;
  #draft: TransactionDraft | undefined;

  /**
   * Takes it of a guest that stands still. Ends the phases `collect` and `devices`. The machine's next
   * checkpoint is to be taken when this one has copied all of its pages.
   * @param buffer for the transaction, taken over.
   */
  constructor(
    guest: GuestRun,
    request: CheckpointRequest,
    buffer: Uint8Array,
    tools: CheckpointTools,
    stopwatch: PhaseStopwatch,
  ) {
    const { machine } = guest;
    const dirty = machine.collectDirtyPages();
    this.#gfns = request.scope === 'image' ? allPages(guest) : dirty;
    this.writers = request.scope === 'changes' ? machine.firstWriters?.(dirty) : undefined;
    if (request.guest !== 'stands still') machine.freezePages(this.#gfns);
    stopwatch.end('collect');
    this.#devices = machine.captureDevices(request.scope === 'changes' ? 'touched' : 'all');
    stopwatch.end('devices');
    this.#guest = guest;
    this.#request = request;
    this.#buffer = buffer;
    this.#tools = tools;
    this.#inputCursorUs = guest.inputCursorUs;
    this.pages = this.#gfns.length;
  }

  /** The buffer that the transaction lies in; it may become another one while pages are copied. */
  get buffer(): Uint8Array {
    return this.#buffer;
  }

  /** Copies the next pages. @returns whether any are left. */
  copySome(): boolean {
    return (this.#draft ?? this.#begin()).writePages();
  }

  /**
   * Completes it, with all pages that are left.
   * @param releasedBelow the outputs of all transactions below this number have been released.
   * @returns the transaction, ready to be sent: the start of {@link buffer}.
   */
  finish(releasedBelow: number): Uint8Array {
    const draft = this.#draft ?? this.#begin();
    while (draft.writePages());
    const { bytes } = draft.finish(releasedBelow);
    return this.#buffer.subarray(0, bytes);
  }

  #begin(): TransactionDraft {
    const { encoder, buffers } = this.#tools;
    const { transaction, cause, outputs, guest } = this.#request;
    const { machine } = this.#guest;
    const content = {
      transaction,
      cause,
      outputs,
      inputCursorUs: this.#inputCursorUs,
      gfns: this.#gfns,
      devices: this.#devices,
    };
    const standing = guest === 'stands still';
    const pagesPerFrame = standing ? encoder.pagesPerFrame : guest.pagesAtOnce;
    this.#buffer = buffers.atLeast(this.#buffer, encoder.capacityFor(content, pagesPerFrame));
    this.#draft = encoder.begin(content, {
      copyPages: standing
        ? (gfns, into) => machine.copyPages(gfns, into)
        : (gfns, into) => machine.copyFrozenPages(gfns, into),
      into: this.#buffer,
      pagesPerFrame,
    });
    return this.#draft;
  }
}

function allPages({ machine }: GuestRun): Uint32Array {
  const { pages } = machine;
  return Uint32Array.from({ length: pages.pageCount }, (_, index) => pages.gfnAt(index));
}
