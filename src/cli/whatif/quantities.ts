import type { Arguments } from '../arguments';
import { quoted } from '../arguments';

const BIT_PREFIXES: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

const MICROSECONDS: Readonly<Record<string, number>> = { us: 1, µs: 1, ms: 1e3, s: 1e6 };

/** Reads `1Gbit`, `100 Mbit/s`, `12.5MB/s`: bits a second. */
export function bandwidthOption(args: Arguments, name: string): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  const [, digits, prefix = '', unit] =
    /^([0-9]*\.?[0-9]+) ?([kMGT]?)(bit|B)(?:\/s)?$/.exec(text) ?? [];
  const value = Number(digits) * BIT_PREFIXES[prefix] * (unit === 'B' ? 8 : 1);
  if (Number.isFinite(value) && value > 0) return value;
  throw args.error(`--${name} takes a bandwidth such as 1Gbit or 12.5MB, not ${quoted(text)}`);
}

/** Reads `0.2ms`, `200us`, `1s`: microseconds. */
export function timeOption(args: Arguments, name: string): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  const [, digits, unit = ''] = /^([0-9]*\.?[0-9]+) ?(us|µs|ms|s)$/.exec(text) ?? [];
  const value = Number(digits) * MICROSECONDS[unit];
  if (Number.isFinite(value)) return value;
  throw args.error(`--${name} takes a time such as 0.2ms or 200us, not ${quoted(text)}`);
}
