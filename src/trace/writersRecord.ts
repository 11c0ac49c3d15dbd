/**
 * WRITERS payload, directly behind the POINT whose pages it is about:
 *
 *   varint point
 *   varint writers; each: u8 kind (1 an instruction, 2 a device), varint linear address or the device's number
 *   varint pages; each: varint (0 not known, else 1 more than the writer's number here)
 */
import type { DeviceSchema } from '../core/deviceState';
import type { PageWriter, PageWriters } from '../core/pageWriter';
import type { ByteWriter } from '../core/byteWriter';
import { RecordType } from './format';
import { readerOf, type Decoded, type RecordBody, type RecordKind } from './recordReader';

const INSTRUCTION = 1;
const DEVICE = 2;

/** Where a device has its number from: the SCHEMA of the point. */
type Schemas = readonly DeviceSchema[];

/** A WRITERS record whose devices are still numbers. */
export interface StoredWriters {
  readonly point: number;
  readonly of: Uint32Array;
  readonly list: readonly { readonly device: boolean; readonly value: number }[];
}

/**
 * Writes the payload.
 * @throws RangeError if a device is none of the schemas'.
 */
export function encodeWriters(
  point: number,
  { of, list }: PageWriters,
  schemas: Schemas,
  out: ByteWriter,
): void {
  out.varint(point);
  out.varint(list.length);
  for (const writer of list) {
    out.u8(writer.kind === 'instruction' ? INSTRUCTION : DEVICE);
    out.varint(writer.kind === 'instruction' ? writer.address : numberOf(writer.device, schemas));
  }
  out.varint(of.length);
  for (const number of of) out.varint(number);
}

/** @throws RangeError if the writers of a point contradict themselves or what the point holds. */
export function checkWriters({ of, list }: PageWriters, pages: number, schemas: Schemas): void {
  if (of.length !== pages) throw new RangeError(`${of.length} writers for ${pages} pages`);
  if (of.some((number) => number > list.length)) {
    throw new RangeError(`a writer that is none of ${list.length}`);
  }
  for (const writer of list) {
    if (writer.kind === 'device') numberOf(writer.device, schemas);
    else if (!Number.isSafeInteger(writer.address) || writer.address < 0) {
      throw new RangeError(`${writer.address} is no address of an instruction`);
    }
  }
}

function numberOf(name: string, schemas: Schemas): number {
  const number = schemas.findIndex(({ device }) => device === name);
  if (number < 0) throw new RangeError(`a page was written by ${name}, which is no device`);
  return number;
}

/** Reads the payload. @param guestPages pages that the guest has. */
export function decodeWriters(
  body: RecordBody,
  file: string,
  guestPages: number,
): Decoded<StoredWriters> {
  const reader = readerOf(body, file);
  const point = reader.varint('point');
  const list = Array.from({ length: reader.count('number of writers', 2) }, () => {
    const kind = reader.u8('kind of writer');
    if (kind !== INSTRUCTION && kind !== DEVICE) {
      throw reader.unexpected('a kind of writer', String(kind));
    }
    return { device: kind === DEVICE, value: reader.varint('writer') };
  });
  const pages = reader.count('number of pages', 1);
  if (pages > guestPages) throw reader.unexpected(`at most ${guestPages} pages`, String(pages));
  const of = new Uint32Array(pages);
  for (let i = 0; i < pages; i++) {
    const number = reader.varint("number of a page's writer");
    if (number > list.length) throw reader.unexpected(`a number up to ${list.length}`, `${number}`);
    of[i] = number;
  }
  reader.end();
  return { value: { point, of, list }, bytes: 200 + 4 * pages + 40 * list.length };
}

/** The writers with the names of devices; one that the schemas do not have is not known. */
export function namedWriters({ of, list }: StoredWriters, schemas: Schemas): PageWriters {
  const named = list.map(({ device, value }): PageWriter | undefined => {
    if (!device) return { kind: 'instruction', address: value };
    const schema = schemas.at(value);
    return schema && { kind: 'device', device: schema.device };
  });
  if (!named.includes(undefined)) return { of, list: named as PageWriter[] };
  const known = named.filter((writer) => writer !== undefined);
  return {
    of: of.map((number) => (number === 0 ? 0 : known.indexOf(named[number - 1] as PageWriter) + 1)),
    list: known,
  };
}

/** WRITERS records, for a RecordReader; needs the number of pages that the guest has. */
export const WRITERS: RecordKind<StoredWriters, [guestPages: number]> = {
  types: [RecordType.WRITERS],
  decode: decodeWriters,
};
