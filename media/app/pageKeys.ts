import type { Sheet } from '../dialog/sheet';
import type { Header } from '../header/header';
import { PAGE_KEYS, type PageAction } from '../keys/keys';
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
    if (document.querySelector('dialog[open]') !== null) return false;
    const action = PAGE_KEYS.actionOf(event);
    if (action === 'nextPart') return this.#nextRegion(1);
    if (action === 'previousPart') return this.#nextRegion(-1);
    const typing = event.target instanceof HTMLInputElement;
    if (typing || event.target instanceof HTMLSelectElement) return false;
    return this.#part(event) || (action !== undefined && this.#page(action, event));
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

  /** Keys that work wherever the focus is, unless a part has another use for them. */
  #page(action: Exclude<PageAction, 'nextPart' | 'previousPart'>, event: KeyboardEvent): boolean {
    const { session, playback, pane, shortcuts } = this.#targets;
    switch (action) {
      case 'play':
        if (event.target instanceof Element && takesSpace(event.target)) return false;
        playback.toggle();
        return true;
      case 'bookmark':
        session.editBookmark();
        return true;
      case 'debug':
      case 'find':
      case 'findNext':
      case 'findPrevious':
      case 'nextBookmark':
      case 'previousBookmark':
        // A key binding of the extension, to which VS Code hands the key on.
        return false;
      case 'keys':
        shortcuts.show();
        return true;
      case 'filter':
        pane.focus('devices');
        return true;
      case 'goTo':
        playback.stop();
        session.goTo();
        return true;
      default:
        playback.stop();
        session.step(action);
        return true;
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
