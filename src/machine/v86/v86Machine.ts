import { V86Machine } from './embeddedMachine';
import { V86Standby } from './embeddedStandby';
import { createPc, type V86Options } from './pc';

export type { V86Options } from './pc';

/** Starts an embedded PC; its first instruction runs in the first call of `run`. */
export async function createV86Machine(options: V86Options): Promise<V86Machine> {
  return new V86Machine(await createPc(options));
}

/** Makes a standby for machines of the same options; a kernel among them is not loaded. */
export async function createV86Standby(options: V86Options): Promise<V86Standby> {
  const { wasm, memoryBytes, diskBytes, jit, dirtyTracking, accesses = [] } = options;
  const hardware = { wasm, memoryBytes, diskBytes, jit, dirtyTracking, accesses };
  return new V86Standby(await createPc(hardware));
}
