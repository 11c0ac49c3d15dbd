/**
 * What is run inside the page. Each function is sent as its source text, so it uses nothing from
 * around it but its arguments.
 */

/** Times between frames while the map was moved, in ms, and what drew it. */
export interface MapFrames {
  readonly frames: number[];
  readonly drawnBy: string;
}

/** Pans and zooms by wheel, in every frame something else, from all of memory to single pages and back. */
export async function movesMap(layout: string): Promise<MapFrames> {
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const settled = async (): Promise<void> => {
    await frame();
    const busy = (): boolean =>
      document.querySelector('main.inspector')?.getAttribute('aria-busy') !== 'false';
    while (busy()) await frame();
  };
  const map = document.querySelector<HTMLCanvasElement>('canvas.map-cursor');
  const select = document.querySelector<HTMLSelectElement>('select.choice');
  if (map === null || select === null) throw new Error('there is no map');
  const press = (key: string): boolean =>
    map.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  const wheel = (deltaY: number, x: number, y: number, ctrlKey = false): void => {
    const { left, top } = map.getBoundingClientRect();
    map.dispatchEvent(
      new WheelEvent('wheel', {
        ...{ deltaX: ctrlKey ? 0 : deltaY / 3, deltaY, ctrlKey, cancelable: true, bubbles: true },
        ...{ clientX: left + x, clientY: top + y },
      }),
    );
  };
  select.value = 'times';
  select.dispatchEvent(new Event('change'));
  map.focus();
  if (layout === 'hilbert') press('h');
  await settled();

  const frames: number[] = [];
  let last = await frame();
  for (let i = 0; i < 600; i++) {
    const x = 200 + 120 * Math.sin(i / 17);
    const y = 150 + 90 * Math.cos(i / 23);
    // A step of zoom every tenth of a second, in for five seconds and out for as long.
    if (i % 6 === 0) wheel(Math.floor(i / 60) % 2 === 0 ? -100 : 100, x, y, true);
    else wheel(i % 120 < 60 ? 40 : -40, x, y);
    const now = await frame();
    frames.push(now - last);
    last = now;
  }
  document.querySelector<HTMLButtonElement>('[title*="bout this trace"]')?.click();
  const terms = [...document.querySelectorAll('dt')];
  const term = terms.find((each) => each.textContent === 'Map drawn by');
  return { frames, drawnBy: term?.nextElementSibling?.textContent ?? '' };
}

/** Steps forward by key. @returns for each step the time until the map's new pages were drawn, in ms. */
export async function stepsMap(steps: number): Promise<number[]> {
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const cells = document.querySelector<HTMLCanvasElement>('canvas.map-cells');
  const slider = document.querySelector<HTMLElement>('section.timeline [role="slider"]');
  if (cells === null || slider === null) throw new Error('there is no map');
  const times: number[] = [];
  for (let i = 0; i < steps; i++) {
    const before = cells.dataset['to'];
    const start = performance.now();
    slider.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }),
    );
    const drawn = new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        if (cells.dataset['to'] === before) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(cells, { attributes: true, attributeFilter: ['data-to'] });
    });
    await drawn;
    times.push(performance.now() - start);
    for (let wait = 0; wait < 3; wait++) await frame();
  }
  return times;
}
