import { ACCESS_CAUSES, OUTPUT_KINDS, TAP_CAUSES, type TapCause } from '../core/syncPoint';
import { quoted, type Arguments } from './arguments';
import type { RecordingRequest } from './command';

const TREATMENTS = ['sync', 'hold', 'ignore'] as const;
type Treatment = (typeof TREATMENTS)[number];

/** The help of `--tap`. */
export const TAP_HELP = [
  `what is a sync point: ${TAP_CAUSES.join(', ')} (default: all output); other output is held until`,
  'the next. CAUSE=sync, =hold or =ignore changes one and leaves the default for the others',
].join(' ');

/**
 * Reads `--tap`: causes that sync, while all other output is held, or treatments by name (`net-tx=sync`),
 * which leave the others at their default. Both together: the others are held.
 */
export function tapOf(args: Arguments): Pick<RecordingRequest, 'tap' | 'ignore'> {
  const named = new Map<TapCause, Treatment>();
  let bare = false;
  for (const word of args.value('tap')?.split(',') ?? []) {
    const [name, treatmentName, ...rest] = word.trim().split('=');
    const cause = TAP_CAUSES.find((each) => each === name);
    if (cause === undefined || rest.length > 0) {
      throw args.error(`--tap takes one of ${TAP_CAUSES.join(', ')}, not ${quoted(word.trim())}`);
    }
    bare ||= treatmentName === undefined;
    const treatment = TREATMENTS.find((each) => each === (treatmentName ?? 'sync'));
    if (treatment === undefined) {
      const choices = TREATMENTS.join(', ');
      throw args.error(`--tap ${cause} takes one of ${choices}, not ${quoted(treatmentName)}`);
    }
    if (treatment === 'hold' && isAccess(cause)) {
      throw args.error(`--tap ${cause} is an access, of which nothing can be held: sync or ignore`);
    }
    if (named.has(cause)) throw args.error(`--tap names ${cause} twice`);
    named.set(cause, treatment);
  }
  const treatmentOf = (cause: TapCause): Treatment => {
    const other = isAccess(cause) ? 'ignore' : bare ? 'hold' : 'sync';
    return named.get(cause) ?? other;
  };
  const ignore = OUTPUT_KINDS.filter((kind) => treatmentOf(kind) === 'ignore');
  return {
    tap: TAP_CAUSES.filter((cause) => treatmentOf(cause) === 'sync'),
    ...(ignore.length > 0 && { ignore }),
  };
}

function isAccess(cause: TapCause): boolean {
  return ACCESS_CAUSES.some((access) => access === cause);
}
