import uPlot from 'uplot';
import type { SeriesModel } from '../../../src/protocol/inspector';
import { element } from '../../dom/element';
import type { Theme } from '../../dom/theme';
import { formatCount } from '../../format/quantities';
import { plotData, shortValue, valuesAt } from './plotData';

const HEIGHT = 84;

/** Room for the values beside the plot, and for the numbers below it, in CSS pixels. */
const VALUES_WIDTH = 76;
const NUMBERS_HEIGHT = 18;

/** Share of the plot's height that stays free above and below the values. */
const FREE_SHARE = 0.08;

/** What the plot tells of the pointer. */
export interface PlotPointer {
  /** The user chose a sync point. */
  chosen(point: number): void;
  /** The pointer is at another point. */
  changed(): void;
}

/** Draws a series with uPlot: steps, or a band where several sync points share a column. */
export class PlotCanvas {
  readonly element = element('div', { class: 'plot-canvas' });
  readonly #pointer: PlotPointer;
  readonly #observer: ResizeObserver;
  #plot: uPlot | undefined;
  #theme: Theme | undefined;
  #series: SeriesModel | undefined;
  #point = 0;
  #width = 0;
  #pointed: number | undefined;

  constructor(pointer: PlotPointer) {
    this.#pointer = pointer;
    this.#observer = new ResizeObserver(([entry]) => {
      this.#width = Math.floor(entry.contentRect.width);
      this.#plot?.setSize({ width: this.#width, height: HEIGHT });
      pointer.changed();
    });
    this.#observer.observe(this.element);
  }

  /** Columns that there is room for; 0 while it has no size. */
  get columns(): number {
    return Math.max(0, this.#width - VALUES_WIDTH);
  }

  /** The sync point below the pointer. */
  get pointed(): number | undefined {
    return this.#pointed;
  }

  /** Draws what changed since the last time. */
  draw(theme: Theme, series: SeriesModel | undefined, point: number): void {
    if (series === undefined || this.#width === 0) return;
    const same = theme === this.#theme && series === this.#series && point === this.#point;
    if (same && this.#plot !== undefined) return;
    const data = series === this.#series ? undefined : plotData(series);
    this.#theme = theme;
    this.#series = series;
    this.#point = point;
    if (this.#plot === undefined) {
      this.#plot = new uPlot(this.#options(), data ?? plotData(series), this.element);
      this.#listen(this.#plot.over);
    } else if (data === undefined) {
      // The axes' colours are read anew only with them.
      this.#plot.redraw(false, true);
    } else {
      this.#plot.setData(data);
    }
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#plot?.destroy();
  }

  #options(): uPlot.Options {
    const muted = (): string => this.#theme?.muted ?? '';
    const stroke = (): string => this.#colour;
    const font = `11px ${this.#theme?.fontFamily ?? 'sans-serif'}`;
    const series = (): SeriesModel | undefined => this.#series;
    const line = { stroke, width: 1.5, points: { show: false } };
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    return {
      width: this.#width,
      height: HEIGHT,
      padding: [4, 14, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: () => [series()?.from ?? 0, (series()?.to ?? 0) + 1] },
        y: { range: () => rangeOf(series()) },
      },
      axes: [
        {
          stroke: muted,
          font,
          size: NUMBERS_HEIGHT,
          gap: 2,
          space: 60,
          incrs: WHOLE_STEPS,
          grid: { show: false },
          ticks: { show: false },
          values: (_, splits) => splits.map(formatCount),
        },
        {
          stroke: muted,
          font,
          size: VALUES_WIDTH,
          gap: 6,
          grid: { stroke: () => this.#theme?.grid ?? '', width: 1 },
          ticks: { show: false },
          splits: () => extremesOf(series()),
          values: (_, splits) => splits.map((value) => shortValue(value, series()?.hexDigits)),
        },
      ],
      series: [
        {},
        { ...line, ...(stepped && { paths: stepped }) },
        { ...line, ...(stepped && { paths: stepped }) },
      ],
      bands: [{ series: [1, 2], fill: () => `${this.#colour}55` }],
      hooks: { draw: [(plot) => this.#mark(plot)], setCursor: [(plot) => this.#follow(plot)] },
    };
  }

  get #colour(): string {
    return this.#theme?.heat[4] ?? '#888888';
  }

  /** The current sync point: a line through the plot, and its value. */
  #mark(plot: uPlot): void {
    const [series, theme] = [this.#series, this.#theme];
    if (series === undefined || theme === undefined) return;
    const { ctx, bbox } = plot;
    const x = Math.round(plot.valToPos(this.#point + 0.5, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    ctx.save();
    ctx.fillStyle = theme.foreground;
    ctx.fillRect(x, bbox.top, devicePixelRatio, bbox.height);
    const values = valuesAt(series, this.#point);
    if (values !== undefined) {
      ctx.beginPath();
      const y = plot.valToPos(values.greatest, 'y', true);
      ctx.arc(x + devicePixelRatio / 2, y, 3.5 * devicePixelRatio, 0, 2 * Math.PI);
      ctx.fill();
      ctx.fillStyle = theme.background;
      ctx.beginPath();
      ctx.arc(x + devicePixelRatio / 2, y, 1.5 * devicePixelRatio, 0, 2 * Math.PI);
      ctx.fill();
    }
    ctx.restore();
  }

  #follow(plot: uPlot): void {
    const { left } = plot.cursor;
    const pointed = left === undefined || left < 0 ? undefined : this.#pointAt(plot, left);
    if (pointed === this.#pointed) return;
    this.#pointed = pointed;
    this.#pointer.changed();
  }

  #listen(over: HTMLElement): void {
    const choose = (event: PointerEvent): void => {
      const plot = this.#plot;
      const point = plot && this.#pointAt(plot, event.clientX - over.getBoundingClientRect().left);
      if (point !== undefined) this.#pointer.chosen(point);
    };
    over.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      over.setPointerCapture(event.pointerId);
      choose(event);
    });
    over.addEventListener('pointermove', (event) => {
      if (over.hasPointerCapture(event.pointerId)) choose(event);
    });
  }

  #pointAt(plot: uPlot, x: number): number | undefined {
    const series = this.#series;
    if (series === undefined) return undefined;
    return Math.max(series.from, Math.min(series.to, Math.floor(plot.posToVal(x, 'x'))));
  }
}

/** Steps between the numbers of sync points. */
const WHOLE_STEPS = [1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9].flatMap((power) => [
  power,
  2 * power,
  5 * power,
]);

/** The values that stand beside the plot: its least and its greatest. */
function extremesOf(series: SeriesModel | undefined): number[] {
  if (series?.lowest === undefined || series.highest === undefined) return [];
  const [low, high] = [series.lowest.value, series.highest.value];
  return low === high ? [low] : [low, high];
}

function rangeOf(series: SeriesModel | undefined): [number, number] {
  const [low = 0, high = low] = extremesOf(series);
  const free = high === low ? Math.max(1, Math.abs(high) * FREE_SHARE) : (high - low) * FREE_SHARE;
  return [low - free, high + free];
}
