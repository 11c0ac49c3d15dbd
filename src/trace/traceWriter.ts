import { ByteWriter } from '../core/byteWriter';
import { KemariError, messageOf } from '../core/errors';
import type { AppendableFile } from '../core/ports';
import { pauseOf, type Output, type SyncPoint } from '../core/syncPoint';
import { DeviceWriter } from './deviceWriter';
import { encodeFileHeader } from './fileHeader';
import {
  FIRST_RECORD,
  FORMAT_VERSION,
  MAX_OUT_BYTES,
  PageKind,
  RecordType,
  SEGMENT_POINTS,
  SUPERBLOCK_BYTES,
  SUPERBLOCK_SLOTS,
} from './format';
import { IndexWriter } from './indexWriter';
import { PageEncoder, type EncodedPages } from './pageEncoder';
import type { TracePlatform } from './platform';
import { checkPoint } from './pointCheck';
import { encodePoint } from './pointRecord';
import { RecordWriter } from './recordWriter';
import { encodeSuperblock } from './superblock';
import type { RecordedPoint, TraceHeader } from './trace';

/** The header of a new trace; without a UUID it gets a random one. */
export type NewTraceHeader = Omit<TraceHeader, 'version' | 'uuid'> & { readonly uuid?: string };

/** How a trace is written. */
export interface TraceWriterOptions {
  /** Most bytes of earlier pages kept to make deltas against; 1 GiB unless told. */
  readonly previousPagesBytes?: number;
}

/** Bytes after which a reader of a growing or cut file would have too far to look. */
const SUPERBLOCK_EVERY_BYTES = 1 << 20;

const NO_PAGES: EncodedPages = { blocks: [], pages: [], zeroPages: 0 };

/**
 * Writes a trace. A point is in the file once its {@link append} has ended, and stays readable
 * whatever happens to this program; only {@link close} makes sure that it also outlives a loss of
 * power. After an error nothing more can be appended; what was committed stays.
 */
export class TraceWriter {
  readonly #file: AppendableFile;
  readonly #platform: TracePlatform;
  readonly #records: RecordWriter;
  readonly #encoder: PageEncoder;
  readonly #devices: DeviceWriter;
  readonly #index: IndexWriter;
  readonly #payload = new ByteWriter(1 << 12);
  #points = 0;
  #lastPointOffset = 0;
  #generation = 1;
  #superblockAt = FIRST_RECORD;
  #state: 'open' | 'closed' | { readonly failed: unknown } = 'open';
  /** Ends when everything asked for so far has been done. */
  #tail: Promise<void> = Promise.resolve();

  private constructor(file: AppendableFile, encoder: PageEncoder, platform: TracePlatform) {
    this.#file = file;
    this.#platform = platform;
    this.#encoder = encoder;
    this.#records = new RecordWriter(file, FIRST_RECORD, platform);
    this.#devices = new DeviceWriter(this.#records);
    this.#index = new IndexWriter(this.#records);
  }

  /** Starts a trace in an empty file. Owns the file from here on, and closes it if this fails. */
  static async create(
    file: AppendableFile,
    header: NewTraceHeader,
    platform: TracePlatform,
    options: TraceWriterOptions = {},
  ): Promise<TraceWriter> {
    try {
      const uuid = header.uuid ?? crypto.randomUUID();
      const full: TraceHeader = { ...header, uuid, version: FORMAT_VERSION };
      const encoder = await PageEncoder.create(full.pages, options.previousPagesBytes ?? 2 ** 30);
      const start = new Uint8Array(FIRST_RECORD);
      start.set(encodeFileHeader(full, platform.crc32));
      const superblock = {
        generation: 1,
        committedLength: FIRST_RECORD,
        pointCount: 0,
        lastPointOffset: 0,
        dirOffset: 0,
        closed: false,
      };
      start.set(encodeSuperblock(superblock, platform.crc32), SUPERBLOCK_SLOTS[0]);
      await file.append(start);
      return new TraceWriter(file, encoder, platform);
    } catch (error) {
      // The error that ended the start says more than one of closing what it left.
      await file.close().catch(() => undefined);
      throw error;
    }
  }

  /**
   * Writes the next sync point; the first is point 0, whose pages are the whole image. Points are
   * written in the order of the calls.
   * @throws RangeError, before anything is written, if the point contradicts itself or the header;
   *   KemariError of kind `output` if the file cannot be written, now or at an earlier point.
   */
  append(point: RecordedPoint): Promise<void> {
    return this.#inTurn(async () => {
      this.#checkOpen();
      checkPoint(point);
      this.#encoder.check(point.gfns);
      try {
        await this.#write(point);
      } catch (error) {
        this.#state = { failed: error };
        throw error;
      }
    });
  }

  /** Writes the footer and closes the file; the file is closed also if the footer cannot be written. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state === 'closed') return;
      try {
        if (this.#state === 'open' && this.#points > 0) {
          this.#index.finish();
          await this.#records.flush();
          await this.#writeSuperblock(true);
          await this.#file.sync();
        }
      } finally {
        this.#state = 'closed';
        await this.#file.close();
      }
    });
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    const result = this.#tail.then(step);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  #checkOpen(): void {
    if (this.#state === 'open') return;
    const { name } = this.#file;
    if (this.#state === 'closed') throw new Error(`${name}: the trace is closed`);
    const { failed } = this.#state;
    throw new KemariError(
      'output',
      `${name}: the recording ended at sync point ${this.#points - 1}, since writing failed: ` +
        messageOf(failed),
      { file: name, offset: this.#records.offset },
      { cause: failed },
    );
  }

  async #write(recorded: RecordedPoint): Promise<void> {
    const number = this.#points;
    const first = number === 0;
    const { gfns, pages } = recorded;
    const records = this.#records;
    const imageOffset = first ? await this.#encoder.writeImage(gfns, pages, records) : 0;
    const encoded = first ? NO_PAGES : await this.#encoder.writePages(gfns, pages, records);
    const { devOffset, schemaOffset, changed } = this.#devices.write(number, recorded.devices);
    const outOffsets = await this.#writeOutputs(recorded.outputs);
    const point: SyncPoint = {
      point: number,
      epochStartUs: recorded.epochStartUs,
      timeUs: recorded.timeUs,
      cause: recorded.cause,
      outputs: recorded.outputs.map(({ kind, data }) => ({ kind, bytes: data.length })),
      dirtyPages: encoded.pages.length,
      zeroPages: encoded.zeroPages,
      sentBytes: recorded.sentBytes,
      phasesUs: recorded.phasesUs,
      pauseUs: pauseOf(recorded.phasesUs),
      changedDevices: changed.map((device) => recorded.devices[device].schema.device),
    };
    this.#payload.clear();
    const offset = records.offset;
    const links = {
      previousOffset: this.#lastPointOffset,
      dirOffset: this.#index.dirOffset,
      devOffset,
      schemaOffset,
      imageOffset,
      outputs: recorded.outputs,
      outOffsets,
      changedDevices: changed,
    };
    encodePoint({ ...point, ...links, ...encoded }, offset, this.#payload);
    records.add(RecordType.POINT, this.#payload.view());
    this.#index.add(
      point,
      offset,
      imageOffset,
      Uint32Array.from(encoded.pages, ({ gfn }) => gfn),
      Uint8Array.from(encoded.pages, ({ kind }) => (kind === PageKind.ZERO ? 1 : 0)),
    );
    await records.flush();
    this.#points++;
    this.#lastPointOffset = offset;
    const due = records.offset - this.#superblockAt >= SUPERBLOCK_EVERY_BYTES;
    if (first || due || this.#points % SEGMENT_POINTS === 0) await this.#writeSuperblock(false);
  }

  async #writeOutputs(outputs: readonly Output[]): Promise<number[]> {
    const offsets: number[] = [];
    const payload = new ByteWriter();
    const flush = (): void => {
      if (payload.length > 0) offsets.push(this.#records.add(RecordType.OUT, payload.view()));
      payload.clear();
    };
    for (const { data } of outputs) {
      for (let at = 0; at < data.length;) {
        const part = data.subarray(at, at + MAX_OUT_BYTES - payload.length);
        payload.bytes(part);
        at += part.length;
        if (payload.length === MAX_OUT_BYTES) flush();
      }
      if (this.#records.pendingBytes > 4 * MAX_OUT_BYTES) await this.#records.flush();
    }
    flush();
    return offsets;
  }

  async #writeSuperblock(closed: boolean): Promise<void> {
    this.#generation++;
    const superblock = {
      generation: this.#generation,
      committedLength: this.#records.offset,
      pointCount: this.#points,
      lastPointOffset: this.#lastPointOffset,
      dirOffset: this.#index.dirOffset,
      closed,
    };
    const slot = (this.#generation + 1) % 2;
    const bytes = encodeSuperblock(superblock, this.#platform.crc32);
    await this.#file.writeAt(SUPERBLOCK_SLOTS[slot], bytes.subarray(0, SUPERBLOCK_BYTES));
    this.#superblockAt = this.#records.offset;
  }
}
