import { readFile } from 'node:fs/promises';
import { NaiveTrace } from '../../support/naiveReader';
import { kemariStore } from './kemariStore';
import type { TraceStore } from './traceStore';

/** The same file, read from end to end and searched without an index. */
export const naiveStore: TraceStore = {
  name: 'without an index',
  create: (path) => kemariStore.create(path),

  async open(path) {
    const trace = new NaiveTrace(await readFile(path));
    return {
      points: trace.points.length,
      list: (from, to) => Promise.resolve(trace.points.slice(from, to + 1).length),
      page: (gfn, at) => Promise.resolve(trace.page(gfn, at)),
      history: (gfn) => Promise.resolve(trace.history(gfn).length),
      heat: (from, to) => {
        const counts = new Map<number, number>();
        for (const { pages } of trace.points.slice(from, to + 1)) {
          for (const { gfn } of pages) counts.set(gfn, (counts.get(gfn) ?? 0) + 1);
        }
        return Promise.resolve(counts.size);
      },
      close: () => Promise.resolve(),
    };
  },
};
