import type { Crc32, MonotonicClock } from '../core/ports';
import type { Output } from '../core/syncPoint';
import type { GuestRun } from './guestRun';
import type { OutputSink } from './heldOutputs';
import { ImageFrames } from './wholeImage';

/** Where an IMAGE or DISK frame stands among all that come ahead of the first transaction. */
export type AheadPlace = 'first' | 'later' | 'last';

/** What an image is sent over. */
export interface ImageLink {
  /** @returns false if all that was sent before is lost, and the image has to begin again. */
  sendImage(frame: Uint8Array, place: AheadPlace): Promise<boolean>;
}

/** What a live image consists of. */
export interface LiveImageParts {
  readonly guest: GuestRun;
  readonly link: ImageLink;
  /** What the guest outputs meanwhile leaves at once, as from any guest that nobody protects yet. */
  readonly sink: OutputSink;
  /** Told of every frame that was sent. */
  readonly onFrame: (frame: Uint8Array, place: AheadPlace) => void;
  readonly crc32: Crc32;
  readonly clock: MonotonicClock;
  readonly yieldThread: () => Promise<void>;
  /** Told when the guest runs no further. */
  readonly onStandstill: () => void;
  /** Asked between two frames. */
  readonly requested: () => boolean;
}

/** How an image went over. */
export interface LiveImage {
  /** Times that pages were sent: all of them, then those written meanwhile, and so on. */
  readonly rounds: number;
  readonly pages: number;
  readonly bytes: number;
}

/** The guest stands still for the last round when so few pages are left. */
const FEW_PAGES = 256;

/** The guest stands still for the last round after so many, however many pages are left. */
const MAX_ROUNDS = 8;

/**
 * Sends memory and disk of a guest that runs, round by round, as live migration does: first all of it,
 * then what was written meanwhile, until little is left or it does not become less. The guest stands
 * still for that rest and from then on; transaction 0 is to follow before it runs again.
 *
 * @returns undefined if it was asked to stop.
 */
export async function sendLiveImage(parts: LiveImageParts): Promise<LiveImage | undefined> {
  for (;;) {
    const attempt = new Attempt(parts);
    const end = await attempt.run();
    if (end === 'sent') return attempt.image;
    if (end === 'stopped') return undefined;
  }
}

/** One connection's try. */
class Attempt {
  readonly #parts: LiveImageParts;
  readonly #frames: ImageFrames;
  /** What the guest wrote to the disk since the disk was sent, or since the round before. */
  #diskWrites: Output[] = [];
  #rounds = 0;
  #pages = 0;
  #bytes = 0;
  #frameCount = 0;

  constructor(parts: LiveImageParts) {
    this.#parts = parts;
    this.#frames = new ImageFrames(parts.guest.machine, 0, parts.crc32);
  }

  get image(): LiveImage {
    return { rounds: this.#rounds, pages: this.#pages, bytes: this.#bytes };
  }

  async run(): Promise<'sent' | 'lost' | 'stopped'> {
    const { guest } = this.#parts;
    // All pages go now, whether they were written before or not.
    guest.machine.collectDirtyPages();
    let gfns = this.#frames.allGfns();
    let fewer = true;
    for (let round = 1; round === 1 || (fewer && gfns.length > FEW_PAGES); round++) {
      const end = await this.#round(gfns, round === 1 ? this.#frames.disk() : [], 'runs');
      if (end !== 'sent') return end;
      // The first capture takes many times as long as the next, which the guest stands still for.
      guest.machine.captureDevices('all');
      const left = guest.machine.collectDirtyPages().slice();
      fewer = left.length < gfns.length && round < MAX_ROUNDS;
      gfns = left;
    }
    this.#parts.onStandstill();
    const end = await this.#round(gfns, [], 'stands still');
    if (end !== 'sent') return end;
    return (await this.#send(this.#frames.end(), 'last')) ? 'sent' : 'lost';
  }

  async #round(
    gfns: Uint32Array,
    disk: Iterable<Uint8Array>,
    guest: 'runs' | 'stands still',
  ): Promise<'sent' | 'lost' | 'stopped'> {
    this.#rounds++;
    this.#pages += gfns.length;
    for (const part of [this.#frames.of(gfns), disk, this.#writtenToDisk()]) {
      for (const frame of this.#timed(part)) {
        const place = this.#frameCount++ === 0 ? 'first' : 'later';
        if (!(await this.#send(frame.bytes, place))) return 'lost';
        if (this.#parts.requested()) return 'stopped';
        if (guest === 'runs') await this.#runFor(frame.elapsedUs());
      }
    }
    return 'sent';
  }

  /** Frames, and how long it is since the making of each began. */
  *#timed(
    frames: Iterable<Uint8Array>,
  ): Generator<{ readonly bytes: Uint8Array; elapsedUs(): number }, void, void> {
    const { clock } = this.#parts;
    let startUs = clock();
    for (const bytes of frames) {
      const begunUs = startUs;
      yield { bytes, elapsedUs: () => clock() - begunUs };
      startUs = clock();
    }
  }

  /** The disk writes until now; those that come while these are sent are for the next round. */
  *#writtenToDisk(): Generator<Uint8Array, void, void> {
    const writes = this.#diskWrites;
    this.#diskWrites = [];
    for (const { data, diskOffset = 0 } of writes) yield this.#frames.diskPart(diskOffset, data);
  }

  async #send(frame: Uint8Array, place: AheadPlace): Promise<boolean> {
    const { link, onFrame, yieldThread } = this.#parts;
    if (!(await link.sendImage(frame, place))) return false;
    this.#bytes += frame.length;
    onFrame(frame, place);
    await yieldThread();
    return true;
  }

  /** Lets the guest have as long as a frame took, at least one slice. */
  async #runFor(us: number): Promise<void> {
    const { guest, clock, sink } = this.#parts;
    const untilUs = clock() + us;
    do {
      for (const output of await guest.slice()) {
        if (output.kind === 'disk-write') this.#diskWrites.push(output);
        sink.release(output);
      }
    } while (clock() < untilUs);
  }
}
