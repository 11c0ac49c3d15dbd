import type { Disposable } from '../../core/disposables';
import { compareFigures } from '../../analysis/comparedFigures';
import { asGfn } from '../../core/gfn';
import type { FieldChange } from '../../core/deviceState';
import type {
  ComparedDeviceModel,
  ComparedPageModel,
  ComparedPagesModel,
  ComparedRanges,
  ComparedSide,
  ComparedVersion,
  ComparisonNotices,
  FigureModel,
  WrittenPagesModel,
} from '../../protocol/comparison';
import { diffDevices } from '../../replay/deviceDiff';
import { comparePages, isSameRecording } from '../../replay/pageComparison';
import { compareWrittenPages } from '../../replay/writtenComparison';
import type { Trace } from '../../trace/trace';
import { formatChangedBits, formatLeaf } from '../../analysis/fieldFormat';
import type { TraceHold } from '../traceHandles';

/** Fields of one device that are handed over; the number of the others goes with them. */
const MAX_CHANGES = 1000;

/** Told as the comparison of pages goes on. */
export type ComparisonProgress = (progress: ComparisonNotices['progress']) => void;

/**
 * Two open traces, and what the comparing page shows of them. As in InspectorModels every typed array
 * handed out has a buffer of its own size. Holds both traces until it is disposed.
 */
export class ComparedTraces implements Disposable {
  readonly #holds: Readonly<Record<ComparedSide, TraceHold>>;

  /** Takes over both holds. */
  constructor(holds: Readonly<Record<ComparedSide, TraceHold>>) {
    this.#holds = holds;
  }

  get sameRecording(): boolean {
    return isSameRecording(this.trace('left'), this.trace('right'));
  }

  /** The trace on a side. */
  trace(side: ComparedSide): Trace {
    return this.#holds[side].trace;
  }

  figures(ranges: ComparedRanges, signal: AbortSignal): Promise<readonly FigureModel[]> {
    return compareFigures(this.#range(ranges, 'left'), this.#range(ranges, 'right'), signal);
  }

  /** Pages whose content differs as of the end of both ranges. */
  async pages(
    ranges: ComparedRanges,
    signal: AbortSignal,
    progress: ComparisonProgress,
  ): Promise<ComparedPagesModel> {
    const found: { readonly gfns: Uint32Array; readonly sides: Uint8Array }[] = [];
    let length = 0;
    const batches = comparePages(
      this.#moment(ranges, 'left'),
      this.#moment(ranges, 'right'),
      signal,
    );
    for await (const { gfns, sides, compared, total } of batches) {
      found.push({ gfns, sides });
      length += gfns.length;
      progress({ compared, total, found: length });
    }
    const whole = { gfns: new Uint32Array(length), sides: new Uint8Array(length) };
    let filled = 0;
    for (const { gfns, sides } of found) {
      whole.gfns.set(gfns, filled);
      whole.sides.set(sides, filled);
      filled += gfns.length;
    }
    return whole;
  }

  /** Pages that were written in at least one of the ranges. */
  written(ranges: ComparedRanges): Promise<WrittenPagesModel> {
    return compareWrittenPages(this.#range(ranges, 'left'), this.#range(ranges, 'right'));
  }

  /** Devices whose state differs as of the end of both ranges. */
  async devices({ left, right }: ComparedRanges): Promise<readonly ComparedDeviceModel[]> {
    const before = await this.trace('left').devices(left.to);
    const after = await this.trace('right').devices(right.to);
    const devices = new Map<string, FieldChange[]>();
    for (const change of diffDevices(before, after)) {
      const known = devices.get(change.device);
      if (known === undefined) devices.set(change.device, [change]);
      else known.push(change);
    }
    return Array.from(devices, ([device, changes]) => ({
      device,
      changeCount: changes.length,
      changes: changes.slice(0, MAX_CHANGES).map((change) => {
        const bits = formatChangedBits(device, change.field, change.before, change.after);
        return {
          field: change.field,
          left: formatLeaf(device, change.field, change.before),
          right: formatLeaf(device, change.field, change.after),
          ...(bits && { bits }),
        };
      }),
    }));
  }

  /** A page as of the end of both ranges. */
  async page({ left, right }: ComparedRanges, page: number): Promise<ComparedPageModel> {
    return {
      left: await versionOf(this.trace('left'), page, left.to),
      right: await versionOf(this.trace('right'), page, right.to),
    };
  }

  dispose(): void {
    this.#holds.left.dispose();
    this.#holds.right.dispose();
  }

  #range(ranges: ComparedRanges, side: ComparedSide) {
    return { trace: this.trace(side), ...ranges[side] };
  }

  #moment(ranges: ComparedRanges, side: ComparedSide) {
    return { trace: this.trace(side), point: ranges[side].to };
  }
}

async function versionOf(
  trace: Trace,
  page: number,
  at: number,
): Promise<ComparedVersion | undefined> {
  const gfn = asGfn(page);
  if (trace.header.pages.indexOf(gfn) < 0) return undefined;
  const { point, bytes } = await trace.page(gfn, at);
  return { point, bytes: bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice() };
}
