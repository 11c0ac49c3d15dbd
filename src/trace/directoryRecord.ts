/**
 * DIR payload: u8 1 if the trace was closed here, varint points that the index covers, varint roots;
 * each: varint level (0: a SEG), varint distance back to it; in the order of their points. Then, not in
 * version 1, varint images; each: varint (point - point of the image before; the first: point), varint
 * distance back to the IMAGE; in the order of their points.
 */
import type { ByteReader } from '../core/byteReader';
import type { ByteWriter } from '../core/byteWriter';
import { MAX_LEVEL, MAX_POINTS, pointsBelow, RecordType } from './format';
import { readDistance } from './fields';
import type { Subtree } from './nodeRecord';
import { readerOf, type Decoded, type RecordBody, type RecordKind } from './recordReader';

/** An image of the whole memory as of a sync point. */
export interface ImageEntry {
  readonly point: number;
  /** Of the IMAGE record. */
  readonly offset: number;
}

/** A DIR record, decoded. */
export interface Directory {
  readonly closed: boolean;
  /** Points below the roots. */
  readonly points: number;
  /** From left to right. */
  readonly roots: readonly Subtree[];
  /** Images of these points, ascending; empty in version 1, whose only one is that of point 0. */
  readonly images: readonly ImageEntry[];
}

/** Writes a DIR's payload. @param own where the record will stand. */
export function encodeDirectory(
  directory: {
    readonly closed: boolean;
    readonly points: number;
    readonly roots: readonly { readonly level: number; readonly offset: number }[];
    /** None in version 1. */
    readonly images?: readonly ImageEntry[];
  },
  own: number,
  out: ByteWriter,
): void {
  out.u8(directory.closed ? 1 : 0);
  out.varint(directory.points);
  out.varint(directory.roots.length);
  for (const { level, offset } of directory.roots) {
    out.varint(level);
    out.varint(own - offset);
  }
  if (directory.images === undefined) return;
  out.varint(directory.images.length);
  let before = 0;
  for (const { point, offset } of directory.images) {
    out.varint(point - before);
    out.varint(own - offset);
    before = point;
  }
}

/** Reads a DIR record. */
export function decodeDirectory(body: RecordBody, file: string): Decoded<Directory> {
  const reader = readerOf(body, file);
  const closed = reader.u8('whether the trace was closed') === 1;
  const points = reader.varint('points of the index');
  if (points > MAX_POINTS) throw reader.unexpected(`at most ${MAX_POINTS} points`, `${points}`);
  const count = reader.count('number of roots', 2);
  const roots: Subtree[] = [];
  let firstPoint = 0;
  for (let i = 0; i < count; i++) {
    const level = reader.varint('level of a root');
    if (level > MAX_LEVEL) throw reader.unexpected(`a level up to ${MAX_LEVEL}`, `${level}`);
    const offset = readDistance(reader, body.offset, 'distance to a root');
    const below = Math.min(pointsBelow(level), points - firstPoint);
    // Only the last SEG of a closed trace may have fewer points than its level says.
    if (below < (level === 0 && i === count - 1 && closed ? 1 : pointsBelow(level))) {
      throw reader.unexpected(`roots of ${points} points`, 'more');
    }
    roots.push({ level, offset, firstPoint, points: below });
    firstPoint += below;
  }
  if (firstPoint !== points) throw reader.unexpected(`roots of ${points} points`, `${firstPoint}`);
  const images = body.version === 1 ? [] : readImages(reader, body.offset, points);
  reader.end();
  const bytes = 300 + 80 * roots.length + 40 * images.length;
  return { value: { closed, points, roots, images }, bytes };
}

function readImages(reader: ByteReader, own: number, points: number): ImageEntry[] {
  const count = reader.count('number of images', 2);
  const images: ImageEntry[] = [];
  let point = 0;
  for (let i = 0; i < count; i++) {
    const gap = reader.varint('point of an image');
    point += gap;
    if (point >= points || (i > 0 && gap === 0)) {
      throw reader.unexpected(`images of points below ${points}, ascending`, `one of ${point}`);
    }
    images.push({ point, offset: readDistance(reader, own, 'distance to an IMAGE') });
  }
  return images;
}

/** DIR records, for a RecordReader. */
export const DIR: RecordKind<Directory> = {
  types: [RecordType.DIR],
  decode: decodeDirectory,
};
