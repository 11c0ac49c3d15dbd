import { ByteReader, type ByteSource } from '../core/byteReader';
import type { ByteWriter } from '../core/byteWriter';
import { OUTPUT_KINDS, type Output } from '../core/syncPoint';

/**
 * The payload of an OUTPUTS frame, in the order in which the guest caused them:
 *
 *     varint  number of outputs
 *     each:   u8 kind (index in OUTPUT_KINDS), varint length, bytes; disk-write: varint byte offset
 */
export function writeOutputs(outputs: readonly Output[], into: ByteWriter): void {
  into.varint(outputs.length);
  for (const { kind, data, diskOffset } of outputs) {
    into.u8(OUTPUT_KINDS.indexOf(kind));
    into.varint(data.length);
    into.bytes(data);
    if (kind === 'disk-write') {
      if (diskOffset === undefined) throw new RangeError('a disk write without an offset');
      into.varint(diskOffset);
    }
  }
}

/** Reads {@link writeOutputs}; the bytes are copied. @throws KemariError of kind `input`. */
export function readOutputs(payload: Uint8Array, source: ByteSource): readonly Output[] {
  const reader = new ByteReader(payload, source);
  const outputs: Output[] = [];
  for (let left = reader.count('number of outputs', 2); left > 0; left--) {
    const index = reader.u8('kind of output');
    if (index >= OUTPUT_KINDS.length) {
      throw reader.unexpected(`a kind of output below ${OUTPUT_KINDS.length}`, String(index));
    }
    const kind = OUTPUT_KINDS[index];
    const data = reader.bytes(reader.count('bytes of output', 1), 'output').slice();
    if (kind === 'disk-write') {
      outputs.push({ kind, data, diskOffset: reader.varint('disk offset') });
    } else {
      outputs.push({ kind, data });
    }
  }
  reader.end();
  return outputs;
}
