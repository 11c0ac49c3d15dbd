/**
 * A delta as it stands in a BLOCK:
 *
 *   varint offset of the record with the version it changes (0: zeros), varint that version's place
 *   varint length of the runs in bytes
 *   runs, each: u16 words unchanged since the run before, u16 words changed, 8 bytes for each: the XOR
 *   of both versions. A word is 8 bytes; runs come in ascending order.
 *
 * xorDelta.wat makes the runs.
 */
import { ByteReader } from '../core/byteReader';
import type { ByteWriter } from '../core/byteWriter';
import { PAGE_SIZE } from '../core/gfn';
import { MAX_BLOCK_BYTES, MAX_DELTA_BYTES } from './format';
import type { PageRef } from './pageRef';

const WORD = 8;

/** Most bytes that the fields before the runs take. */
export const DELTA_HEAD_BYTES = 20;

/** Writes a delta. */
export function writeDelta(out: ByteWriter, base: PageRef, runs: Uint8Array): void {
  out.varint(base.offset);
  out.varint(base.place);
  out.varint(runs.length);
  out.bytes(runs);
}

/** A delta, with its runs still to be applied. */
export interface Delta {
  readonly base: PageRef;
  /** Borrowed from the block. */
  readonly runs: Uint8Array;
}

/** Reads the delta at a position of a block that stands at `offset` in the file. */
export function readDelta(
  block: Uint8Array,
  position: number,
  offset: number,
  file: string,
): Delta {
  const record = `BLOCK record from ${offset}, delta at ${position}`;
  const reader = new ByteReader(block.subarray(position), { file, record, offset });
  const base = {
    offset: reader.varint('offset of the base'),
    place: reader.varint('place of the base'),
  };
  if (base.offset >= offset) throw reader.unexpected(`a base below ${offset}`, `${base.offset}`);
  if (base.place >= 2 * MAX_BLOCK_BYTES) {
    throw reader.unexpected('a place in a block', `${base.place}`);
  }
  const length = reader.varint('length of the runs');
  if (length > MAX_DELTA_BYTES) {
    throw reader.unexpected(`at most ${MAX_DELTA_BYTES} bytes of runs`, `${length}`);
  }
  const runs = reader.bytes(length, 'runs');
  checkRuns(runs, reader);
  return { base, runs };
}

function checkRuns(runs: Uint8Array, reader: ByteReader): void {
  const view = new DataView(runs.buffer, runs.byteOffset, runs.length);
  let at = 0;
  let word = 0;
  while (at < runs.length) {
    if (at + 4 > runs.length) throw reader.unexpected('a whole run', 'a part of one');
    const changed = view.getUint16(at + 2, true);
    word += view.getUint16(at, true) + changed;
    at += 4 + changed * WORD;
    if (word > PAGE_SIZE / WORD || at > runs.length) {
      throw reader.unexpected('runs that end inside the page', 'a longer run');
    }
  }
}

/** Turns the version a delta was made against into the one it stands for. The runs were checked. */
export function applyRuns(page: Uint8Array, runs: Uint8Array): void {
  let at = 0;
  let byte = 0;
  while (at < runs.length) {
    byte += (runs[at] | (runs[at + 1] << 8)) * WORD;
    const end = byte + (runs[at + 2] | (runs[at + 3] << 8)) * WORD;
    at += 4;
    while (byte < end) page[byte++] ^= runs[at++];
  }
}
