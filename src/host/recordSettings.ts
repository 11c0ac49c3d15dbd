import { DURABILITIES, type Durability } from '../trace/durability';
import { OUTPUT_KINDS, type OutputKind } from '../core/syncPoint';

/** Largest seed of a workload: it has 32 bits. */
export const MAX_SEED = 0xffff_ffff;

/** What a recording takes from the settings below `kemari.record`. */
export interface RecordSettings {
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
  return { tap, seed, durability };
}
