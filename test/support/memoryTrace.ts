import type { DeviceState, LeafValue } from '../../src/core/deviceState';
import { sameLeaf } from '../../src/core/deviceState';
import { asGfn, asGuestAddress, PAGE_SIZE, type Gfn } from '../../src/core/gfn';
import { PageSpace } from '../../src/core/guestMemory';
import type { PageWriters } from '../../src/core/pageWriter';
import {
  CAUSES,
  pauseOf,
  PHASES,
  phaseTimes,
  type Cause,
  type SyncPoint,
} from '../../src/core/syncPoint';
import { columnsOf, type PointColumns } from '../../src/trace/pointColumns';
import type { RangeFigures, Spread } from '../../src/trace/rangeFigures';
import type {
  DirtyCounts,
  DirtyPages,
  PageVersion,
  RecordedOutput,
  RecordedPoint,
  Trace,
  TraceHeader,
  TraceNotice,
} from '../../src/trace/trace';

/** A page's version as a {@link MemoryTrace} keeps it. */
interface Version {
  readonly point: number;
  readonly bytes: Uint8Array;
  readonly zero: boolean;
}

/**
 * A trace that holds every version of every page in full and finds everything by looking at all of
 * it: slow, and too plain to be wrong.
 */
export class MemoryTrace implements Trace {
  readonly name: string;
  readonly header: TraceHeader;
  readonly notices: readonly TraceNotice[] = [];
  /** The largest range of points that was asked for at once. */
  largestRange = 0;
  closed = false;
  complete = true;
  readonly #points: readonly RecordedPoint[];
  readonly #versions = new Map<number, Version[]>();

  /** @param points the first is point 0: its pages are the image, and what it lacks is zero. */
  constructor(
    points: readonly RecordedPoint[],
    header: Partial<TraceHeader> = {},
    name = 'memory.kemari',
  ) {
    this.name = name;
    this.#points = points;
    this.header = {
      version: 1,
      writer: 'kemari test',
      uuid: '00000000-0000-4000-8000-000000000000',
      pages: new PageSpace([
        { name: 'ram', start: asGuestAddress(0), bytes: 64 * PAGE_SIZE },
        { name: 'high', start: asGuestAddress(256 * PAGE_SIZE), bytes: 64 * PAGE_SIZE },
      ]),
      machine: 'test',
      workload: 'random',
      mode: 'stop-and-copy',
      startedAtMs: 0,
      ...header,
    };
    points.forEach(({ gfns, pages }, point) => {
      gfns.forEach((gfn, i) => {
        const bytes = pages.slice(i * PAGE_SIZE, (i + 1) * PAGE_SIZE);
        const version = { point, bytes, zero: bytes.every((byte) => byte === 0) };
        this.#versions.set(gfn, [...(this.#versions.get(gfn) ?? []), version]);
      });
    });
  }

  /** The points as they were given. */
  get recorded(): readonly RecordedPoint[] {
    return this.#points;
  }

  /** All of it is there from the start. */
  refresh(): Promise<boolean> {
    return Promise.resolve(false);
  }

  get pointCount(): number {
    return this.#points.length;
  }

  async point(point: number): Promise<SyncPoint> {
    this.#check(point);
    const { epochStartUs, timeUs, cause, outputs, phasesUs, sentBytes } = this.#points[point];
    const { gfns, zero } = await this.dirtyPages(point);
    return {
      point,
      epochStartUs,
      timeUs,
      cause,
      outputs: outputs.map(({ kind, data }) => ({ kind, bytes: data.length })),
      dirtyPages: gfns.length,
      zeroPages: zero.filter((flag) => flag === 1).length,
      sentBytes,
      phasesUs,
      pauseUs: pauseOf(phasesUs),
      changedDevices: this.#changedDevices(point),
    };
  }

  async points(from: number, to: number): Promise<readonly SyncPoint[]> {
    this.#check(from);
    this.#check(to);
    this.largestRange = Math.max(this.largestRange, to - from + 1);
    const points: SyncPoint[] = [];
    for (let point = from; point <= to; point++) points.push(await this.point(point));
    return points;
  }

  async *columns(from: number, to: number): AsyncGenerator<PointColumns, void, void> {
    if (from > to) throw new RangeError(`no points ${from} to ${to}`);
    // In pieces, as a file has them.
    for (let next = from; next <= to; next += 1000) {
      const points = await this.points(next, Math.min(to, next + 999));
      yield columnsOf(points, next);
    }
  }

  async figures(from: number, to: number): Promise<RangeFigures> {
    const points = await this.points(from, to);
    const total = (value: (point: SyncPoint) => number): number =>
      points.reduce((sum, point) => sum + value(point), 0);
    const totalUs = (value: (point: SyncPoint) => number): number =>
      total((point) => Math.round(value(point) * 1000)) / 1000;
    const spread = (value: (point: SyncPoint) => number): Spread => {
      const values = points.map(value);
      return { sum: total(value), min: Math.min(...values), max: Math.max(...values) };
    };
    const pause = (point: SyncPoint): number => Math.round(point.pauseUs * 1000) / 1000;
    const pauseUs = spread(pause);
    const longest = points.find((point) => pause(point) === pauseUs.max) ?? points[0];
    const last = points[points.length - 1];
    return {
      firstPoint: from,
      points: points.length,
      startUs: points[0].epochStartUs,
      endUs: Math.round((last.timeUs + last.pauseUs) * 1000) / 1000,
      dirtyPages: spread((point) => point.dirtyPages),
      zeroPages: total((point) => point.zeroPages),
      sentBytes: spread((point) => point.sentBytes),
      outputs: total((point) => point.outputs.length),
      outputBytes: total(({ outputs }) => outputs.reduce((sum, { bytes }) => sum + bytes, 0)),
      pauseUs: { ...pauseUs, sum: totalUs((point) => point.pauseUs) },
      phasesUs: phaseTimes(PHASES.map((phase) => totalUs((point) => point.phasesUs[phase]))),
      longest: { point: longest.point, phasesUs: longest.phasesUs },
      causes: Object.fromEntries(
        CAUSES.map((cause) => [cause, total((point) => (point.cause === cause ? 1 : 0))]),
      ) as Record<Cause, number>,
    };
  }

  async eachFigures(
    from: number,
    to: number,
    step: number,
    visit: (figures: RangeFigures) => void,
  ): Promise<void> {
    for (let first = from; first <= to;) {
      const last = Math.min(to, (Math.floor(first / step) + 1) * step - 1);
      visit(await this.figures(first, last));
      first = last + 1;
    }
  }

  writers(point: number): Promise<PageWriters | undefined> {
    this.#check(point);
    return Promise.resolve(point === 0 ? undefined : this.#points[point].writers);
  }

  async dirtyPages(point: number): Promise<DirtyPages> {
    this.#check(point);
    const gfns = point === 0 ? new Uint32Array() : this.#points[point].gfns;
    return {
      gfns: gfns.slice(),
      zero: Uint8Array.from(gfns, (gfn) => (this.#isZero(gfn, point) ? 1 : 0)),
    };
  }

  async dirtyCounts(from: number, to: number): Promise<DirtyCounts> {
    this.#check(from);
    this.#check(to);
    const rows: { gfn: number; count: number; last: number; zero: number }[] = [];
    for (const gfn of [...this.#versions.keys()].sort((a, b) => a - b)) {
      const history = await this.pageHistory(asGfn(gfn), from, to);
      if (history.length === 0) continue;
      const last = history[history.length - 1];
      rows.push({ gfn, count: history.length, last, zero: this.#isZero(gfn, last) ? 1 : 0 });
    }
    return {
      gfns: Uint32Array.from(rows, (row) => row.gfn),
      counts: Uint32Array.from(rows, (row) => row.count),
      lastPoints: Uint32Array.from(rows, (row) => row.last),
      zero: Uint8Array.from(rows, (row) => row.zero),
    };
  }

  async outputs(point: number): Promise<readonly RecordedOutput[]> {
    this.#check(point);
    return this.#points[point].outputs.map((output) => ({ ...output, bytes: output.data.length }));
  }

  async page(gfn: Gfn, at: number): Promise<PageVersion> {
    this.#check(at);
    if (this.header.pages.indexOf(gfn) < 0) throw new RangeError(`no page ${gfn}`);
    const version = this.#version(gfn, at);
    return {
      point: version?.point ?? 0,
      zero: this.#isZero(gfn, at),
      bytes: version?.bytes.slice() ?? new Uint8Array(PAGE_SIZE),
    };
  }

  async pageHistory(gfn: Gfn, from: number, to: number): Promise<Uint32Array> {
    this.#check(from);
    this.#check(to);
    const points = (this.#versions.get(gfn) ?? []).map((version) => version.point);
    return Uint32Array.from(points.filter((point) => point > 0 && point >= from && point <= to));
  }

  async pointsTouching(
    firstGfn: Gfn,
    lastGfn: Gfn,
    from: number,
    to: number,
  ): Promise<Uint32Array> {
    const touching: number[] = [];
    for (let point = from; point <= to; point++) {
      const { gfns } = await this.dirtyPages(point);
      if (gfns.some((gfn) => gfn >= firstGfn && gfn <= lastGfn)) touching.push(point);
    }
    return Uint32Array.from(touching);
  }

  async devices(at: number): Promise<readonly DeviceState[]> {
    this.#check(at);
    return this.#points[at].devices;
  }

  async *memory(at: number): AsyncGenerator<Uint8Array> {
    for (let index = 0; index < this.header.pages.pageCount; index++) {
      yield (await this.page(this.header.pages.gfnAt(index), at)).bytes;
    }
  }

  async *pages(gfns: Uint32Array, at: number): AsyncGenerator<Uint8Array> {
    for (const gfn of gfns) yield (await this.page(asGfn(gfn), at)).bytes;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  #version(gfn: number, at: number): Version | undefined {
    return this.#versions.get(gfn)?.findLast((version) => version.point <= at);
  }

  #isZero(gfn: number, at: number): boolean {
    return this.#version(gfn, at)?.zero ?? true;
  }

  #changedDevices(point: number): string[] {
    if (point === 0) return [];
    const before = new Map(
      this.#points[point - 1].devices.map((state) => [state.schema.device, state]),
    );
    return this.#points[point].devices
      .filter((state) => {
        const values: readonly LeafValue[] = before.get(state.schema.device)?.values ?? [];
        return state.values.some((value, i) => !sameLeaf(value, values[i]));
      })
      .map((state) => state.schema.device);
  }

  #check(point: number): void {
    if (!Number.isInteger(point) || point < 0 || point >= this.pointCount) {
      throw new RangeError(`no sync point ${point}`);
    }
  }
}
