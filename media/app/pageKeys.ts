import type { Sheet } from '../dialog/sheet';
import type { Header } from '../header/header';
import type { PageMap } from '../map/pageMap';
import type { Pane } from '../pane/pane';
import type { Timeline } from '../timeline/timeline';
import { neighbouringRegion, takesSpace } from './pageFocus';
import type { Playback } from './playback';
import type { Session } from './session';

/** The parts that keys work on. */
export interface KeyTargets {
  readonly session: Session;
  readonly playback: Playback;
  readonly header: Header;
  readonly timeline: Timeline;
  readonly map: PageMap;
  readonly pane: Pane;
  readonly shortcuts: Sheet;
}

/** Sends keys to the part that has the focus, and to the page what no part takes. */
export class PageKeys {
  readonly #targets: KeyTargets;

  constructor(page: HTMLElement, targets: KeyTargets) {
    this.#targets = targets;
    page.ownerDocument.addEventListener('keydown', (event) => {
      if (event.defaultPrevented || !this.#handle(event)) return;
      event.preventDefault();
      // VS Code listens on the window and would run its own command for keys such as F6.
      event.stopPropagation();
    });
  }

  #handle(event: KeyboardEvent): boolean {
    const { shortcuts, playback } = this.#targets;
    if (document.querySelector('dialog[open]') !== null) return false;
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (event.key === 'F6') return !modified && this.#nextRegion(event.shiftKey ? -1 : 1);
    const typing = event.target instanceof HTMLInputElement;
    if (typing || event.target instanceof HTMLSelectElement) return false;
    const taken = this.#part(event);
    if (taken) return true;
    if (modified) return false;
    switch (event.key) {
      case ' ':
        if (event.target instanceof Element && takesSpace(event.target)) return false;
        playback.toggle();
        return true;
      case '?':
        shortcuts.show();
        return true;
      default:
        return this.#step(event);
    }
  }

  /** Keys of the part that has the focus. */
  #part(event: KeyboardEvent): boolean {
    const { timeline, map, pane } = this.#targets;
    const target = event.target instanceof Node ? event.target : null;
    if (timeline.element.contains(target)) return timeline.key(event);
    if (target === map.canvas.focusTarget) return map.key(event);
    if (!pane.element.contains(target)) return false;
    return pane.key(event) || (pane.isOverTime(target) && timeline.key(event));
  }

  /** Keys that move the position, wherever the focus is unless a part has another use for them. */
  #step(event: KeyboardEvent): boolean {
    const { session, playback, pane } = this.#targets;
    if (event.shiftKey && event.key.length > 1) return false;
    const step = (
      {
        ArrowLeft: 'previous',
        ArrowRight: 'next',
        Home: 'first',
        End: 'last',
        ',': 'previousSameCause',
        '.': 'nextSameCause',
      } as const
    )[event.key];
    if (step !== undefined) {
      playback.stop();
      session.step(step);
      return true;
    }
    switch (event.key) {
      case 'g':
      case 'G':
        playback.stop();
        session.goTo();
        return true;
      case '/':
        pane.focus('devices');
        return true;
      default:
        return false;
    }
  }

  /** @returns whether there is such a region on the page. */
  #nextRegion(direction: 1 | -1): boolean {
    const { header, timeline, map, pane } = this.#targets;
    const regions = [
      { element: header.element, target: header.focusTarget },
      { element: timeline.element, target: timeline.focusTarget },
      { element: map.element, target: map.canvas.focusTarget },
      { element: pane.element, target: pane.focusTarget },
    ];
    const now = regions.findIndex(({ element }) => element.contains(document.activeElement));
    const to = neighbouringRegion(now, regions.length, direction);
    if (to === undefined) return false;
    regions[to].target?.focus();
    return true;
  }
}
