import type { PageSpace } from '../core/guestMemory';
import type { PageWriter, PageWriters } from '../core/pageWriter';
import type { Crc32 } from '../core/ports';
import type { DeviceDecoder } from '../machine/machine';
import type { NewSyncPoint, PageBatches } from '../trace/trace';
import type { Commit } from './active';
import { FrameReader } from './frames';
import type { Link } from './link';
import type { AheadPlace } from './liveImage';
import type { PagesPart } from './pagesPayload';
import { RecordedImage } from './recordedImage';
import { TransactionPages } from './transactionPages';
import { receive, RECEIVER_START, type Transaction } from './transactionReceiver';

/** What a recorder writes to: a trace. */
export interface PointAppender {
  append(point: NewSyncPoint, batches: PageBatches): Promise<void>;
}

/** What a recorder consists of. */
export interface RecorderParts {
  readonly guest: PageSpace;
  readonly decoder: DeviceDecoder;
  readonly trace: PointAppender;
  readonly crc32: Crc32;
  /** The link that the transactions were built for. */
  readonly link: Pick<Link, 'peer' | 'sharesMemory'>;
}

/**
 * Turns committed transactions into the points of a trace. It reads the same bytes as the passive, by
 * the same state machine, so a trace holds what the passive was given and nothing else.
 */
export class Recorder {
  readonly #parts: RecorderParts;
  readonly #frames: FrameReader;
  readonly #pages = new TransactionPages();
  #state = RECEIVER_START;
  /** What went ahead of transaction 0, until that is recorded. */
  #image: RecordedImage | undefined;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#frames = new FrameReader(parts.crc32, parts.link);
  }

  /** Takes a frame that went ahead of transaction 0; the first of them begins the image anew. */
  ahead(frame: Uint8Array, place: AheadPlace): void {
    if (place === 'first') {
      this.#state = RECEIVER_START;
      this.#image = new RecordedImage(this.#parts.guest);
    }
    for (const read of this.#frames.read(frame)) {
      const step = receive(this.#state, { kind: 'frame', frame: read }, this.#parts.guest);
      this.#state = step.state;
      for (const effect of step.effects) {
        if (effect.kind === 'preload') this.#image?.take(effect.part);
      }
    }
  }

  /** Writes a commit as the trace's next point. The commit is borrowed until that is done. */
  async record(commit: Commit): Promise<void> {
    const transaction = this.#read(commit.transaction);
    const { cause, outputs, parts } = transaction;
    // The image is written down without its zero pages.
    const zeroPages = transaction.transaction === 0 ? 'without' : 'with-zero-pages';
    const point = {
      epochStartUs: commit.epochStartUs,
      timeUs: commit.timeUs,
      phasesUs: commit.phasesUs,
      sentBytes: commit.sentBytes,
      cause,
      outputs,
      // Leaves may be parts of the capture and live on, while the transaction's buffer does not.
      devices: this.#parts.decoder.apply(transaction.devices.slice()),
      writers: commit.writers && this.#named(commit.writers),
    };
    await this.#parts.trace.append(
      point,
      this.#imageWith(parts) ?? this.#pages.batches(parts, zeroPages),
    );
  }

  /** The image that went ahead, with the pages of transaction 0 over it; once, if there is one. */
  #imageWith(parts: readonly PagesPart[]): PageBatches | undefined {
    const image = this.#image;
    this.#image = undefined;
    for (const part of parts) image?.take(part);
    return image?.batches();
  }

  /** The writers by their names, each once. */
  #named(numbers: Uint32Array): PageWriters {
    const list: PageWriter[] = [];
    const places = new Map<number, number>();
    const of = numbers.map((number) => {
      const known = places.get(number);
      if (known !== undefined) return known;
      const writer = this.#parts.decoder.writer?.(number);
      const place = writer === undefined ? 0 : list.push(writer);
      places.set(number, place);
      return place;
    });
    return { of, list };
  }

  #read(bytes: Uint8Array): Transaction {
    let whole: Transaction | undefined;
    for (const frame of this.#frames.read(bytes)) {
      const step = receive(this.#state, { kind: 'frame', frame }, this.#parts.guest);
      this.#state = step.state;
      for (const effect of step.effects) {
        if (effect.kind === 'apply') whole = effect.transaction;
      }
    }
    if (!whole) throw new Error('a commit without a whole transaction');
    this.#state = receive(this.#state, { kind: 'applied' }, this.#parts.guest).state;
    return whole;
  }
}
