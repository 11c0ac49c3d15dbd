import type { DeviceState } from '../../../src/core/deviceState';
import { PAGE_SIZE } from '../../../src/core/gfn';
import type { Cause, Output, PhaseTimes } from '../../../src/core/syncPoint';
import { MemoryTrace } from '../../support/memoryTrace';

/** What a trace for a test holds beside its causes; all of it may be left out. */
export interface TraceContent {
  /** For each GFN, the points at which it is written. It then holds the point's number everywhere. */
  readonly dirty?: Readonly<Record<number, readonly number[]>>;
  /** The devices as of a point. */
  readonly devices?: (point: number) => readonly DeviceState[];
  readonly outputs?: (point: number) => readonly Output[];
  readonly phasesUs?: (point: number) => Partial<PhaseTimes>;
}

const NO_TIME: PhaseTimes = {
  stop: 0,
  collect: 0,
  devices: 0,
  copy: 0,
  send: 0,
  ack: 0,
  resume: 0,
};

/** A trace whose point 0 has the cause `manual`, and whose others have the causes given. */
export function traceOf(causes: readonly Cause[], content: TraceContent = {}): MemoryTrace {
  const all: readonly Cause[] = ['manual', ...causes];
  return new MemoryTrace(
    all.map((cause, point) => {
      const gfns = Object.entries(content.dirty ?? {})
        .filter(([, points]) => points.includes(point))
        .map(([gfn]) => Number(gfn));
      const pages = new Uint8Array(gfns.length * PAGE_SIZE).fill(point);
      return {
        epochStartUs: point * 1000,
        timeUs: point * 1000 + 500,
        cause,
        outputs: content.outputs?.(point) ?? [],
        phasesUs: { ...NO_TIME, ...content.phasesUs?.(point) },
        sentBytes: pages.length,
        gfns: Uint32Array.from(gfns),
        pages,
        devices: content.devices?.(point) ?? [],
      };
    }),
  );
}

/** A trace that is being recorded: it shows the first of its points, and more each time it is told to. */
export class GrowingTrace extends MemoryTrace {
  override readonly notices = [{ message: 'not closed', whileRecording: true as const }];
  override complete = false;
  #shown = 1;
  #recorded = 1;
  #closed = false;
  /** What looking at the file ends with. */
  failure: Error | undefined;

  constructor(points: number) {
    const whole = traceOf(new Array<Cause>(points - 1).fill('timer'));
    super(whole.recorded);
  }

  override get pointCount(): number {
    return this.#shown;
  }

  /** The recorder writes up to so many points. */
  record(points: number): void {
    this.#recorded = points;
  }

  /** The recorder ends. */
  end(): void {
    this.#closed = true;
  }

  override async refresh(): Promise<boolean> {
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    const isNew = this.#shown < this.#recorded || this.#closed;
    this.#shown = this.#recorded;
    this.complete = this.#closed;
    return isNew;
  }
}
