import { KemariError, messageOf } from '../../core/errors';
import { rewriteForLogDirty } from './logDirtyRewrite';

/** How dirty pages are found. */
export type DirtyTracking = 'log-dirty' | 'compare';

/** The emulator's compiled core. */
export interface EmulatorModule {
  readonly module: WebAssembly.Module;
  readonly tracking: DirtyTracking;
  /** Why log-dirty was asked for and cannot be had. */
  readonly fallbackReason?: string;
}

/** Modules by the bytes they were compiled from, for as long as someone holds these. */
const compiled = {
  'log-dirty': new WeakMap<Uint8Array, Promise<EmulatorModule>>(),
  compare: new WeakMap<Uint8Array, Promise<EmulatorModule>>(),
};

/**
 * Compiles the emulator's core, rewritten for log-dirty if that is wanted and possible. Done once for
 * each array of bytes; machines made from the same array share the module.
 * @throws KemariError of kind `input` if the bytes are no WebAssembly module.
 */
export function loadEmulatorModule(
  wasm: Uint8Array,
  tracking: DirtyTracking,
): Promise<EmulatorModule> {
  let module = compiled[tracking].get(wasm);
  if (module === undefined) {
    module = tracking === 'log-dirty' ? compileForLogDirty(wasm) : compile(wasm);
    compiled[tracking].set(wasm, module);
  }
  return module;
}

async function compile(wasm: Uint8Array): Promise<EmulatorModule> {
  try {
    return { module: await WebAssembly.compile(wasm.slice()), tracking: 'compare' };
  } catch (error) {
    throw new KemariError('input', `v86.wasm: ${messageOf(error)}`, {}, { cause: error });
  }
}

async function compileForLogDirty(wasm: Uint8Array): Promise<EmulatorModule> {
  let rewritten: Uint8Array;
  try {
    rewritten = rewriteForLogDirty(wasm);
  } catch (error) {
    return { ...(await loadEmulatorModule(wasm, 'compare')), fallbackReason: messageOf(error) };
  }
  return { module: await WebAssembly.compile(rewritten.slice()), tracking: 'log-dirty' };
}
