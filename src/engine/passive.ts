import { KemariError, messageOf } from '../core/errors';
import type { Crc32 } from '../core/ports';
import type { Machine, Standby } from '../machine/machine';
import { FrameReader, maxPayloadBytes, wholeFrame } from './frames';
import { HeldOutputs } from './heldOutputs';
import type { Link } from './link';
import { TransactionPages } from './transactionPages';
import {
  receive,
  RECEIVER_START,
  receiverAt,
  type ReceiverEffect,
  type ReceiverState,
  type Transaction,
} from './transactionReceiver';

/** What a passive knows when it takes over. */
export interface Takeover {
  /** The guest as of the last commit; the caller owns it. */
  readonly machine: Machine;
  /** The last committed transaction. */
  readonly committed: number;
  /** See {@link GuestRun.inputCursorUs}. */
  readonly inputCursorUs: number;
  /** Outputs of committed transactions that may not have left. */
  readonly unreleased: HeldOutputs;
}

/**
 * The passive: buffers each transaction, applies it to its standby as a whole or not at all, and
 * acknowledges it then. Whatever happens to the link, it holds the last commit.
 */
export class Passive {
  readonly #standby: Standby;
  readonly #crc32: Crc32;
  #link: Link;
  #frames: FrameReader;
  readonly #pages = new TransactionPages();
  readonly #unreleased = new HeldOutputs();
  #state: ReceiverState = RECEIVER_START;
  #committed: { readonly transaction: number; readonly inputCursorUs: number } | undefined;
  #standbyState: 'following' | 'torn' | 'given away' = 'following';
  #running = false;

  /** Takes the standby over; {@link takeOver} or {@link dispose} ends it. */
  constructor(standby: Standby, link: Link, crc32: Crc32) {
    this.#standby = standby;
    this.#crc32 = crc32;
    this.#link = link;
    this.#frames = new FrameReader(crc32, link);
  }

  /** The last committed transaction, if there is one. */
  get committed(): number | undefined {
    return this.#committed?.transaction;
  }

  /**
   * Follows the active again, over another link, from the last commit on: what had come of a transaction
   * that was not committed is forgotten. As {@link run}, after that has ended.
   * @param first the transaction to begin with where there is no commit.
   */
  async resume(link: Link, first: number): Promise<void> {
    if (this.#running) throw new Error('the passive still follows its active over another link');
    if (this.#standbyState !== 'following') {
      link.close();
      throw new Error(`the passive cannot go on: its standby is ${this.#standbyState}`);
    }
    this.#link = link;
    this.#frames = new FrameReader(this.#crc32, link);
    const { committed } = this;
    this.#state = receiverAt(
      committed === undefined ? first : committed + 1,
      committed !== undefined,
    );
    await this.run();
  }

  /**
   * Follows the active until the link is closed.
   * @throws KemariError of kind `input` for frames that are wrong; the active is told why, the link
   *   is closed, and the last commit stays.
   */
  async run(): Promise<void> {
    this.#running = true;
    try {
      for (;;) {
        const bytes = await this.#link.receive();
        if (!bytes) return;
        for (const frame of this.#frames.read(bytes)) {
          await this.#step({ kind: 'frame', frame });
        }
      }
    } catch (error) {
      await this.#refuse(error);
      throw error;
    } finally {
      this.#link.close();
      this.#running = false;
    }
  }

  /**
   * Makes the guest of the last commit ready to run, once, after {@link run} has ended. If it throws,
   * the standby still belongs to the passive.
   * @throws KemariError of kind `input` if there is no whole commit to go on from; Error while it
   *   still runs, since the active may be alive then; what {@link Standby.activate} throws.
   */
  takeOver(): Takeover {
    if (this.#running) throw new Error('the passive cannot take over: it still follows its active');
    if (this.#standbyState !== 'following' || !this.#committed) {
      const why = this.#committed
        ? `its standby is ${this.#standbyState}`
        : 'no transaction was committed';
      throw new KemariError('input', `the passive cannot take over: ${why}`);
    }
    const { transaction, inputCursorUs } = this.#committed;
    const machine = this.#standby.activate();
    this.#standbyState = 'given away';
    return {
      machine,
      committed: transaction,
      inputCursorUs,
      unreleased: this.#unreleased,
    };
  }

  /** Ends the standby, unless it was activated. */
  dispose(): void {
    if (this.#standbyState === 'given away') return;
    this.#standbyState = 'given away';
    this.#standby.dispose();
  }

  async #step(event: Parameters<typeof receive>[1]): Promise<void> {
    const { state, effects } = receive(this.#state, event, this.#standby.pages);
    this.#state = state;
    for (const effect of effects) await this.#perform(effect);
  }

  async #perform(effect: ReceiverEffect): Promise<void> {
    switch (effect.kind) {
      case 'preload':
        this.#standby.preload(this.#pages.join([effect.part]));
        return;
      case 'preload disk':
        this.#standby.preloadDisk(effect.offset, effect.data);
        return;
      case 'released':
        this.#unreleased.dropBelow(effect.below);
        return;
      case 'apply':
        this.#apply(effect.transaction);
        await this.#step({ kind: 'applied' });
        return;
      case 'acknowledge':
        await this.#link.send(wholeFrame(this.#crc32, 'ack', effect.transaction));
        return;
    }
  }

  #apply({ transaction, inputCursorUs, parts, devices, outputs }: Transaction): void {
    const delta = { ...this.#pages.join(parts), devices, outputs };
    try {
      this.#standby.apply(delta);
    } catch (error) {
      // After a refusal it holds the last commit; else it is neither that one nor this.
      const refused = error instanceof KemariError || error instanceof RangeError;
      if (!refused) this.#standbyState = 'torn';
      throw error;
    }
    this.#committed = { transaction, inputCursorUs };
    this.#unreleased.hold(transaction, outputs);
  }

  /** Tells the active why its frames were refused, if the link still carries that. */
  async #refuse(error: unknown): Promise<void> {
    const text = new TextEncoder().encode(messageOf(error)).subarray(0, maxPayloadBytes('nack'));
    const nack = wholeFrame(this.#crc32, 'nack', (this.committed ?? -1) + 1, text);
    await this.#link.send(nack).catch(() => undefined);
  }
}
