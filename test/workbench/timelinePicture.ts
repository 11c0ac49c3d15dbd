/** The timeline as a user sees and handles it. */
import { GUTTER, MARGIN_RIGHT } from '../../media/gutter';
import { pointScale, type PointScale } from '../../media/timeline/scales';
import { onInspector } from './inspector';
import { onPage } from './page';

const SLIDER = 'section.timeline [role="slider"]';

/** A place on the timeline, in CSS pixels from its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where points lie on the timeline as it is now. */
export async function scaleOf(from: number, to: number): Promise<PointScale> {
  return pointScale(from, to, GUTTER, (await timelineWidth()) - GUTTER - MARGIN_RIGHT);
}

async function timelineWidth(): Promise<number> {
  return onInspector(
    (frame, selector) =>
      frame.evaluate((slider) => document.querySelector(slider)?.clientWidth ?? 0, selector),
    SLIDER,
  );
}

/** The range whose columns are drawn, and what the timeline says of itself in words. */
export async function shownTimeline(): Promise<{
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly valueText: string;
  readonly height: number;
}> {
  return onInspector(
    (frame, selector) =>
      frame.evaluate((slider) => {
        const canvas = document.querySelector<HTMLElement>(slider);
        if (canvas === null) throw new Error('there is no timeline');
        const described = document.getElementById(canvas.getAttribute('aria-describedby') ?? '');
        return {
          from: Number(canvas.dataset['from']),
          to: Number(canvas.dataset['to']),
          text: described?.textContent ?? '',
          valueText: canvas.getAttribute('aria-valuetext') ?? '',
          height: canvas.closest('section')?.offsetHeight ?? 0,
        };
      }, selector),
    SLIDER,
  );
}

/**
 * How high the bars of a lane are painted.
 * @param lane in CSS pixels.
 * @param xs where to look.
 */
export async function barHeights(
  lane: { readonly top: number; readonly height: number },
  xs: readonly number[],
): Promise<number[]> {
  return onInspector(
    (frame, argument) =>
      frame.evaluate(({ slider, top, height, places }) => {
        const canvas = document.querySelector<HTMLCanvasElement>(slider);
        const context = canvas?.getContext('2d');
        if (!canvas || !context) throw new Error('there is no timeline');
        const { data, width } = context.getImageData(0, 0, canvas.width, canvas.height);
        // Lines of the grid are fainter than any bar.
        const isPainted = (x: number, y: number): boolean => data[(y * width + x) * 4 + 3]! >= 100;
        return places.map((x) => {
          let rows = 0;
          for (let y = top; y < top + height; y++) if (isPainted(x, y)) rows++;
          return rows;
        });
      }, argument),
    { slider: SLIDER, ...lane, places: [...xs] },
  );
}

/** Drags the mouse from one place of the timeline to another. */
export async function dragOnTimeline(from: Place, to: Place): Promise<void> {
  await onPage(
    async (page, [start, end]) => {
      await page.mouse.move(start!.x, start!.y);
      await page.mouse.down();
      await page.mouse.move(end!.x, end!.y, { steps: 8 });
      await page.mouse.up();
    },
    [await inPage(from), await inPage(to)],
  );
}

/** Turns the wheel over a place of the timeline; up is negative. */
export async function wheelOnTimeline(at: Place, delta: number): Promise<void> {
  await onPage(
    async (page, { x, y, turn }) => {
      await page.mouse.move(x, y);
      await page.mouse.wheel(0, turn);
    },
    { ...(await inPage(at)), turn: delta },
  );
}

/** Presses twice on a place of the timeline. */
export async function doubleClickOnTimeline(at: Place): Promise<void> {
  await onPage((page, { x, y }) => page.mouse.dblclick(x, y), await inPage(at));
}

/** The same place in the page that shows the workbench. */
async function inPage({ x, y }: Place): Promise<Place> {
  const box = await onInspector((frame, slider) => frame.locator(slider).boundingBox(), SLIDER);
  if (box === null) throw new Error('the timeline is not seen');
  return { x: box.x + x, y: box.y + y };
}
