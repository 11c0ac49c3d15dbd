import { describeOutput } from '../analysis/outputDescription';
import { asGfn, PAGE_SIZE } from '../core/gfn';
import type {
  DirtyModel,
  MapModel,
  OutputModel,
  PageHistory,
  PageModel,
  PageRequest,
  TraceModel,
} from '../protocol/inspector';
import { packCounts } from '../protocol/packedCounts';
import type { Trace } from '../trace/trace';
import { RangeCounts } from './rangeCounts';

/** Versions of a page that are all handed over; of more, one for each column. */
const MAX_VERSIONS = 4096;

/** Outputs of one point that are handed over. */
const MAX_OUTPUTS = 1000;

/** Bytes of an output that are handed over. */
const OUTPUT_HEAD_BYTES = 64;

/**
 * What the inspector shows, made of a trace. Every typed array handed out has a buffer of its own
 * size, since it crosses to the page with its whole buffer.
 */
export class InspectorModels {
  readonly #trace: Trace;
  readonly #fileName: string;
  readonly #counts: RangeCounts;

  /** @param fileName the trace's name as the user knows it. */
  constructor(trace: Trace, fileName: string) {
    this.#trace = trace;
    this.#fileName = fileName;
    this.#counts = new RangeCounts(trace);
  }

  trace(): TraceModel {
    const { header } = this.#trace;
    return {
      fileName: this.#fileName,
      writer: header.writer,
      formatVersion: header.version,
      machine: header.machine,
      workload: header.workload,
      mode: header.mode,
      pageSize: PAGE_SIZE,
      regions: header.pages.regions.map(({ name, start, bytes }) => ({ name, start, bytes })),
    };
  }

  /** The pages dirtied in a range. */
  async map(from: number, to: number): Promise<MapModel> {
    const { gfns, counts, lastPoints, zero } = await this.#counts.of(from, to);
    const packed = packCounts({ gfns, counts, lastPoints, zero }, to);
    return { from, to, pages: gfns.length, packed: ofOwnSize(packed) };
  }

  /** The pages that a point wrote. */
  async dirty(point: number): Promise<DirtyModel> {
    const { gfns, zero } = await this.#trace.dirtyPages(point);
    return { point, gfns: ofOwnSize(gfns), zero: ofOwnSize(zero) };
  }

  async page({ point, page, against }: PageRequest): Promise<PageModel> {
    const gfn = asGfn(page);
    const shown = await this.#trace.page(gfn, point);
    const previous = shown.point > 0 ? await this.#trace.page(gfn, shown.point - 1) : undefined;
    const before = against === undefined ? previous : await this.#trace.page(gfn, against);
    return {
      gfn,
      point: shown.point,
      bytes: ofOwnSize(shown.bytes),
      previous: previous?.point,
      before: before && { point: before.point, bytes: ofOwnSize(before.bytes) },
    };
  }

  async pageHistory(request: {
    readonly page: number;
    readonly from: number;
    readonly to: number;
    readonly columns: number;
  }): Promise<PageHistory> {
    const { page, from, to, columns } = request;
    const points = await this.#trace.pageHistory(asGfn(page), from, to);
    const told = points.length <= MAX_VERSIONS ? points : onePerColumn(points, from, to, columns);
    return { count: points.length, points: ofOwnSize(told) };
  }

  async outputs(point: number): Promise<readonly OutputModel[]> {
    const outputs = await this.#trace.outputs(point);
    return outputs.slice(0, MAX_OUTPUTS).map((output) => ({
      kind: output.kind,
      bytes: output.bytes,
      head: output.data.slice(0, OUTPUT_HEAD_BYTES),
      description: describeOutput(output),
    }));
  }
}

/** The last point in each column of the range that has any. */
function onePerColumn(points: Uint32Array, from: number, to: number, columns: number): Uint32Array {
  const columnOf = (point: number): number =>
    Math.floor(((point - from) * columns) / (to - from + 1));
  return points.filter(
    (point, i) => i === points.length - 1 || columnOf(points[i + 1]) !== columnOf(point),
  );
}

/** The array itself if it fills its buffer, else a copy that does. */
function ofOwnSize<T extends Uint8Array | Uint32Array>(array: T): T {
  return array.byteLength === array.buffer.byteLength ? array : (array.slice() as T);
}
