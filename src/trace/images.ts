import type { Directory, ImageEntry } from './directoryRecord';
import { isDamage } from './damage';
import { IMAGE, type ImageRuns } from './imageRecord';
import type { PointRecord } from './pointRecord';
import type { PointTail } from './pointTail';
import type { RecordReader } from './recordReader';
import type { TraceNotice } from './trace';

/** The whole memory as of a sync point: where each of its pages is. */
export interface Image {
  readonly point: number;
  readonly runs: ImageRuns;
}

/** What an image is looked for in. */
export interface ImagedPoints {
  readonly directory: Directory;
  /** The points behind the directory's. */
  readonly tail: PointTail;
}

/** Finds the images of a trace. Where one is damaged, an older one serves. */
export class Images {
  readonly #records: RecordReader;
  readonly #entries: readonly ImageEntry[];
  readonly #firstPoint: () => Promise<PointRecord>;
  readonly #notice: (notice: TraceNotice) => void;
  readonly #damaged = new Set<number>();

  /**
   * @param firstPoint reads point 0, whose image no directory of version 1 names, and a damaged one may not.
   * @param notice is told once of each image that is damaged.
   */
  constructor(
    records: RecordReader,
    { directory, tail }: ImagedPoints,
    firstPoint: () => Promise<PointRecord>,
    notice: (notice: TraceNotice) => void,
  ) {
    this.#records = records;
    this.#entries = [
      ...directory.images,
      ...tail.points
        .filter(({ imageOffset }) => imageOffset !== 0)
        .map(({ point, imageOffset }) => ({ point, offset: imageOffset })),
    ];
    this.#firstPoint = firstPoint;
    this.#notice = notice;
  }

  /**
   * The newest image at or before a point.
   * @throws KemariError of kind `input` if all of these are damaged.
   */
  async newest(at: number): Promise<Image> {
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      const { point, offset } = this.#entries[i];
      if (point === 0 || point > at || this.#damaged.has(offset)) continue;
      try {
        return { point, runs: await this.#read(offset) };
      } catch (error) {
        if (!isDamage(error)) throw error;
        this.#damaged.add(offset);
        const message =
          `Damage: ${error.message}. Nothing is lost: what the image of sync point ${point} holds ` +
          'is read without it. `kemari verify` lists all damage.';
        this.#notice({ message, offset: error.place.offset ?? offset });
      }
    }
    const first =
      this.#entries.find(({ point }) => point === 0)?.offset ??
      (await this.#firstPoint()).imageOffset;
    return { point: 0, runs: await this.#read(first) };
  }

  #read(offset: number): Promise<ImageRuns> {
    return this.#records.read(offset, IMAGE, this.#records.guestPages);
  }
}
