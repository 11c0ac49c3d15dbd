import type { DeviceState } from '../core/deviceState';
import type { PageSpace } from '../core/guestMemory';
import type { PageWriter } from '../core/pageWriter';
import type { AccessCause, Output } from '../core/syncPoint';

/**
 * The machine port: what the engine asks of a virtual machine. The embedded PC implements it here, a
 * real QEMU will, and a small deterministic twin does so for the engine's tests.
 *
 * A machine only runs inside {@link Machine.run}; between two runs it stands still, and everything
 * else may be called. Calls are not reentrant.
 */
export interface Machine {
  /** What it is, for the trace: `v86`, `qemu`. */
  readonly kind: string;
  /** The guest's memory map; fixed for the machine's life. */
  readonly pages: PageSpace;
  /** Bytes of the guest's disk; fixed for the machine's life. */
  readonly diskBytes: number;
  /** Guest time in microseconds: stands still between runs, and jumps where the guest idles. */
  readonly virtualTimeUs: number;

  /**
   * Runs the guest until its output is tapped, or its access to a device if the machine was made to
   * tap these, or until guest time reaches the deadline. After a tapped output the guest stands on the
   * instruction right behind the one that caused it.
   */
  run(deadlineUs: number): Promise<RunOutcome>;

  /** Hands an input to the guest's devices; it counts as having come at the current guest time. */
  inject(input: MachineInput): void;

  /**
   * The pages written since the last call, by the guest or by a device, as ascending GFNs, and starts
   * a new epoch of log-dirty. May name a page whose content is what it was; never leaves one out.
   * The array is the machine's own and is overwritten by the next call.
   */
  collectDirtyPages(): Uint32Array;

  /**
   * Who wrote each of these pages first in the epoch that the last {@link collectDirtyPages} ended, for as
   * long as the guest has not run since: numbers that the machine's {@link DeviceDecoder} names. A new
   * array. A machine that cannot know leaves it out.
   */
  firstWriters?(gfns: Uint32Array): Uint32Array;

  /** Copies the named pages, one after the other, to the start of `into`, which is large enough. */
  copyPages(gfns: Uint32Array, into: Uint8Array): void;

  /** A copy of a part of the guest's disk, as the guest would read it: with all that it wrote. */
  readDisk(offset: number, bytes: number): Uint8Array;

  /**
   * Keeps pages as they are at this moment while the guest runs on: one that the guest or a device is
   * about to write is copied aside first. They were named by the last {@link collectDirtyPages}, since
   * which the guest has not run, and all are taken by {@link copyFrozenPages} before the next.
   * @throws Error if pages frozen before were not all taken.
   */
  freezePages(gfns: Uint32Array): void;

  /** As {@link copyPages}, of frozen pages as they were; each is taken once. */
  copyFrozenPages(gfns: Uint32Array, into: Uint8Array): void;

  /**
   * The devices' state in the machine's own compact form: clock, vCPU, and every device touched since
   * the last capture, or all of them. Applying the captures since a full one, in their order, gives
   * the whole state ({@link Standby.apply}). The result belongs to the caller.
   */
  captureDevices(scope: 'touched' | 'all'): Uint8Array;

  /** Ends the machine and frees what it holds. */
  dispose(): void;
}

/** What changed between two sync points: all that a standby needs to follow. */
export interface CheckpointDelta {
  /** Ascending GFNs of the pages below. */
  readonly gfns: Uint32Array;
  /** The pages, one after the other: 4096 bytes for each GFN. */
  readonly pages: Uint8Array;
  /** From {@link Machine.captureDevices}; the first that a standby is given is of scope `all`. */
  readonly devices: Uint8Array;
  /** Outputs held at this sync point. Disk writes among them also go to the standby's own disk. */
  readonly outputs: readonly Output[];
}

/**
 * The passive's half of the port: a second instance of the machine that follows checkpoint by
 * checkpoint and can go on at any moment where the last one stopped.
 */
export interface Standby {
  readonly pages: PageSpace;

  /**
   * Takes over a checkpoint. The delta is borrowed. All of it is checked before any of it is applied:
   * a delta that is refused leaves the standby as it was. After any other error it is of no more use.
   * @throws KemariError of kind `input` if the captured devices are damaged.
   * @throws RangeError if a page or a disk write lies outside of the machine.
   */
  apply(delta: CheckpointDelta): void;

  /**
   * Takes pages ahead of the first checkpoint, as they were at some time before it; the checkpoint, or
   * a later call, brings what changed since. The batch is borrowed.
   * @throws RangeError if a page lies outside of the machine; Error after a checkpoint was applied.
   */
  preload(pages: Pick<CheckpointDelta, 'gfns' | 'pages'>): void;

  /**
   * As {@link preload}, a part of the disk.
   * @throws RangeError if it does not lie on the disk; Error after a checkpoint was applied.
   */
  preloadDisk(offset: number, data: Uint8Array): void;

  /** As {@link Machine.copyPages}, of what was applied. */
  copyPages(gfns: Uint32Array, into: Uint8Array): void;

  /**
   * Becomes the machine that was captured: the same memory, devices and guest time, from which it
   * goes on as that one could have. A machine that compiles the guest's code starts cold here, and may
   * end a slice of guest time some instructions earlier or later than the one that was warm; what an
   * interrupt then meets is not the same to the instruction. So what the guest does afterwards is a
   * continuation of the checkpoint, but a replay to the instruction only between machines of the same
   * warmth: two that were activated from one checkpoint, or any two that interpret.
   *
   * Call once; afterwards the standby is used up, and the machine owns what it held. If it throws, the
   * standby is to be disposed as before.
   * @throws Error if no checkpoint was applied.
   */
  activate(): Machine;

  /** Ends a standby that was not activated. */
  dispose(): void;
}

/** Why {@link Machine.run} returned. */
export type RunOutcome =
  /** Outputs were tapped, in the order in which the guest caused them: at least one, or an access. */
  | {
      readonly reason: 'output';
      readonly outputs: readonly Output[];
      readonly access?: AccessCause | undefined;
    }
  /** Guest time reached the deadline. */
  | { readonly reason: 'deadline' };

/** Something from outside that reaches the guest. */
export type MachineInput =
  | { readonly kind: 'net-rx'; readonly frame: Uint8Array }
  | { readonly kind: 'serial-rx'; readonly data: Uint8Array };

/**
 * Gives names to what {@link Machine.captureDevices} captured. Kept apart from the machine, since it
 * runs where the trace is written, not where the guest runs.
 */
export interface DeviceDecoder {
  /**
   * Applies a capture and returns every device's state now, in the machine's order. A device that the
   * capture does not carry is the same object as in the result before.
   * @throws KemariError of kind `input` if the bytes are no capture of this machine.
   */
  apply(capture: Uint8Array): readonly DeviceState[];

  /** The writer that a number of {@link Machine.firstWriters} stands for; undefined if none is known. */
  writer?(number: number): PageWriter | undefined;
}
