import { asGuestAddress, PAGE_SHIFT, PAGE_SIZE } from '../../core/gfn';
import { PageSpace } from '../../core/guestMemory';
import type { Pc } from './pc';

/** The memory map of a PC with this much RAM. */
export function pageSpaceOf(ramBytes: number): PageSpace {
  return new PageSpace([{ name: 'ram', start: asGuestAddress(0), bytes: ramBytes }]);
}

/** Copies pages of a PC's RAM, one after the other. */
export function copyPages(pc: Pc, gfns: Uint32Array, into: Uint8Array): void {
  const { bytes } = pc.memory;
  for (let i = 0; i < gfns.length; i++) {
    const start = pc.ramStart + (gfns[i] << PAGE_SHIFT);
    if (gfns[i] >= pc.ramBytes / PAGE_SIZE) throw new RangeError(`no page ${gfns[i]}`);
    into.set(bytes.subarray(start, start + PAGE_SIZE), i << PAGE_SHIFT);
  }
}
