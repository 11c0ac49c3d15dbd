import { BENCH_SPACE } from './benchGuest';
import type { StoreReader, TraceStore } from './traceStore';
import { seededNumbers } from '../../support/randomTrace';

/** Milliseconds that reading takes, each the median of several unless told. */
export interface ReadingTimes {
  /** Opening a file and listing its first row. */
  readonly open: number;
  readonly list256: number;
  readonly pageP50: number;
  readonly pageP99: number;
  readonly history: number;
  /** Of the points of the whole file, by a reader that was just opened. */
  readonly heatAll: number;
  readonly heat10k: number;
}

/** How often each is measured. */
export interface ReadingSamples {
  readonly opens: number;
  readonly lists: number;
  readonly heats: number;
  readonly pages: number;
  readonly histories: number;
}

/** Measures how a file is read, at places that are the same for each store. */
export async function measureReading(
  store: TraceStore,
  file: string,
  samples: ReadingSamples,
): Promise<ReadingTimes> {
  const random = seededNumbers(5);
  const opens: number[] = [];
  const heatsAll: number[] = [];
  for (let i = 0; i < samples.opens; i++) {
    let reader: StoreReader | undefined;
    opens.push(
      await timed(async () => {
        reader = await store.open(file);
        await reader.list(0, 0);
      }),
    );
    const opened = reader;
    if (opened === undefined) throw new Error('nothing was opened');
    heatsAll.push(await timed(() => opened.heat(0, opened.points - 1)));
    await opened.close();
  }
  const reader = await store.open(file);
  try {
    const { points } = reader;
    const range = async (length: number, use: (from: number, to: number) => Promise<number>) => {
      const from = random(Math.max(1, points - length));
      return timed(() => use(from, Math.min(points, from + length) - 1));
    };
    const lists = await times(samples.lists, () => range(256, reader.list.bind(reader)));
    const heats = await times(samples.heats, () => range(10_000, reader.heat.bind(reader)));
    const pages = await times(samples.pages, () => {
      const [gfn, at] = [touchedPage(random), random(points)];
      return timed(() => reader.page(gfn, at));
    });
    const histories = await times(samples.histories, () => {
      const gfn = touchedPage(random);
      return timed(() => reader.history(gfn));
    });
    return {
      open: median(opens),
      list256: median(lists),
      pageP50: median(pages),
      pageP99: ascending(pages)[Math.floor(pages.length * 0.99)],
      history: median(histories),
      heatAll: median(heatsAll),
      heat10k: median(heats),
    };
  } finally {
    await reader.close();
  }
}

/** Checks that two files say the same of some pages, so that what is compared is comparable. */
export async function checkAgreement(a: StoreReader, b: StoreReader): Promise<void> {
  const random = seededNumbers(6);
  if (a.points !== b.points) throw new Error(`${a.points} points, and ${b.points}`);
  for (let i = 0; i < 20; i++) {
    const [gfn, at] = [touchedPage(random), random(a.points)];
    const same = Buffer.from(await a.page(gfn, at)).equals(await b.page(gfn, at));
    if (!same) throw new Error(`page ${gfn} as of ${at} differs`);
  }
}

/** Any page of the guest, those that the guest writes often more often than others. */
function touchedPage(random: (below: number) => number): number {
  const { pageCount } = BENCH_SPACE;
  const rank = random(2) === 0 ? random(100) : random(pageCount);
  return (rank * 7919) % pageCount;
}

async function times(count: number, measure: () => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < count; i++) all.push(await measure());
  return all;
}

/** Milliseconds that some work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return ascending(values)[Math.floor(values.length / 2)];
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
