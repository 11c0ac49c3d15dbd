import { ByteWriter } from '../core/byteWriter';
import { KemariError, messageOf } from '../core/errors';
import type { AppendableFile } from '../core/ports';
import { pauseOf, type SyncPoint } from '../core/syncPoint';
import { DeviceWriter } from './deviceWriter';
import type { Durability } from './durability';
import { encodeFileHeader } from './fileHeader';
import { FIRST_RECORD, FORMAT_VERSION, PageKind, RecordType, SUPERBLOCK_SLOTS } from './format';
import { GroupCommit } from './groupCommit';
import { ImageSchedule } from './imageSchedule';
import { IntervalSync } from './intervalSync';
import { IndexWriter } from './indexWriter';
import { writeOutputs } from './outputWriter';
import { PageEncoder, type EncodedPages } from './pageEncoder';
import { PageReader } from './pageReader';
import type { TracePlatform } from './platform';
import { checkBatch, checkPoint } from './pointCheck';
import { encodePoint } from './pointRecord';
import { RecordReader } from './recordReader';
import { RecordWriter } from './recordWriter';
import { SuperblockWriter, type CommittedEnd } from './superblockWriter';
import type { NewSyncPoint, PageBatch, PageBatches, TraceHeader } from './trace';
import { checkWriters, encodeWriters } from './writersRecord';

/** The header of a new trace; without a UUID it gets a random one. */
export type NewTraceHeader = Omit<TraceHeader, 'version' | 'uuid'> & { readonly uuid?: string };

/** How a trace is written. */
export interface TraceWriterOptions {
  /** Most bytes of earlier pages kept to make deltas against; 1 GiB unless told. */
  readonly previousPagesBytes?: number;
  /** `none` unless told. */
  readonly durability?: Durability;
  /** Between two syncs of durability `interval`; 1000 unless told. */
  readonly syncEveryMs?: number;
  /** Least bytes of records, unpacked, from one image to the next; see {@link ImageSchedule}. */
  readonly imageAfterBytes?: number;
}

/** Bytes of records above which no further point joins a write. */
const GROUP_BYTES = 1 << 20;
/** Of records that are read back for an image. */
const READ_BACK_CACHE_BYTES = 4 << 20;

const NO_PAGES: EncodedPages = { blocks: [], pages: [], zeroPages: 0, blockBytes: 0 };

interface Appended {
  readonly point: NewSyncPoint;
  readonly batches: PageBatches;
}

/**
 * Writes a trace. A point is in the file once its {@link append} has ended, and stays readable
 * whatever happens to this program; when it outlives a loss of power too is a matter of
 * {@link Durability}. After an error nothing more can be appended; what was committed stays.
 */
export class TraceWriter {
  readonly #file: AppendableFile;
  readonly #durability: Durability;
  readonly #intervalSync: IntervalSync;
  readonly #records: RecordWriter;
  readonly #encoder: PageEncoder;
  readonly #devices: DeviceWriter;
  readonly #index: IndexWriter;
  readonly #images: ImageSchedule;
  readonly #superblocks: SuperblockWriter;
  /** Reads pages back for an image. */
  readonly #stored: PageReader;
  readonly #payload = new ByteWriter(1 << 12);
  readonly #group: GroupCommit<Appended>;
  /** Points encoded; those above {@link #committed} are not in the file yet. */
  #points = 0;
  #committed = 0;
  #lastPointOffset = 0;
  #failure: { readonly error: unknown; told: boolean } | undefined;
  #closing: Promise<void> | undefined;

  private constructor(
    file: AppendableFile,
    encoder: PageEncoder,
    guestPages: number,
    platform: TracePlatform,
    { durability = 'none', syncEveryMs = 1000, imageAfterBytes }: TraceWriterOptions,
  ) {
    this.#file = file;
    this.#durability = durability;
    this.#intervalSync = new IntervalSync(
      () => file.sync(),
      syncEveryMs,
      (error) => (this.#failure ??= { error, told: false }),
    );
    this.#encoder = encoder;
    this.#records = new RecordWriter(file, FIRST_RECORD, platform);
    this.#devices = new DeviceWriter(this.#records);
    this.#index = new IndexWriter(this.#records);
    this.#images = new ImageSchedule(imageAfterBytes);
    this.#superblocks = new SuperblockWriter(file, platform.crc32);
    const back = new RecordReader(
      file,
      platform,
      Number.MAX_SAFE_INTEGER,
      FORMAT_VERSION,
      guestPages,
      READ_BACK_CACHE_BYTES,
    );
    this.#stored = new PageReader(back);
    this.#group = new GroupCommit({
      prepare: (appended) => this.#encode(appended),
      commit: () => this.#commit(),
      full: () => this.#records.pendingBytes >= GROUP_BYTES,
    });
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
      start.set(SuperblockWriter.first(platform.crc32), SUPERBLOCK_SLOTS[0]);
      await file.append(start);
      return new TraceWriter(file, encoder, full.pages.pageCount, platform, options);
    } catch (error) {
      // The error that ended the start says more than one of closing what it left.
      await file.close().catch(() => undefined);
      throw error;
    }
  }

  /**
   * Writes the next sync point; the first is point 0, whose pages are the whole image. Points are
   * written in the order of the calls, and those share a write and a sync that come while another is
   * written; a point whose batches take long to come holds up those that share its write. How many wait
   * is for the caller to bound.
   * @throws RangeError, before anything is written, if the point or an array of batches contradicts
   *   itself or the header; the recording goes on then. KemariError of kind `output` if the file
   *   cannot be written, now or at an earlier point; whatever batches that are no array throw.
   */
  append(point: NewSyncPoint, batches: PageBatches): Promise<void> {
    if (this.#closing) return Promise.reject(new Error(`${this.#file.name}: the trace is closed`));
    return this.#group.add({ point, batches });
  }

  /**
   * Writes what still waits and the footer, and closes the file, also if that fails.
   * @throws KemariError of kind `output` if not everything got to the disk; not again what an
   *   {@link append} has thrown.
   */
  close(): Promise<void> {
    // What keeps it from closing well is told to who asked first.
    if (this.#closing) return this.#closing.catch(() => undefined);
    this.#closing = this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    try {
      await this.#writeEnd();
    } catch (error) {
      // What kept the trace from being whole says more than that the file cannot be closed either.
      await this.#file.close().catch(() => undefined);
      throw error;
    }
    await this.#file.close();
  }

  async #writeEnd(): Promise<void> {
    await this.#group.idle();
    await this.#intervalSync.stop();
    if (this.#failure !== undefined) {
      // What is in the file is to outlive a loss of power as if it had been closed well.
      if (this.#committed > 0) await this.#file.sync().catch(() => undefined);
      if (!this.#failure.told) throw this.#failure.error;
    } else if (this.#points > 0) {
      this.#index.finish();
      await this.#records.flush();
      await this.#superblocks.write(this.#end(), true);
      await this.#file.sync();
    }
  }

  /** Encodes a point into records that wait for {@link #commit}. */
  async #encode({ point, batches }: Appended): Promise<void> {
    this.#checkOpen();
    checkPoint(point);
    const checked = this.#checkBatches(batches);
    if (point.writers !== undefined && Array.isArray(checked)) {
      const pages = (checked as readonly PageBatch[]).reduce(
        (sum, each) => sum + each.gfns.length,
        0,
      );
      const schemas = point.devices.map(({ schema }) => schema);
      checkWriters(point.writers, pages, schemas);
    }
    const start = this.#records.offset;
    try {
      await this.#encodePoint(point, checked);
    } catch (error) {
      this.#failure = { error, told: true };
      // The points before it are whole.
      this.#records.dropFrom(start);
      throw error;
    }
  }

  #checkOpen(): void {
    if (this.#failure === undefined) return;
    const { name } = this.#file;
    const { error } = this.#failure;
    this.#failure.told = true;
    throw new KemariError(
      'output',
      `${name}: the recording ended at sync point ${this.#committed - 1}, since writing failed: ` +
        messageOf(error),
      { file: name, offset: this.#records.offset },
      { cause: error },
    );
  }

  /** Checks an array now, and other batches as they come. */
  #checkBatches(batches: PageBatches): PageBatches {
    let last = -1;
    const check = (batch: PageBatch): PageBatch => {
      last = checkBatch(batch, last);
      this.#encoder.check(batch.gfns);
      return batch;
    };
    if (Array.isArray(batches)) return (batches as readonly PageBatch[]).map(check);
    return (async function* () {
      for await (const batch of batches) yield check(batch);
    })();
  }

  async #encodePoint(recorded: NewSyncPoint, batches: PageBatches): Promise<void> {
    const number = this.#points;
    const records = this.#records;
    const { encoded, imageOffset } = await this.#encodePages(batches);
    const { devOffset, schemaOffset, changed } = this.#devices.write(number, recorded.devices);
    const outOffsets = await writeOutputs(recorded.outputs, records);
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
    this.#images.add(1, this.#payload.length);
    if (recorded.writers !== undefined && number > 0) {
      const schemas = recorded.devices.map(({ schema }) => schema);
      checkWriters(recorded.writers, encoded.pages.length, schemas);
      this.#payload.clear();
      encodeWriters(number, recorded.writers, schemas, this.#payload);
      records.add(RecordType.WRITERS, this.#payload.view());
    }
    this.#index.add(
      point,
      offset,
      imageOffset,
      Uint32Array.from(encoded.pages, ({ gfn }) => gfn),
      Uint8Array.from(encoded.pages, ({ kind }) => (kind === PageKind.ZERO ? 1 : 0)),
    );
    this.#points++;
    this.#lastPointOffset = offset;
  }

  async #encodePages(
    batches: PageBatches,
  ): Promise<{ readonly encoded: EncodedPages; readonly imageOffset: number }> {
    const encoder = this.#encoder;
    if (this.#points === 0) {
      const imageOffset = await encoder.writeFirstImage(batches, this.#records);
      return { encoded: NO_PAGES, imageOffset };
    }
    const encoded = await encoder.writePages(batches, this.#records);
    this.#images.add(encoded.blocks.length, encoded.blockBytes);
    if (!this.#images.due(encoder.pagesInBlocks)) return { encoded, imageOffset: 0 };
    this.#images.restart();
    const readBack = this.#stored.readInto.bind(this.#stored);
    return { encoded, imageOffset: await encoder.writeImage(readBack, this.#records) };
  }

  /** Brings all encoded points to the file. */
  async #commit(): Promise<void> {
    if (this.#points === this.#committed) return;
    try {
      await this.#records.flush();
      this.#committed = this.#points;
      await this.#superblocks.writeIfDue(this.#end());
      if (this.#durability === 'point') await this.#file.sync();
    } catch (error) {
      this.#failure = { error, told: true };
      this.#points = this.#committed;
      throw error;
    }
    if (this.#durability === 'interval') this.#intervalSync.wrote();
  }

  /** How the file ends now that everything encoded is in it. */
  #end(): CommittedEnd {
    return {
      committedLength: this.#records.offset,
      pointCount: this.#points,
      lastPointOffset: this.#lastPointOffset,
      dirOffset: this.#index.dirOffset,
    };
  }
}
