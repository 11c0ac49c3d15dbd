import { onPage } from '../workbench/page';

/** The part of Playwright's interface that takes pictures. */
interface Camera {
  frames(): { locator(selector: string): Subject }[];
  screenshot(options: { path: string; clip?: Box }): Promise<unknown>;
}

interface Subject {
  count(): Promise<number>;
  boundingBox(): Promise<Box | null>;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Saves a picture of the whole window. */
export async function takeWindow(file: string): Promise<void> {
  await onPage(async (page, path) => {
    await (page as unknown as Camera).screenshot({ path });
  }, file);
}

/**
 * Saves a picture of what these selectors find, and of what lies between.
 * @throws Error if one of them finds nothing.
 */
export async function takePicture(file: string, selectors: readonly string[]): Promise<void> {
  await onPage(
    async (page, { path, wanted }) => {
      const camera = page as unknown as Camera;
      const boxes: Box[] = [];
      for (const selector of wanted) {
        let box: Box | null = null;
        for (const frame of camera.frames()) {
          const subject = frame.locator(selector);
          if ((await subject.count().catch(() => 0)) === 1) box ??= await subject.boundingBox();
        }
        if (box === null) throw new Error(`nothing is ${selector}`);
        boxes.push(box);
      }
      const [x, y] = [
        Math.min(...boxes.map((each) => each.x)),
        Math.min(...boxes.map((each) => each.y)),
      ];
      const right = Math.max(...boxes.map((each) => each.x + each.width));
      const bottom = Math.max(...boxes.map((each) => each.y + each.height));
      await camera.screenshot({ path, clip: { x, y, width: right - x, height: bottom - y } });
    },
    { path: file, wanted: selectors },
  );
}
