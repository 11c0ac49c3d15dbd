import { SVGA_DIRTY_MAX, SVGA_DIRTY_MIN } from './addresses';
import type { WasmMemory } from './wasmMemory';

/**
 * Whether the guest wrote the linear frame buffer since the last call. The core writes it by itself,
 * past every hook, and notes the range for a screen, of which there is none here.
 */
export function takeVideoWrites({ words }: WasmMemory): boolean {
  const written = words[SVGA_DIRTY_MIN / 4] <= words[SVGA_DIRTY_MAX / 4];
  if (written) forgetVideoWrites(words);
  return written;
}

/** Empties the range, which is not empty when the core starts. */
export function forgetVideoWrites(words: Uint32Array): void {
  words[SVGA_DIRTY_MIN / 4] = 0xffff_ffff;
  words[SVGA_DIRTY_MAX / 4] = 0;
}
