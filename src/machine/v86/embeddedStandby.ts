import type { DeviceState } from '../../core/deviceState';
import { PAGE_SHIFT, PAGE_SIZE } from '../../core/gfn';
import type { PageSpace } from '../../core/guestMemory';
import type { CheckpointDelta, Machine, Standby } from '../machine';
import { V86DeviceDecoder } from './deviceDecoder';
import { restoreDevices } from './deviceRestore';
import { V86Machine } from './embeddedMachine';
import type { Pc } from './pc';
import { copyPages, pageSpaceOf } from './pcPages';

/**
 * A second PC that does not run. Pages go straight into its memory; of the devices' states the latest
 * ones are kept, and are put into the devices when it is activated.
 */
export class V86Standby implements Standby {
  readonly pages: PageSpace;
  readonly #decoder = new V86DeviceDecoder();
  #devices: readonly DeviceState[] | undefined;
  #pc: Pc | undefined;

  /** Takes ownership of the PC. */
  constructor(pc: Pc) {
    this.#pc = pc;
    this.pages = pageSpaceOf(pc.ramBytes);
  }

  /**
   * All of the delta is checked before any of it is applied.
   * @throws KemariError of kind `input` if the captured devices are damaged.
   * @throws RangeError if a page or a disk write lies outside of the machine.
   */
  apply(delta: CheckpointDelta): void {
    const pc = this.#idle;
    const { outputs } = delta;
    checkPages(pc, delta);
    for (const { kind, diskOffset, data } of outputs) {
      if (kind === 'disk-write') pc.disk.checkRange(diskOffset ?? -1, data.length);
    }
    this.#devices = this.#decoder.apply(delta.devices);

    storePages(pc, delta);
    for (const { kind, diskOffset, data } of outputs) {
      if (kind === 'disk-write') pc.disk.store(diskOffset ?? -1, data);
    }
  }

  preload(pages: PageContents): void {
    const pc = this.#untouched;
    checkPages(pc, pages);
    storePages(pc, pages);
  }

  preloadDisk(offset: number, data: Uint8Array): void {
    this.#untouched.disk.store(offset, data);
  }

  copyPages(gfns: Uint32Array, into: Uint8Array): void {
    copyPages(this.#idle, gfns, into);
  }

  activate(): Machine {
    const pc = this.#idle;
    if (this.#devices === undefined) throw new Error('the standby was given no checkpoint');
    restoreDevices(pc, this.#devices);
    this.#pc = undefined;
    return new V86Machine(pc);
  }

  dispose(): void {
    this.#pc?.dispose();
    this.#pc = undefined;
  }

  /** The PC before the first checkpoint. */
  get #untouched(): Pc {
    if (this.#devices !== undefined) throw new Error('what comes ahead of a checkpoint came after');
    return this.#idle;
  }

  get #idle(): Pc {
    if (this.#pc === undefined) throw new Error('the standby was activated or disposed');
    return this.#pc;
  }
}

type PageContents = Pick<CheckpointDelta, 'gfns' | 'pages'>;

function checkPages(pc: Pc, { gfns, pages }: PageContents): void {
  if (pages.length !== gfns.length * PAGE_SIZE) {
    throw new RangeError(`${gfns.length} pages in ${pages.length} bytes`);
  }
  const pageCount = pc.ramBytes / PAGE_SIZE;
  for (const gfn of gfns) if (gfn >= pageCount) throw new RangeError(`no page ${gfn}`);
}

function storePages(pc: Pc, { gfns, pages }: PageContents): void {
  const { bytes } = pc.memory;
  for (let i = 0; i < gfns.length; i++) {
    const page = pages.subarray(i << PAGE_SHIFT, (i + 1) << PAGE_SHIFT);
    bytes.set(page, pc.ramStart + (gfns[i] << PAGE_SHIFT));
  }
}
