import { ByteWriter } from '../../src/core/byteWriter';
import { asGuestAddress, PAGE_SIZE } from '../../src/core/gfn';
import { PageSpace } from '../../src/core/guestMemory';
import { PHASES, phaseTimes } from '../../src/core/syncPoint';
import { loadTracePlatform } from '../../src/node/tracePlatform';
import { encodeSchemas } from '../../src/trace/deviceRecord';
import { encodeDirectory, type ImageEntry } from '../../src/trace/directoryRecord';
import { encodeFileHeader } from '../../src/trace/fileHeader';
import { FIRST_RECORD, FORMAT_VERSION, RecordType, SUPERBLOCK_SLOTS } from '../../src/trace/format';
import type { TracePlatform } from '../../src/trace/platform';
import { encodePoint, type NewPoint } from '../../src/trace/pointRecord';
import { RecordWriter } from '../../src/trace/recordWriter';
import { encodeSuperblock, type Superblock } from '../../src/trace/superblock';
import type { Trace } from '../../src/trace/trace';
import { openTrace } from '../../src/trace/traceReader';
import { traceHeader } from './guestPoints';
import { MemoryFile } from './memoryFile';

/** Writes a trace record by record, as no recorder would: its checksums are right, and little else need be. */
export class CraftedTrace {
  readonly file = new MemoryFile('crafted.kemari');
  readonly platform: TracePlatform;
  records: RecordWriter;
  /** Of the records that points refer to unless told otherwise. */
  schemaOffset = 0;
  devOffset = 0;
  imageOffset = 0;
  /** Of the next point. */
  number = 0;
  lastPointOffset = 0;

  private constructor(platform: TracePlatform) {
    this.platform = platform;
    this.records = new RecordWriter(this.file, FIRST_RECORD, platform);
  }

  /** Begins with the header, and an image of nothing but zeros. */
  static async start(guestPages = 512): Promise<CraftedTrace> {
    const crafted = new CraftedTrace(await loadTracePlatform());
    const region = { name: 'ram', start: asGuestAddress(0), bytes: guestPages * PAGE_SIZE };
    const pages = new PageSpace([region]);
    const uuid = '01234567-89ab-4cde-8f01-23456789abcd';
    const header = { ...traceHeader({ pages }), version: FORMAT_VERSION, uuid };
    const head = new Uint8Array(FIRST_RECORD);
    head.set(encodeFileHeader(header, crafted.platform.crc32));
    await crafted.file.append(head);
    crafted.schemas([]);
    crafted.imageOffset = crafted.add(RecordType.IMAGE, (out) => {
      for (const each of [1, guestPages, 0, 0]) out.varint(each);
    });
    return crafted;
  }

  /** Adds a record. @returns its offset. */
  add(type: RecordType, write: (out: ByteWriter, own: number) => void): number {
    const out = new ByteWriter();
    write(out, this.records.offset);
    return this.records.add(type, out.view());
  }

  /** Brings the records to the file, and bytes behind them that are none. */
  async addBytes(bytes: Uint8Array): Promise<void> {
    await this.records.flush();
    await this.file.append(bytes);
    this.records = new RecordWriter(this.file, await this.file.size(), this.platform);
  }

  /** Adds a SCHEMA and a DEV, which the points from here on refer to. */
  schemas(
    schemas: Parameters<typeof encodeSchemas>[0],
    writeLeaves: (out: ByteWriter) => void = () => undefined,
  ): void {
    this.schemaOffset = this.add(RecordType.SCHEMA, (out) => encodeSchemas(schemas, out));
    this.devOffset = this.add(RecordType.DEV, (out, own) => {
      out.varint(0);
      out.varint(own - this.schemaOffset);
      writeLeaves(out);
    });
  }

  /** Adds a sync point without pages, but for what is told. @returns its offset. */
  point(told: Partial<NewPoint> = {}): number {
    const own = this.add(RecordType.POINT, (out, offset) =>
      encodePoint(
        {
          point: this.number,
          previousOffset: this.lastPointOffset,
          dirOffset: 0,
          devOffset: this.devOffset,
          schemaOffset: this.schemaOffset,
          imageOffset: this.number === 0 ? this.imageOffset : 0,
          epochStartUs: 0,
          timeUs: 0,
          cause: 'manual',
          sentBytes: 0,
          phasesUs: phaseTimes(PHASES.map(() => 0)),
          dirtyPages: 0,
          zeroPages: 0,
          outputs: [],
          outOffsets: [],
          changedDevices: [],
          blocks: [],
          pages: [],
          ...told,
        },
        offset,
        out,
      ),
    );
    this.lastPointOffset = own;
    this.number++;
    return own;
  }

  /** Adds a sync point at which these pages became zero. */
  zeroPages(gfns: readonly number[]): number {
    const pages = gfns.map((gfn) => ({ gfn, kind: 0 }) as const);
    return this.point({ pages, dirtyPages: pages.length, zeroPages: pages.length });
  }

  /** Adds a DIR of a closed trace with these roots. */
  directory(
    points: number,
    roots: readonly { readonly level: number; readonly offset: number }[],
    images: readonly ImageEntry[] = [{ point: 0, offset: this.imageOffset }],
  ): number {
    return this.add(RecordType.DIR, (out, own) =>
      encodeDirectory({ closed: true, points, roots, images }, own, out),
    );
  }

  /** Brings the records to the file, and a superblock that says so, but for what is told. */
  async commit(told: Partial<Superblock> = {}): Promise<void> {
    await this.records.flush();
    const superblock = {
      generation: 2,
      committedLength: this.records.offset,
      pointCount: this.number,
      lastPointOffset: this.lastPointOffset,
      dirOffset: 0,
      closed: false,
      ...told,
    };
    const bytes = encodeSuperblock(superblock, this.platform.crc32);
    await this.file.writeAt(SUPERBLOCK_SLOTS[1], bytes);
  }

  /** Opens what was brought to the file. */
  open(options?: Parameters<typeof openTrace>[2]): Promise<Trace> {
    return openTrace(this.file, this.platform, options);
  }

  /** Bytes that were read of the file so far. */
  get bytesRead(): number {
    return this.file.reads.reduce((sum, { length }) => sum + length, 0);
  }
}
