import { asGfn, MAX_GFN } from '../core/gfn';
import type { Disposable } from '../core/disposables';
import { messageOf } from '../core/errors';
import { Emitter } from '../core/events';
import type { Step } from '../core/step';
import { findStep } from '../replay/stepping';
import type { Move, Position, TraceGrowth } from '../protocol/inspector';
import type { Trace } from '../trace/trace';

/** Looks without a new sync point after which a recording no longer counts as growing. */
const IDLE_LOOKS = 10;

/**
 * An open trace and the place everything looks at: the page, the tree and the commands all move the
 * same session, and follow it.
 */
export class InspectorSession implements Disposable {
  readonly #moved = new Emitter<Position>();
  readonly #grown = new Emitter<TraceGrowth>();
  #position: Position;
  /** Looks since the last new sync point. */
  #idleLooks = IDLE_LOOKS;
  /** Why the trace cannot be looked at any more. */
  #lost: string | undefined;
  #steps: Promise<unknown> = Promise.resolve();
  #disposed = false;

  /** Tells the position after every change of it. */
  readonly onMoved = this.#moved.event;
  /** Tells when the trace has grown, was closed, or seems to grow no more; then the position, if that moves. */
  readonly onGrown = this.#grown.event;

  /**
   * @param trace owned by the session from here on.
   * @param at where to begin; what the trace does not have is left out.
   */
  constructor(
    readonly trace: Trace,
    at: Partial<Position> = {},
  ) {
    const last = trace.pointCount - 1;
    // Point 0 is the image that all else is compared with; what happens begins at point 1.
    const start = { point: Math.min(1, last), from: 0, to: last, page: undefined };
    this.#position = this.#reachable(start, at);
  }

  get position(): Position {
    return this.#position;
  }

  /** Whether the range is the whole trace. */
  get showsAll(): boolean {
    const { from, to } = this.#position;
    return from === 0 && to === this.trace.pointCount - 1;
  }

  /** Moves as far as the trace allows; what it does not have stays as it was. */
  move(to: Move): void {
    if (this.#disposed) return;
    const before = this.#position;
    const after = this.#reachable(before, to);
    if (
      after.point === before.point &&
      after.from === before.from &&
      after.to === before.to &&
      after.page === before.page
    ) {
      return;
    }
    this.#position = after;
    this.#moved.fire(after);
  }

  /** What of the trace may change, as it is now. */
  get growth(): TraceGrowth {
    const { pointCount, complete, notices } = this.trace;
    const growing = !complete && this.#idleLooks < IDLE_LOOKS;
    const shown = notices.filter(({ whileRecording }) => !growing || whileRecording !== true);
    return {
      pointCount,
      complete,
      growing,
      notices: [
        ...(this.#lost === undefined ? [] : [this.#lost]),
        ...shown.map(({ message }) => message),
      ],
    };
  }

  /**
   * Takes over what was recorded meanwhile. A position at the end stays at the end, and a range of all
   * points remains one.
   * @throws KemariError of kind `input` if the file is no longer what it was.
   */
  async look(): Promise<void> {
    const before = this.trace.pointCount;
    const wasGrowing = this.growth.growing;
    await this.trace.refresh();
    if (this.#disposed) return;
    const { pointCount, complete } = this.trace;
    this.#idleLooks = pointCount > before ? 0 : this.#idleLooks + 1;
    if (pointCount === before && !complete && this.growth.growing === wasGrowing) return;
    this.#grown.fire(this.growth);
    const { point, from, to } = this.#position;
    const last = before - 1;
    this.move({
      ...(point === last ? { point: pointCount - 1 } : {}),
      ...(from === 0 && to === last ? { from, to: pointCount - 1 } : {}),
    });
  }

  /** Says why {@link look} could not be done, and will not be again. */
  lose(error: unknown): void {
    if (this.#disposed) return;
    this.#lost = messageOf(error);
    this.#idleLooks = IDLE_LOOKS;
    this.#grown.fire(this.growth);
  }

  /**
   * Steps once all steps asked for before are done, so that a held key goes as far as it should.
   * @returns whether there was anywhere to step to.
   */
  step(step: Step): Promise<boolean> {
    const done = this.#steps.then(async () => {
      if (this.#disposed) return false;
      const { point, page } = this.#position;
      const selected = page === undefined ? undefined : asGfn(page);
      const found = await findStep(this.trace, point, step, selected);
      if (found === undefined || found === point) return false;
      this.move({ point: found });
      return true;
    });
    this.#steps = done.catch(() => undefined);
    return done;
  }

  /** Closes the trace. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#moved.dispose();
    this.#grown.dispose();
    void this.#steps.then(() => this.trace.close()).catch(() => undefined);
  }

  #reachable(from: Position, to: Move): Position {
    const { pointCount, header } = this.trace;
    const isPoint = (value: number | undefined): value is number =>
      value !== undefined && Number.isInteger(value) && value >= 0 && value < pointCount;
    const isPage = (value: number | null | undefined): value is number =>
      typeof value === 'number' &&
      Number.isInteger(value) &&
      value >= 0 &&
      value <= MAX_GFN &&
      header.pages.indexOf(asGfn(value)) >= 0;

    const point = isPoint(to.point) ? to.point : from.point;
    const isDeselected = Object.hasOwn(to, 'page') && (to.page ?? undefined) === undefined;
    const page = isDeselected ? undefined : isPage(to.page) ? to.page : from.page;
    const first = isPoint(to.from) ? to.from : from.from;
    const last = isPoint(to.to) ? to.to : from.to;
    const range = first <= last ? { from: first, to: last } : { from: from.from, to: from.to };
    // A range that was asked for may lie elsewhere than the point; a point that moves takes it along.
    return { ...(point === from.point ? range : following(range, point)), point, page };
  }
}

/** The range, shifted by as little as it takes to hold the point; its length stays. */
function following(
  range: { readonly from: number; readonly to: number },
  point: number,
): { readonly from: number; readonly to: number } {
  const { from, to } = range;
  const shift = point < from ? point - from : point > to ? point - to : 0;
  return { from: from + shift, to: to + shift };
}
