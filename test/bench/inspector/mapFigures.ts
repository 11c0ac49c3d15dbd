import { messageOf } from '../../../src/core/errors';
import type { MapRenderer } from '../../../src/protocol/inspector';
import type { Figure, SkipFigure } from '../figures';
import { withHarnessBrowser, type BrowserPage } from './harnessBrowser';
import { movesMap, stepsMap, type MapFrames } from './mapMeasurement';

const LAYOUTS = ['linear', 'hilbert'] as const;
const STEPS = 60;

/** Times of frames and steps in ms, ascending. */
interface MapTimes {
  readonly renderer: string;
  readonly frames: readonly number[];
  readonly steps: readonly number[];
}

/**
 * Pans and zooms a map of 4,194,304 pages, in both layouts, and steps through its sync points. The
 * figures are those of the renderer that the page chooses; the baselines, of the other one.
 */
export async function mapFigures(skip: SkipFigure): Promise<Figure[]> {
  try {
    return await withHarnessBrowser(async (page, address) => {
      const chosen = await measure(page, address, 'auto');
      const other = await measure(
        page,
        address,
        chosen.renderer.startsWith('WebGL2') ? 'canvas' : 'webgl',
      );
      console.error(`the map is drawn by ${chosen.renderer}; the baseline, by ${other.renderer}`);
      const [short] = other.renderer.split(' (');
      const figure = (name: string, value: (times: MapTimes) => number): Figure => ({
        name,
        value: value(chosen),
        unit: 'ms',
        baseline: { name: short ?? other.renderer, value: value(other) },
      });
      return [
        figure('frameMsP50', ({ frames }) => quantile(frames, 0.5)),
        figure('frameMsP95', ({ frames }) => quantile(frames, 0.95)),
        figure('frameMsMax', ({ frames }) => quantile(frames, 1)),
        figure('mapStepMsP95', ({ steps }) => quantile(steps, 0.95)),
      ];
    });
  } catch (error) {
    for (const name of ['frameMsP50', 'frameMsP95', 'frameMsMax', 'mapStepMsP95']) {
      skip(name, messageOf(error));
    }
    return [];
  }
}

async function measure(
  page: BrowserPage,
  address: string,
  renderer: MapRenderer,
): Promise<MapTimes> {
  const frames: number[] = [];
  let drawnBy = '';
  for (const layout of LAYOUTS) {
    await open(page, `${address}?trace=huge&renderer=${renderer}`);
    const moved: MapFrames = await page.evaluate(movesMap, layout);
    frames.push(...moved.frames);
    drawnBy = moved.drawnBy;
  }
  await open(page, `${address}?trace=huge&renderer=${renderer}`);
  const steps = await page.evaluate(stepsMap, STEPS);
  return { renderer: drawnBy, frames: ascending(frames), steps: ascending(steps) };
}

async function open(page: BrowserPage, address: string): Promise<void> {
  await page.goto(address);
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(address);
  await page.waitForFunction(
    () => document.querySelector('main.inspector')?.getAttribute('aria-busy') === 'false',
  );
}

function ascending(times: readonly number[]): number[] {
  return [...times].sort((a, b) => a - b);
}

function quantile(times: readonly number[], share: number): number {
  return times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? NaN;
}
