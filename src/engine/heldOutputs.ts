import type { Output } from '../core/syncPoint';

/** Where released outputs go: a network, a disk, a terminal. */
export interface OutputSink {
  /** Lets one output out; from here on it is visible. The output is handed over. */
  release(output: Output): void;
}

/**
 * Output commit: outputs wait here, in order, until their transaction is committed. The active holds
 * what was sent and not yet acknowledged; the passive what was committed and may not have left yet.
 */
export class HeldOutputs {
  #held: { readonly transaction: number; readonly outputs: readonly Output[] }[] = [];

  /** @throws Error if a transaction with this or a higher number is held already. */
  hold(transaction: number, outputs: readonly Output[]): void {
    const last = this.#held.at(-1);
    if (last && last.transaction >= transaction) {
      throw new Error(`outputs of transaction ${transaction} after those of ${last.transaction}`);
    }
    this.#held.push({ transaction, outputs });
  }

  /** Lets out what is held of the transactions below a number, in order. */
  releaseBelow(transaction: number, sink: OutputSink): void {
    for (const { outputs } of this.#takeBelow(transaction)) {
      for (const output of outputs) sink.release(output);
    }
  }

  /** Forgets the transactions below a number, whose outputs are known to have left. */
  dropBelow(transaction: number): void {
    this.#takeBelow(transaction);
  }

  #takeBelow(transaction: number): { readonly outputs: readonly Output[] }[] {
    let count = 0;
    while (count < this.#held.length && this.#held[count].transaction < transaction) count++;
    return this.#held.splice(0, count);
  }
}
