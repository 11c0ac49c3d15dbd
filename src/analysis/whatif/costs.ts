import { PAGE_SIZE } from '../../core/gfn';
import type { Trace } from '../../trace/trace';
import { Samples } from '../distribution';
import { deltaBytesPerPage } from './deltaSizes';
import type { PageEncoding } from './question';
import { stepsOf, type Step, type StepRange } from './steps';

/** What a sync point of a model carries. */
export interface Load {
  readonly dirtyPages: number;
  readonly zeroPages: number;
  /** What crosses the link. */
  readonly bytes: number;
}

/** What pages cost in a recording, as far as its sync points tell. */
export interface PageCosts {
  /** Microseconds that each page more takes to be copied, and to be taken over by the passive. */
  readonly copyUsPerPage: number;
  readonly passiveUsPerPage: number;
  /** Bytes on the link of a page with content, where they were asked for. */
  readonly deltaBytesPerPage?: number;
}

/** Bytes of a page's number beside its content, and of a run of pages of zeros. */
const GFN_BYTES = 4;
const ZERO_RUN_BYTES = 8;

/** Sync points that are looked at. */
const MOST_SAMPLES = 20_000;

/** Reads what pages cost. Sizes of deltas are measured only where the encoding asks for them. */
export async function pageCosts(
  trace: Trace,
  range: StepRange,
  encoding: PageEncoding | undefined,
  progress: (share: number) => void,
): Promise<PageCosts> {
  const stride = Math.max(1, Math.ceil((range.to - range.from) / MOST_SAMPLES));
  const sampled: { pages: number; copyUs: number; passiveUs: number }[] = [];
  for await (const { point, dirtyPages, phases } of stepsOf(trace, range, (share) =>
    progress(encoding === 'delta' ? share / 2 : share),
  )) {
    if (point % stride !== 0 && stride > 1) continue;
    sampled.push({ pages: dirtyPages, copyUs: phases.copyUs, passiveUs: phases.passiveUs });
  }
  const copyUsPerPage = usPerPage(sampled.map(({ pages, copyUs }) => [pages, copyUs]));
  const passiveUsPerPage = usPerPage(sampled.map(({ pages, passiveUs }) => [pages, passiveUs]));
  // The passive copies each page once more. What it takes besides is mostly its waking up.
  const costs = { copyUsPerPage, passiveUsPerPage: Math.min(copyUsPerPage, passiveUsPerPage) };
  if (encoding !== 'delta') return costs;
  return {
    ...costs,
    deltaBytesPerPage: await deltaBytesPerPage(trace, range, (share) => progress((1 + share) / 2)),
  };
}

/** How much more pages there must be in the larger half for a difference to mean anything. */
const LEAST_SPREAD = 1.5;

/**
 * How much longer a phase is for each page more: from the medians of the sync points with few pages and of
 * those with many, since a mean is that of its outliers. Where all have about as many, the
 * whole phase is put down to its pages.
 */
export function usPerPage(samples: readonly (readonly [pages: number, us: number])[]): number {
  const sorted = [...samples].sort(([a], [b]) => a - b);
  const half = Math.ceil(sorted.length / 2);
  const [few, many] = [sorted.slice(0, half), sorted.slice(half)].map((part) => ({
    pages: median(part.map(([pages]) => pages)),
    us: median(part.map(([, us]) => us)),
  }));
  if (many.pages > LEAST_SPREAD * few.pages) {
    return Math.max(0, (many.us - few.us) / (many.pages - few.pages));
  }
  return few.pages > 0 ? few.us / few.pages : 0;
}

function median(values: readonly number[]): number {
  const samples = new Samples();
  for (const value of values) samples.add(value);
  return samples.distribution().p50;
}

/**
 * What a sync point sends that closes a group of recorded ones.
 * @param pages of all of them together, each once.
 * @param earlierOutputs outputs of the group before its last step, which travel along.
 */
export function loadOf(
  step: Step,
  pages: { readonly dirtyPages: number; readonly zeroPages: number },
  earlierOutputs: { readonly count: number; readonly bytes: number },
  encoding: PageEncoding | undefined,
  costs: PageCosts,
): Load {
  const { dirtyPages, zeroPages } = pages;
  // What is left of a recording that sent less than its pages is not known; it is little.
  const rest = Math.max(0, step.sentBytes - pageBytes(step, 'zero', costs));
  const asRecorded = dirtyPages === step.dirtyPages && zeroPages === step.zeroPages;
  const content =
    encoding === undefined && asRecorded
      ? step.sentBytes - rest
      : pageBytes(pages, encoding ?? 'zero', costs);
  const outputs = earlierOutputs.bytes + earlierOutputs.count * OUTPUT_HEAD_BYTES;
  return { dirtyPages, zeroPages, bytes: content + rest + outputs };
}

/** About what an output takes besides its bytes. */
const OUTPUT_HEAD_BYTES = 16;

function pageBytes(
  { dirtyPages, zeroPages }: { readonly dirtyPages: number; readonly zeroPages: number },
  encoding: PageEncoding,
  { deltaBytesPerPage = PAGE_SIZE }: PageCosts,
): number {
  const full = PAGE_SIZE + GFN_BYTES;
  if (encoding === 'raw') return dirtyPages * full;
  const content = dirtyPages - zeroPages;
  const zeros = zeroPages === 0 ? 0 : ZERO_RUN_BYTES;
  return zeros + content * (encoding === 'zero' ? full : deltaBytesPerPage + GFN_BYTES);
}
