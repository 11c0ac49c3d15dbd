import { PAGE_SIZE } from '../core/gfn';
import { ZERO_REF, type PageRef } from './pageRef';

/** Where each page's last version is kept, and the version that its deltas are made against. */
export class PagePlaces {
  /** By page index, as all of these: a PageRef in columns. */
  readonly offsets: Float64Array;
  readonly places: Uint32Array;
  /** The same of the version that deltas are made against. */
  readonly #baseOffsets: Float64Array;
  readonly #basePlaces: Uint32Array;
  /** Deltas made against it, and their bytes. */
  readonly #deltas: Uint32Array;
  readonly #deltaBytes: Float64Array;
  /** 1 if the last version is in a BLOCK, so that the next image has to write it. */
  readonly #inBlock: Uint8Array;
  #pagesInBlocks = 0;

  /** Every page is zeros. */
  constructor(pages: number) {
    this.offsets = new Float64Array(pages);
    this.places = new Uint32Array(pages);
    this.#baseOffsets = new Float64Array(pages);
    this.#basePlaces = new Uint32Array(pages);
    this.#deltas = new Uint32Array(pages);
    this.#deltaBytes = new Float64Array(pages);
    this.#inBlock = new Uint8Array(pages);
  }

  /** Pages that the next image has to write. */
  get pagesInBlocks(): number {
    return this.#pagesInBlocks;
  }

  /** The first page at or behind an index that the next image has to write; -1: none. */
  nextInBlock(index: number): number {
    return this.#inBlock.indexOf(1, index);
  }

  /** Where the last version is. */
  last(index: number): PageRef {
    return { offset: this.offsets[index], place: this.places[index] };
  }

  /** Where the version is that deltas are made against. */
  base(index: number): PageRef {
    return { offset: this.#baseOffsets[index], place: this.#basePlaces[index] };
  }

  /**
   * Bytes above which a delta is not worth it: what a version has cost since the page was last stored in
   * full, on average. A page whose deltas grow is stored anew just when that makes them cheapest.
   */
  deltaLimit(index: number): number {
    return (PAGE_SIZE + this.#deltaBytes[index]) / (1 + this.#deltas[index]);
  }

  /** A delta was made; where it comes to be is told later. */
  addDelta(index: number, bytes: number): void {
    this.#deltas[index]++;
    this.#deltaBytes[index] += bytes;
  }

  /** The page holds zeros now. */
  setZero(index: number): void {
    this.setFull(index, ZERO_REF, false);
  }

  /** The last version was stored in full. @param inBlock rather than in an image. */
  setFull(index: number, ref: PageRef, inBlock: boolean): void {
    this.#set(index, ref, inBlock);
    this.#baseOffsets[index] = ref.offset;
    this.#basePlaces[index] = ref.place;
    this.#deltas[index] = 0;
    this.#deltaBytes[index] = 0;
  }

  /** The last version was stored as a delta. */
  setDelta(index: number, ref: PageRef): void {
    this.#set(index, ref, true);
  }

  #set(index: number, ref: PageRef, inBlock: boolean): void {
    this.offsets[index] = ref.offset;
    this.places[index] = ref.place;
    const flag = inBlock ? 1 : 0;
    this.#pagesInBlocks += flag - this.#inBlock[index];
    this.#inBlock[index] = flag;
  }
}
