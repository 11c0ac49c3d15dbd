import { DamagedPlace } from './damageList';

/** Places of damage, in the order of their offsets, as they are found from one end of a file to the other. */
export class DamagedPlaces {
  readonly #places: DamagedPlace[] = [];

  /** All of them. */
  get all(): readonly DamagedPlace[] {
    return this.#places;
  }

  /** @param type of the record, where that is known. */
  add(offset: number, end: number, what: string, type?: number): DamagedPlace {
    const place = new DamagedPlace(offset, end, what, type);
    this.#places.push(place);
    return place;
  }

  /** Adds something wrong in a whole record at the end; only the first thing is told. */
  addWrong(own: number, what: string): DamagedPlace {
    const last = this.#places.at(-1);
    return last?.offset === own ? last : this.add(own, own, what);
  }

  /** Those from an offset on, which is near the last. */
  from(offset: number): DamagedPlace[] {
    let first = this.#places.length;
    while (first > 0 && this.#places[first - 1].offset >= offset) first--;
    return this.#places.slice(first);
  }

  /** What took the byte at an offset. */
  at(offset: number): DamagedPlace | undefined {
    let low = 0;
    let high = this.#places.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#places[middle].offset <= offset) low = middle;
      else high = middle - 1;
    }
    const place = this.#places.at(low);
    return place !== undefined && place.offset <= offset && offset < place.end ? place : undefined;
  }
}
