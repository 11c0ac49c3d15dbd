import { ByteWriter } from '../core/byteWriter';
import type { Output } from '../core/syncPoint';
import { MAX_OUT_BYTES, RecordType } from './format';
import type { RecordWriter } from './recordWriter';

/** Writes the bytes of a point's outputs; returns the offsets of its OUT records. */
export async function writeOutputs(
  outputs: readonly Output[],
  records: RecordWriter,
): Promise<number[]> {
  const offsets: number[] = [];
  const payload = new ByteWriter();
  const flush = (): void => {
    if (payload.length > 0) offsets.push(records.add(RecordType.OUT, payload.view()));
    payload.clear();
  };
  for (const { data } of outputs) {
    for (let at = 0; at < data.length;) {
      const part = data.subarray(at, at + MAX_OUT_BYTES - payload.length);
      payload.bytes(part);
      at += part.length;
      if (payload.length === MAX_OUT_BYTES) flush();
    }
    if (records.pendingBytes > 4 * MAX_OUT_BYTES) await records.flush();
  }
  flush();
  return offsets;
}
