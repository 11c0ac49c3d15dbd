/**
 * NODE payload:
 *
 *   varint level (1 or more), varint first point
 *   sixteen times varint distance back to a child, in the order of their points
 *   not in version 1: sixteen times the figures of a child
 *     signed start, less the start of the child before       nanoseconds
 *     signed end, less the start                             nanoseconds
 *     varint dirty pages: all, least, most · varint zero pages
 *     varint sent bytes: all, least, most
 *     varint outputs · varint bytes of outputs
 *     7 x varint nanoseconds: each phase, of all points together
 *     varint nanoseconds: shortest pause
 *     varint point with the longest pause, less the child's first
 *     7 x varint nanoseconds: its phases
 *     8 x varint: sync points of each cause, in the order of the causes' numbers
 *   directory of PIX records of the summary
 *   not in version 1: directory of PIX records of lists; empty if it has none, as above level 3
 *
 * Children are NODEs of the level below, or SEGs below level 1; all of them are full.
 */
import type { ByteReader } from '../core/byteReader';
import type { ByteWriter } from '../core/byteWriter';
import { CAUSES, PHASES, type PhaseTimes } from '../core/syncPoint';
import {
  nanoseconds,
  readDistance,
  readNanoseconds,
  readPhases,
  readSigned,
  writeNanoseconds,
  writePhases,
  writeSigned,
} from './fields';
import {
  MAX_LEVEL,
  MAX_LISTED_LEVEL,
  MAX_POINTS,
  NODE_CHILDREN,
  pointsBelow,
  RecordType,
} from './format';
import { readDirectory, writeDirectory, type TableSlice } from './pageTable';
import { countsByCause, sumUs, type RangeFigures, type Spread } from './rangeFigures';
import { readerOf, type Decoded, type RecordBody, type RecordKind } from './recordReader';

/** A SEG or NODE, by its place in the tree. */
export interface Subtree {
  /** 0: a SEG. */
  readonly level: number;
  readonly offset: number;
  readonly firstPoint: number;
  readonly points: number;
  /** What its parent tells of its points; undefined in version 1, for a root, and below a damaged NODE. */
  readonly figures?: RangeFigures;
}

/** A NODE record, decoded. */
export interface IndexNode extends Subtree {
  readonly children: readonly Subtree[];
  /** Its summary. */
  readonly slices: readonly TableSlice[];
  /** Its lists; empty if it has none. */
  readonly lists: readonly TableSlice[];
}

/** A child of a NODE that is being written. */
export interface ChildEntry {
  readonly offset: number;
  readonly figures: RangeFigures;
}

/** Writes a NODE's payload. @param own where the record will stand. @param version of the format. */
export function encodeNode(
  node: {
    readonly level: number;
    readonly firstPoint: number;
    readonly children: readonly ChildEntry[];
    readonly slices: readonly TableSlice[];
    /** None in version 1. */
    readonly lists: readonly TableSlice[];
  },
  own: number,
  version: number,
  out: ByteWriter,
): void {
  out.varint(node.level);
  out.varint(node.firstPoint);
  for (const { offset } of node.children) out.varint(own - offset);
  if (version > 1) {
    let before = 0;
    for (const { figures } of node.children) {
      writeFigures(figures, before, out);
      before = nanoseconds(figures.startUs);
    }
  }
  writeDirectory(out, node.slices, own);
  if (version > 1) writeDirectory(out, node.lists, own);
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
  let children = Array.from({ length: NODE_CHILDREN }, (_, child): Subtree => {
    const offset = readDistance(reader, body.offset, 'distance to a child');
    return { level: level - 1, offset, firstPoint: firstPoint + child * each, points: each };
  });
  if (body.version > 1) {
    let before = 0;
    children = children.map((child) => {
      const figures = readFigures(reader, child.firstPoint, each, before);
      before = nanoseconds(figures.startUs);
      return { ...child, figures };
    });
  }
  const slices = readDirectory(reader, body.offset);
  const lists = body.version > 1 ? readDirectory(reader, body.offset) : [];
  if (lists.length > 0 && level > MAX_LISTED_LEVEL) {
    throw reader.unexpected(`lists up to level ${MAX_LISTED_LEVEL}`, `some in level ${level}`);
  }
  reader.end();
  return {
    value: {
      level,
      offset: body.offset,
      firstPoint,
      points: pointsBelow(level),
      children,
      slices,
      lists,
    },
    bytes: 14_000 + 80 * (slices.length + lists.length),
  };
}

/** @param before start of the child before, in nanoseconds. */
function writeFigures(figures: RangeFigures, before: number, out: ByteWriter): void {
  const start = nanoseconds(figures.startUs);
  writeSigned(out, start - before);
  writeSigned(out, nanoseconds(figures.endUs) - start);
  writeSpread(figures.dirtyPages, out);
  out.varint(figures.zeroPages);
  writeSpread(figures.sentBytes, out);
  out.varint(figures.outputs);
  out.varint(figures.outputBytes);
  writePhases(out, figures.phasesUs);
  writeNanoseconds(out, figures.pauseUs.min);
  out.varint(figures.longest.point - figures.firstPoint);
  writePhases(out, figures.longest.phasesUs);
  for (const cause of CAUSES) out.varint(figures.causes[cause]);
}

function readFigures(
  reader: ByteReader,
  firstPoint: number,
  points: number,
  before: number,
): RangeFigures {
  const start = before + readSigned(reader, 'start of a child');
  const end = start + readSigned(reader, 'end of a child');
  if (!(start >= 0 && end >= 0 && Number.isSafeInteger(start + end))) {
    throw reader.unexpected('times in a recording', `${start} to ${end}`);
  }
  const dirtyPages = readSpread(reader, 'dirty pages');
  const zeroPages = reader.varint('zero pages');
  const sentBytes = readSpread(reader, 'sent bytes');
  const outputs = reader.varint('outputs');
  const outputBytes = reader.varint('bytes of outputs');
  const phasesUs = readPhases(reader);
  const min = readNanoseconds(reader, 'shortest pause');
  const longest = reader.varint('point with the longest pause');
  if (longest >= points) throw reader.unexpected(`a point below ${points}`, `${longest}`);
  const longestUs = readPhases(reader);
  const counts = CAUSES.map(() => reader.varint('points of a cause'));
  return {
    firstPoint,
    points,
    startUs: start / 1000,
    endUs: end / 1000,
    dirtyPages,
    zeroPages,
    sentBytes,
    outputs,
    outputBytes,
    pauseUs: { sum: pauseIn(phasesUs), min, max: pauseIn(longestUs) },
    phasesUs,
    longest: { point: firstPoint + longest, phasesUs: longestUs },
    causes: countsByCause((cause) => counts[CAUSES.indexOf(cause)]),
  };
}

function pauseIn(phases: PhaseTimes): number {
  return sumUs(PHASES.map((phase) => phases[phase]));
}

function writeSpread({ sum, min, max }: Spread, out: ByteWriter): void {
  out.varint(sum);
  out.varint(min);
  out.varint(max);
}

function readSpread(reader: ByteReader, what: string): Spread {
  const [sum, min, max] = [reader.varint(what), reader.varint(what), reader.varint(what)];
  return { sum, min, max };
}

/** NODE records, for a RecordReader. */
export const NODE: RecordKind<IndexNode> = {
  types: [RecordType.NODE],
  decode: decodeNode,
};
