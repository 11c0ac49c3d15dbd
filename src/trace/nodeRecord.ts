/**
 * NODE payload: varint level (1 or more), varint first point, then sixteen times varint distance back
 * to a child, in the order of their points; then the directory of PIX records. Children are NODEs of
 * the level below, or SEGs below level 1; all of them are full.
 */
import type { ByteWriter } from '../core/byteWriter';
import { MAX_LEVEL, MAX_POINTS, NODE_CHILDREN, pointsBelow, RecordType } from './format';
import { readDistance } from './fields';
import { readDirectory, writeDirectory, type TableSlice } from './pageTable';
import { readerOf, type Decoded, type RecordBody, type RecordKind } from './recordReader';

/** A SEG or NODE, by its place in the tree. */
export interface Subtree {
  /** 0: a SEG. */
  readonly level: number;
  readonly offset: number;
  readonly firstPoint: number;
  readonly points: number;
}

/** A NODE record, decoded. */
export interface IndexNode extends Subtree {
  readonly children: readonly Subtree[];
  readonly slices: readonly TableSlice[];
}

/** Writes a NODE's payload. @param own where the record will stand. */
export function encodeNode(
  node: {
    readonly level: number;
    readonly firstPoint: number;
    readonly childOffsets: readonly number[];
    readonly slices: readonly TableSlice[];
  },
  own: number,
  out: ByteWriter,
): void {
  out.varint(node.level);
  out.varint(node.firstPoint);
  for (const offset of node.childOffsets) out.varint(own - offset);
  writeDirectory(out, node.slices, own);
}

/** Reads a NODE record. */
export function decodeNode(body: RecordBody, file: string): Decoded<IndexNode> {
  const reader = readerOf(body, file);
  const level = reader.varint('level');
  if (level === 0 || level > MAX_LEVEL) {
    throw reader.unexpected(`a level from 1 to ${MAX_LEVEL}`, `${level}`);
  }
  const firstPoint = reader.varint('first point');
  if (firstPoint + pointsBelow(level) > MAX_POINTS) {
    throw reader.unexpected(`points below ${MAX_POINTS}`, `a NODE from ${firstPoint}`);
  }
  const each = pointsBelow(level - 1);
  const children = Array.from({ length: NODE_CHILDREN }, (_, child): Subtree => {
    const offset = readDistance(reader, body.offset, 'distance to a child');
    return { level: level - 1, offset, firstPoint: firstPoint + child * each, points: each };
  });
  const slices = readDirectory(reader, body.offset);
  reader.end();
  return {
    value: {
      level,
      offset: body.offset,
      firstPoint,
      points: pointsBelow(level),
      children,
      slices,
    },
    bytes: 2000 + 80 * slices.length,
  };
}

/** NODE records, for a RecordReader. */
export const NODE: RecordKind<IndexNode> = {
  types: [RecordType.NODE],
  decode: decodeNode,
};
