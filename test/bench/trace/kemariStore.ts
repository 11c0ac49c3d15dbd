import { asGfn } from '../../../src/core/gfn';
import { createFile } from '../../../src/node/files';
import { openTraceFile } from '../../../src/node/traceFiles';
import { loadTracePlatform } from '../../../src/node/tracePlatform';
import { TraceWriter, type NewTraceHeader } from '../../../src/trace/traceWriter';
import { BENCH_SPACE } from './benchGuest';
import type { TraceStore } from './traceStore';

const HEADER: NewTraceHeader = {
  writer: 'kemari bench',
  pages: BENCH_SPACE,
  machine: 'generated',
  workload: 'bench',
  mode: 'stop-and-copy',
  startedAtMs: 0,
};

/** The trace. */
export const kemariStore: TraceStore = {
  name: 'Kemari',

  async create(path) {
    const file = await createFile(path);
    const writer = await TraceWriter.create(file, HEADER, await loadTracePlatform());
    return {
      append: (point) => writer.append(point, [point]),
      close: () => writer.close(),
    };
  },

  async open(path) {
    const trace = await openTraceFile(path);
    const last = trace.pointCount - 1;
    return {
      points: trace.pointCount,
      list: async (from, to) => (await trace.points(from, to)).length,
      page: async (gfn, at) => (await trace.page(asGfn(gfn), at)).bytes,
      history: async (gfn) => (await trace.pageHistory(asGfn(gfn), 1, last)).length,
      heat: async (from, to) => (await trace.dirtyCounts(from, to)).gfns.length,
      close: () => trace.close(),
    };
  },
};
