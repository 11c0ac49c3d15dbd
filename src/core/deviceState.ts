/**
 * Device state as every machine hands it over and every trace keeps it: for each device a list of
 * named leaves. It is lossless: a machine can restore itself from what it gave.
 */

/** The value of one leaf. Bytes are for what has no finer structure, such as a card's packet memory. */
export type LeafValue = number | bigint | boolean | string | Uint8Array | null;

/**
 * The leaves of one device, in a fixed order.
 *
 * Devices of one run that have the same shape share one schema object, so comparing references is
 * enough to know that two states can be compared leaf by leaf.
 */
export interface DeviceSchema {
  /** Unique in the machine, such as `cpu.0` or `uart.0`. */
  readonly device: string;
  /** Dotted paths, unique in the device, such as `regs.eax` or `counters.0.reload`. */
  readonly fields: readonly string[];
}

/** The state of one device at one moment. */
export interface DeviceState {
  readonly schema: DeviceSchema;
  /** One value a field, in the schema's order. Never written to after it was handed over. */
  readonly values: readonly LeafValue[];
}

/** One leaf that differs between two states. `undefined`: the leaf is not there on that side. */
export interface FieldChange {
  readonly device: string;
  /**
   * The leaf's path. A run of changed bytes inside a longer byte leaf is a change of its own, with
   * the run's offset in the path: `memory[0x4012]`.
   */
  readonly field: string;
  readonly before: LeafValue | undefined;
  readonly after: LeafValue | undefined;
}

/** Whether two leaves hold the same value; bytes are compared by content. */
export function sameLeaf(a: LeafValue, b: LeafValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    if (a === b) return true;
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
  return Object.is(a, b);
}
