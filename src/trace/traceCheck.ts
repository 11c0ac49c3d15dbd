import { messageOf, type KemariError } from '../core/errors';
import { PAGE_SIZE } from '../core/gfn';
import { unknownRequired } from './damage';
import { DamagedPlaces } from './damagedPlaces';
import type { Damage, DamagedPlace, Loss } from './damageList';
import { faultOf, PAGE_RECORDS, type DeltaFault } from './deltaCheck';
import { isKnownRecord, MAX_OUT_BYTES, PageKind, RecordType } from './format';
import type { ImageRuns } from './imageRecord';
import type { TracePlatform } from './platform';
import type { PointRecord } from './pointRecord';
import { checkRecord } from './recordCheck';
import { endOf, type RecordHeader } from './recordHeader';
import { noneThere, RecordLedger } from './recordLedger';
import { unpack } from './recordReader';
import type { Scanned } from './recordScan';
import type { TraceHeader } from './trace';

const WITHOUT_INDEX = 'nothing: what the index says is made from the sync points';

/** What damage to a record costs if no sync point lost anything by it. */
const COSTS: ReadonlyMap<number, string> = new Map<number, string>([
  [RecordType.PIX, WITHOUT_INDEX],
  [RecordType.SEG, WITHOUT_INDEX],
  [RecordType.NODE, WITHOUT_INDEX],
  [RecordType.DIR, WITHOUT_INDEX],
  [RecordType.IMAGE, 'nothing: the image before it serves'],
  [RecordType.WRITERS, 'nothing but who wrote the pages of the sync point before it'],
]);

/** The sync points from the first on that lost nothing. */
export interface WholeStart {
  readonly points: number;
  /** Offset behind the last of them. */
  readonly end: number;
  readonly lastPointOffset: number;
  /** Of the DIR that this POINT names; 0 if none. */
  readonly dirOffset: number;
}

/**
 * Checks the records of a trace one after the other: their checksums, whether they can be decoded, and
 * whether all that a sync point refers to is there. So it finds out what each damage costs.
 */
export class TraceCheck {
  readonly #file: string;
  readonly #header: TraceHeader;
  readonly #platform: TracePlatform;
  readonly #ledger = new RecordLedger();
  readonly #places = new DamagedPlaces();
  /** What is wrong with the blocks since the last POINT if they hold deltas; which do is said there. */
  readonly #deltaFaults = new Map<number, DeltaFault>();
  /** Damage that the image since the last POINT refers to. */
  #brokenImage: DamagedPlace | undefined;
  /** DEVs whose chain leads to damage. */
  readonly #brokenDevices = new Map<number, DamagedPlace>();
  #newerNeeded: KemariError | undefined;
  #wholePoints = 0;
  /** Number that the next POINT should have. */
  #nextPoint = 0;
  #lastPointOffset = 0;
  #lastPointEnd = 0;
  #start: WholeStart = { points: 0, end: 0, lastPointOffset: 0, dirOffset: 0 };
  #startEnded = false;

  constructor(file: string, header: TraceHeader, platform: TracePlatform) {
    this.#file = file;
    this.#header = header;
    this.#platform = platform;
  }

  /** Whole POINT records so far. */
  get points(): number {
    return this.#wholePoints;
  }

  /** The sync points that can be kept if everything behind them is given up. */
  get start(): WholeStart {
    return this.#start;
  }

  /** Why a newer reader is needed; undefined if none is. */
  get newerNeeded(): KemariError | undefined {
    return this.#newerNeeded;
  }

  /** Places of damage, in the order of their offsets. */
  get places(): readonly DamagedPlace[] {
    return this.#places.all;
  }

  /** Takes what a scan found next. */
  take(found: Scanned): void {
    if (found.kind === 'damage') {
      this.#places.add(found.offset, found.to, found.what, found.type);
      return;
    }
    const { header } = found;
    if (!isKnownRecord(header.type)) {
      if (header.required) this.#takeUnknown(header);
      return;
    }
    try {
      this.#takeRecord(header, header.type, found.stored);
    } catch (error) {
      this.#places.add(header.offset, endOf(header), messageOf(error), header.type);
    }
  }

  /** What was found, once everything was taken. */
  damage(): Damage[] {
    return this.#places.all.map((place) => {
      const behind = place.offset >= this.#lastPointEnd;
      const otherwise = behind
        ? `what came behind sync point ${this.#nextPoint - 1}, if anything did`
        : 'nothing that a sync point refers to';
      return place.toDamage(COSTS.get(place.type ?? 0) ?? otherwise);
    });
  }

  /** A record that must be understood, and that only a newer reader does. */
  #takeUnknown({ offset, type }: RecordHeader): void {
    const error = unknownRequired(this.#file, offset, type);
    this.#newerNeeded ??= error;
    this.#places.add(offset, offset, error.message, type);
  }

  #takeRecord(header: RecordHeader, type: RecordType, stored: Uint8Array): void {
    const { offset } = header;
    const payload = unpack(stored, header, this.#file, this.#platform);
    const { version, pages } = this.#header;
    const checked = checkRecord({ version, type, offset, payload }, this.#file, pages.pageCount);
    this.#ledger.add(offset, type, header.rawLength);
    if (checked.type === RecordType.POINT) this.#takePoint(checked.value, endOf(header));
    if (checked.type === RecordType.IMAGE) this.#takeImage(checked.value, offset);
    if (type === RecordType.WRITERS && offset === this.#lastPointEnd) {
      this.#lastPointEnd = endOf(header);
      if (offset === this.#start.end) this.#start = { ...this.#start, end: endOf(header) };
    }
    if (type === RecordType.BLOCK) {
      const fault = faultOf(payload, offset, this.#file, this.#ledger, this.#places);
      if (fault !== undefined) this.#deltaFaults.set(offset, fault);
    }
    if (checked.type === RecordType.DEV) {
      const { baseOffset, schemaOffset } = checked.value;
      const broken =
        this.#brokenDevices.get(baseOffset) ??
        this.#missing(offset, 'DEV', baseOffset, [RecordType.DEV]) ??
        this.#missing(offset, 'DEV', schemaOffset, [RecordType.SCHEMA]);
      if (broken !== undefined) this.#brokenDevices.set(offset, broken);
    }
  }

  #takePoint(record: PointRecord, end: number): void {
    const { point, offset } = record;
    this.#wholePoints++;
    let whole = true;
    const lose = (place: DamagedPlace | undefined, loss: Loss, first = point): void => {
      if (place === undefined) return;
      whole = false;
      place.lose(loss, first, Math.max(first, loss === 'point' ? point - 1 : point));
    };
    if (point !== this.#nextPoint || record.previousOffset !== this.#lastPointOffset) {
      whole = false;
      const lost = this.#places.from(this.#lastPointEnd);
      if (lost.length === 0 || point <= this.#nextPoint) {
        this.#places.add(
          offset,
          offset,
          `sync point ${point} where ${this.#nextPoint} was expected`,
        );
      } else for (const place of lost) lose(place, 'point', this.#nextPoint);
    }
    const missing = (to: number, types: readonly number[]): DamagedPlace | undefined =>
      this.#missing(offset, 'POINT', to, types);
    lose(
      this.#brokenDevices.get(record.devOffset) ?? missing(record.devOffset, [RecordType.DEV]),
      'devices',
    );
    lose(missing(record.schemaOffset, [RecordType.SCHEMA]), 'devices');
    for (const place of this.#missingOutputs(record)) lose(place, 'outputs');
    for (const place of this.#missingPages(record)) lose(place, 'pages');
    if (point === 0) {
      const image = this.#missing(offset, 'POINT', record.imageOffset || offset, [
        RecordType.IMAGE,
      ]);
      lose(image, 'image');
    }
    lose(this.#brokenImage, 'image');
    this.#brokenImage = undefined;
    this.#deltaFaults.clear();
    this.#nextPoint = point + 1;
    this.#lastPointOffset = offset;
    this.#lastPointEnd = end;
    if (!whole) this.#startEnded = true;
    if (this.#startEnded) return;
    const { dirOffset } = record;
    this.#start = { points: point + 1, end, lastPointOffset: offset, dirOffset };
  }

  #takeImage(runs: ImageRuns, own: number): void {
    const { firstPages, offsets, places } = runs;
    for (let run = 0; run < offsets.length && this.#brokenImage === undefined; run++) {
      const to = offsets[run];
      this.#brokenImage = this.#missing(own, 'IMAGE', to, [RecordType.BASE]);
      if (to === 0 || this.#brokenImage !== undefined) continue;
      const needed = places[run] / 2 + (runs.endOf(run) - firstPages[run]) * PAGE_SIZE;
      if (this.#ledger.rawLength(to, [RecordType.BASE]) >= needed) continue;
      const what = `IMAGE record refers to a page that the BASE at ${to} lacks`;
      this.#brokenImage = this.#places.addWrong(own, what);
    }
  }

  /** What took bytes of a point's outputs. */
  *#missingOutputs({ offset: own, outputs, outOffsets }: PointRecord): Generator<DamagedPlace> {
    let rest = outputs.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const out of outOffsets) {
      const expected = Math.min(MAX_OUT_BYTES, rest);
      rest -= expected;
      const found = this.#ledger.rawLength(out, [RecordType.OUT]);
      if (found < 0) yield* given(this.#missing(own, 'POINT', out, [RecordType.OUT]));
      else if (found !== expected) {
        const what = `POINT record refers to ${expected} bytes of the OUT at ${out}, which has ${found}`;
        yield this.#places.addWrong(own, what);
      }
    }
  }

  /** What damage took records that a point's pages, or deltas that they are made of, are in. */
  *#missingPages({ offset: own, pages }: PointRecord): Generator<DamagedPlace> {
    const { kinds, offsets, places } = pages;
    for (let i = 0; i < kinds.length; i++) {
      const to = offsets[i];
      if (kinds[i] === PageKind.ZERO || to === 0) continue;
      const isDelta = places[i] % 2 === 1;
      const needed = Math.floor(places[i] / 2) + (isDelta ? 1 : PAGE_SIZE);
      const rawLength = this.#ledger.rawLength(to, PAGE_RECORDS);
      if (rawLength < 0) yield* given(this.#missing(own, 'POINT', to, PAGE_RECORDS));
      else if (rawLength < needed) {
        yield this.#places.addWrong(
          own,
          `POINT record refers to a page that the BLOCK at ${to} lacks`,
        );
      } else if (isDelta) {
        const fault = this.#deltaFaults.get(to);
        yield* fault?.places ?? [];
        if (fault?.wrong !== undefined) yield this.#places.addWrong(own, fault.wrong);
        // The others of this block are the same.
        this.#deltaFaults.delete(to);
      }
    }
  }

  /**
   * What damage took a record that another refers to; undefined if it is there.
   * @param to offset of the record; 0: none is referred to.
   */
  #missing(
    own: number,
    name: string,
    to: number,
    types: readonly number[],
  ): DamagedPlace | undefined {
    if (to === 0 || this.#ledger.rawLength(to, types) >= 0) return undefined;
    const place = this.#places.at(to);
    if (place !== undefined) return place;
    return this.#places.addWrong(own, noneThere(name, to, types));
  }
}

function given<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
