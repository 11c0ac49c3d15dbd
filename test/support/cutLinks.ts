import { crc32 } from 'node:zlib';
import { Passive } from '../../src/engine/passive';
import { PeerRefusal } from '../../src/engine/handshake';
import { ResumableLink, type Dialled, type LinkNotice } from '../../src/engine/resumableLink';
import { wholeImage } from '../../src/engine/wholeImage';
import type { Machine } from '../../src/machine/machine';
import { MemoryLink, type Fault } from './memoryLink';
import { ToyStandby, type ToyWorkload } from './toyMachine';

/** What a passive's end of a link does to it. */
export interface LinkFaults {
  /** Of what the active sends over this connection, counted from 0. */
  readonly toPassive?: (connection: number) => Fault | undefined;
  readonly toActive?: (connection: number) => Fault | undefined;
  /** Asked before each connection but the first whether the passive has been started anew. */
  readonly restarted?: (connection: number) => boolean;
  /** Throws if nobody is there to connect to. */
  readonly unreachable?: (connection: number) => void;
}

/** A passive of a toy guest, reached over links in memory that break as they are told. */
export class CutPassive {
  readonly #workload: ToyWorkload;
  readonly #faults: LinkFaults;
  readonly notices: LinkNotice[] = [];
  standby: ToyStandby;
  passive: Passive | undefined;
  connections = 0;
  /** What it was asked to begin with, connection by connection. */
  readonly firsts: number[] = [];
  #following: Promise<void> = Promise.resolve();
  #link: MemoryLink | undefined;

  constructor(workload: ToyWorkload, faults: LinkFaults = {}) {
    this.#workload = workload;
    this.#faults = faults;
    this.standby = new ToyStandby(workload);
  }

  /** A link to it for a guest. */
  open(
    machine: Machine,
    patienceMs = 60_000,
    image: 'running' | 'stopped' = 'stopped',
  ): Promise<ResumableLink> {
    return ResumableLink.open({
      dial: (first) => this.#dial(first),
      imageFor: (frames, transaction) => wholeImage(machine, frames, transaction, crc32),
      firstIsImage: image === 'stopped',
      crc32,
      clock: () => performance.now() * 1000,
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
      patienceMs,
      onNotice: (notice) => this.notices.push(notice),
    });
  }

  /** Cuts the link that there is. */
  cut(): void {
    this.#link?.close();
  }

  /** Waits until it follows nobody any more. */
  async ended(): Promise<void> {
    this.cut();
    await this.#following;
  }

  async #dial(first: number): Promise<Dialled> {
    const connection = this.connections;
    this.#faults.unreachable?.(connection);
    this.connections++;
    this.firsts.push(first);
    this.#link?.close();
    await this.#following;
    if (this.#faults.restarted?.(connection)) {
      this.standby = new ToyStandby(this.#workload);
      this.passive = undefined;
    }
    const { active, passive: link } = MemoryLink.pair();
    this.#link = active;
    active.fault = this.#faults.toPassive?.(connection);
    link.fault = this.#faults.toActive?.(connection);
    this.passive ??= new Passive(this.standby, link, crc32);
    const { committed } = this.passive;
    this.#following = this.passive.resume(link, first).catch(() => undefined);
    return {
      link: active,
      closed: this.#following,
      next: committed === undefined ? undefined : committed + 1,
      finish: () => Promise.resolve(active.close()),
    };
  }
}

/** A refusal for good. */
export function refuse(why: string): never {
  throw new PeerRefusal(why);
}
