/** The inspector as a user sees it: read from its page, not from what the extension host knows. */
import { eventually } from './eventually';
import { onFrame, type Frame } from './page';

const INSPECTOR = 'main.inspector';

/** What a page of the map looks like. */
export type PaintedPage = 'unchanged' | 'zero' | 'data';

/** What the inspector shows once it has settled. */
export interface ShownInspector {
  readonly point: number;
  /** The header's values by their names: point, cause, pages, outputs, pause. */
  readonly header: Readonly<Record<string, string>>;
  /** Paths of the fields listed as changed, with their devices' names before them. */
  readonly changedFields: readonly string[];
  readonly notices: readonly string[];
}

/** The page map as it is painted. */
export interface PaintedMap {
  /** The sync points that it shows. */
  readonly from: number;
  readonly to: number;
  readonly pagesPerCell: number;
  /** One entry a cell: the first page's GFN, and the colour in the middle and at the edge. */
  readonly cells: readonly {
    readonly gfn: number;
    readonly centre: string;
    readonly corner: string;
  }[];
  /** The theme's colour for pages that did not change, as `#rrggbb`. */
  readonly unchanged: string;
  readonly zeroDot: string;
}

/** Does something with the inspector's document. */
export function onInspector<A, R>(
  code: (frame: Frame, argument: A) => Promise<R>,
  argument: A,
): Promise<R> {
  return onFrame(INSPECTOR, code, argument);
}

/** Waits until the inspector shows a sync point with all that belongs to it. */
export function inspectorAt(point: number): Promise<ShownInspector> {
  return eventually(async () => {
    const shown = await readInspector();
    if (shown.point === point && !shown.busy) return shown;
    throw new Error(`it shows sync point ${shown.point}${shown.busy ? ', not settled' : ''}`);
  }, `the inspector shows sync point ${point}`);
}

/** What the header tells of the trace. */
export async function shownFacts(): Promise<string> {
  return (await readInspector()).header['facts'] ?? '';
}

async function readInspector(): Promise<ShownInspector & { readonly busy: boolean }> {
  return onInspector(
    (frame) =>
      frame.evaluate(() => {
        const main = document.querySelector<HTMLElement>('main.inspector');
        if (main === null) throw new Error('there is no inspector');
        const rows = [...main.querySelectorAll<HTMLElement>('[data-device], .row.field')];
        const values = [...main.querySelectorAll<HTMLElement>('[data-value]')];
        return {
          busy: main.getAttribute('aria-busy') !== 'false',
          point: Number(main.dataset['point']),
          header: Object.fromEntries(
            values.map((each) => [each.dataset['value'] ?? '', each.textContent?.trim() ?? '']),
          ),
          changedFields: rows.flatMap((row, i) => {
            if (row.dataset['device'] !== undefined) return [];
            const device = rows.slice(0, i).findLast((each) => each.dataset['device'])?.dataset;
            return `${device?.['device']}.${row.querySelector('.field-name')?.textContent}`;
          }),
          notices: [...main.querySelectorAll('.notice')].map(
            (each) => each.textContent?.trim() ?? '',
          ),
        };
      }),
    undefined,
  );
}

/** Reads the map's pixels, in its linear layout, as the 2D canvas paints them. */
export async function readMap(): Promise<PaintedMap> {
  return onInspector(
    (frame) =>
      frame.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('canvas.map-cells');
        const context = canvas?.getContext('2d');
        if (!canvas || !context) throw new Error('there is no map');
        const number = (name: string): number => Number(canvas.dataset[name]);
        const [side, columns, pagesPerCell] = [
          number('cell'),
          number('columns'),
          number('pagesPerCell'),
        ];
        const { data, width } = context.getImageData(0, 0, canvas.width, canvas.height);
        const colourAt = (x: number, y: number): string => {
          const at = (y * width + x) * 4;
          const hex = [...data.subarray(at, at + 3)].map((c) => c.toString(16).padStart(2, '0'));
          return `#${hex.join('')}`;
        };
        const origins = JSON.parse(canvas.dataset['origins'] ?? '[]') as {
          gfn: number;
          pages: number;
          x: number;
          y: number;
        }[];
        const middle = Math.floor((side - 1) / 2);
        const cells = origins.flatMap(({ gfn, pages, x, y }) =>
          Array.from({ length: Math.ceil(pages / pagesPerCell) }, (_, cell) => {
            const left = x + (cell % columns) * side;
            const top = y + Math.floor(cell / columns) * side;
            return {
              gfn: gfn + cell * pagesPerCell,
              centre: colourAt(left + middle, top + middle),
              corner: colourAt(left, top),
            };
          }),
        );
        const style = getComputedStyle(document.body);
        return {
          from: number('from'),
          to: number('to'),
          pagesPerCell,
          cells,
          unchanged: style.getPropertyValue('--unchanged').trim(),
          zeroDot: style.getPropertyValue('--zero-dot').trim(),
        };
      }),
    undefined,
  );
}

/** A PNG of the map as it is on the screen, cursor and labels included; equal for equal pixels. */
export function pictureOfMap(): Promise<string> {
  return onInspector(
    async (frame) => (await frame.locator('.map-canvases').screenshot()).toString('base64'),
    undefined,
  );
}

/** Waits until the map is drawn with these attributes, and nothing newer is on its way. */
export async function mapDrawn(expected: Readonly<Record<string, string>>): Promise<void> {
  await eventually(
    async () => {
      const shown = await onInspector(
        (frame) =>
          frame.evaluate(() => {
            const { dataset } = document.querySelector<HTMLElement>('canvas.map-cells') ?? {};
            const main = document.querySelector('main.inspector');
            return { ...dataset, busy: main?.getAttribute('aria-busy') } as Record<string, string>;
          }),
        undefined,
      );
      const wrong = Object.entries({ ...expected, busy: 'false' }).filter(
        ([name, value]) => shown[name] !== value,
      );
      if (wrong.length === 0) return true;
      throw new Error(wrong.map(([name]) => `its ${name} is ${shown[name]}`).join(', '));
    },
    `the map is drawn with ${JSON.stringify(expected)}`,
  );
}

/** Tells from its colours what a cell stands for: zeros are a dot on the colour of unchanged pages. */
export function paintedAs(
  map: PaintedMap,
  { centre, corner }: { readonly centre: string; readonly corner: string },
): PaintedPage {
  if (corner !== map.unchanged) return 'data';
  return centre === map.zeroDot ? 'zero' : 'unchanged';
}
