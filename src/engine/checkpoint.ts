import type { Cause, Output } from '../core/syncPoint';
import type { PhaseStopwatch } from './phaseStopwatch';
import type { GuestRun } from './guestRun';
import type { TransactionBuffers } from './transactionBuffers';
import type { TransactionEncoder } from './transactionEncoder';

/** What a checkpoint is taken for. */
export interface CheckpointRequest {
  readonly transaction: number;
  readonly cause: Cause;
  /** Held outputs, in the order in which the guest caused them. */
  readonly outputs: readonly Output[];
  /** The outputs of all transactions below this number have been released. */
  readonly releasedBelow: number;
  /** All of the guest, or what changed since the checkpoint before. */
  readonly scope: 'image' | 'changes';
}

/** A checkpoint as a transaction, ready to be sent. */
export interface Checkpoint {
  /** The buffer that the transaction lies in; it may be another than the one given. */
  readonly buffer: Uint8Array;
  /** The transaction: the start of the buffer. */
  readonly transaction: Uint8Array;
  /** Pages in it, with content or without. */
  readonly pages: number;
}

/** What a checkpoint is taken with. */
export interface CheckpointTools {
  readonly encoder: TransactionEncoder;
  readonly buffers: TransactionBuffers;
}

/**
 * Takes a checkpoint of a guest that stands still: collects what is dirty, captures the devices, and
 * copies the pages into a transaction. Ends the phases `collect`, `devices` and `copy`.
 */
export function takeCheckpoint(
  guest: GuestRun,
  request: CheckpointRequest,
  buffer: Uint8Array,
  { encoder, buffers }: CheckpointTools,
  stopwatch: PhaseStopwatch,
): Checkpoint {
  const { machine } = guest;
  const { scope, ...head } = request;
  const dirty = machine.collectDirtyPages();
  const gfns = scope === 'image' ? allPages(guest) : dirty;
  stopwatch.end('collect');

  const devices = machine.captureDevices(scope === 'image' ? 'all' : 'touched');
  stopwatch.end('devices');

  const content = { ...head, inputCursorUs: guest.inputCursorUs, gfns, devices };
  const roomy = buffers.atLeast(buffer, encoder.capacityFor(content));
  const { bytes } = encoder.encode(content, (from, into) => machine.copyPages(from, into), roomy);
  stopwatch.end('copy');
  return { buffer: roomy, transaction: roomy.subarray(0, bytes), pages: gfns.length };
}

function allPages({ machine }: GuestRun): Uint32Array {
  const { pages } = machine;
  return Uint32Array.from({ length: pages.pageCount }, (_, index) => pages.gfnAt(index));
}
