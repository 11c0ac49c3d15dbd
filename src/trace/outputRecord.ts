import { RecordType } from './format';
import type { RecordKind } from './recordReader';

/** OUT records, for a RecordReader: bytes of a point's outputs, which nobody reads twice. */
export const OUT: RecordKind<Uint8Array> = {
  types: [RecordType.OUT],
  decode: ({ payload }) => ({ value: payload.slice(), bytes: Infinity }),
};
