import { DURABILITIES, type Durability } from '../trace/durability';
import { MODES, OUTPUT_KINDS, type Mode, type OutputKind } from '../core/syncPoint';

/** Largest seed of a workload: it has 32 bits. */
export const MAX_SEED = 0xffff_ffff;

/** Longest interval, in milliseconds: all output is held as long. */
export const MAX_INTERVAL_MS = 60_000;

/** What a recording takes from the settings below `kemari.record`. */
export interface RecordSettings {
  readonly mode: Mode;
  /** Milliseconds between two sync points of mode `periodic`. */
  readonly interval: number;
  readonly tap: readonly OutputKind[];
  readonly seed: number;
  readonly durability: Durability;
}

/** The first setting that cannot be used, by its name below `kemari.record`. */
export interface WrongSetting {
  readonly wrong: keyof RecordSettings;
}

/** Reads the settings, which the user may have written by hand: anything. */
export function readRecordSettings(get: (name: string) => unknown): RecordSettings | WrongSetting {
  const mode = MODES.find((each) => each === get('mode'));
  if (mode === undefined) return { wrong: 'mode' };
  const interval = get('interval');
  if (typeof interval !== 'number' || !(interval >= 1 && interval <= MAX_INTERVAL_MS)) {
    return { wrong: 'interval' };
  }
  const names = get('tap');
  if (!Array.isArray(names) || names.length === 0) return { wrong: 'tap' };
  const tap = OUTPUT_KINDS.filter((kind) => names.includes(kind));
  if (!names.every((name) => tap.some((kind) => kind === name))) return { wrong: 'tap' };
  const seed = get('seed');
  if (typeof seed !== 'number' || !Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
    return { wrong: 'seed' };
  }
  const named = get('durability');
  const durability = DURABILITIES.find((each) => each === named);
  if (durability === undefined) return { wrong: 'durability' };
  return { mode, interval, tap, seed, durability };
}
