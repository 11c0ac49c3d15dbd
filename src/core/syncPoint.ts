/** What asked for a sync point. */
export const CAUSES = [
  'net-tx',
  'disk-write',
  'disk-flush',
  'serial-tx',
  'irqchip',
  'timer',
  'periodic',
  'manual',
] as const;
export type Cause = (typeof CAUSES)[number];

/** Ways a guest's output reaches the outside world; each is also a {@link Cause}. */
export const OUTPUT_KINDS = ['net-tx', 'disk-write', 'disk-flush', 'serial-tx'] as const;
export type OutputKind = (typeof OUTPUT_KINDS)[number];

/** Accesses of the guest to its devices that can be sync points; each is also a {@link Cause}. */
export const ACCESS_CAUSES = ['irqchip', 'timer'] as const;
export type AccessCause = (typeof ACCESS_CAUSES)[number];

/** What the event tap can take a sync point at. */
export const TAP_CAUSES = [...OUTPUT_KINDS, ...ACCESS_CAUSES] as const;
export type TapCause = (typeof TAP_CAUSES)[number];

/** One output caught by the event tap. */
export interface Output {
  readonly kind: OutputKind;
  /** What would leave: a frame, serial bytes, a disk write's data. Owned by whoever holds the object. */
  readonly data: Uint8Array;
  /** Byte offset on the disk; disk writes only. */
  readonly diskOffset?: number;
}

/** The phases of a pause, in their order, as they are recorded. */
export const PHASES = ['stop', 'collect', 'devices', 'copy', 'send', 'ack', 'resume'] as const;
export type Phase = (typeof PHASES)[number];

/** Microseconds spent in each phase of one sync point. */
export type PhaseTimes = Readonly<Record<Phase, number>>;

/** How the pair synchronizes. */
export const MODES = ['stop-and-copy', 'pipelined', 'periodic'] as const;
export type Mode = (typeof MODES)[number];

/** What a trace tells of one sync point without touching its pages. */
export interface SyncPoint {
  /** 0 is the first full image. */
  readonly point: number;
  /** When the guest began to run towards this point, in microseconds since the recording began. */
  readonly epochStartUs: number;
  /** When the guest stopped, in microseconds since the recording began. */
  readonly timeUs: number;
  readonly cause: Cause;
  readonly outputs: readonly OutputSummary[];
  /** Pages written since the point before; 0 at point 0, which carries the whole image instead. */
  readonly dirtyPages: number;
  /** How many of the dirty pages held nothing but zeros. */
  readonly zeroPages: number;
  /** Bytes that crossed the link for this point. */
  readonly sentBytes: number;
  readonly phasesUs: PhaseTimes;
  /** The sum of all phases: how long the guest stood still. */
  readonly pauseUs: number;
  /** Names of devices whose state differs from the point before, in the machine's order. */
  readonly changedDevices: readonly string[];
}

/** An output's kind and size; the bytes are read apart. */
export interface OutputSummary {
  readonly kind: OutputKind;
  readonly bytes: number;
}

/** Seven times in the order of {@link PHASES}; more are left out. */
export function phaseTimes(us: ArrayLike<number>): PhaseTimes {
  return {
    stop: us[0],
    collect: us[1],
    devices: us[2],
    copy: us[3],
    send: us[4],
    ack: us[5],
    resume: us[6],
  };
}

/** The pause that these phases add up to, in microseconds. */
export function pauseOf(phases: PhaseTimes): number {
  return PHASES.reduce((sum, phase) => sum + phases[phase], 0);
}
