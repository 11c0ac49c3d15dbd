/**
 * Makes a group of elements one stop of the Tab key, in which the arrow keys, Home and End move; the
 * group's elements may change at any time.
 */
export class RovingFocus {
  readonly #group: HTMLElement;
  readonly #selector: string;

  constructor(group: HTMLElement, selector: string, direction: 'horizontal' | 'vertical') {
    this.#group = group;
    this.#selector = selector;
    const [back, forward] =
      direction === 'horizontal' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    group.addEventListener('keydown', (event) => {
      const items = this.#items();
      const at = items.findIndex((item) => item === event.target);
      if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
      const to = { [back]: at - 1, [forward]: at + 1, Home: 0, End: items.length - 1 }[event.key];
      const item = to === undefined ? undefined : items[to];
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      item?.focus();
    });
    group.addEventListener('focusin', (event) => {
      if (event.target instanceof HTMLElement && event.target.matches(selector)) {
        this.#makeStop(event.target);
      }
    });
    this.refresh();
  }

  /** To be called after elements came or went, so that exactly one is the group's stop. */
  refresh(): void {
    const items = this.#items();
    this.#makeStop(items.find((item) => item.tabIndex === 0) ?? items[0]);
  }

  #items(): HTMLElement[] {
    return [...this.#group.querySelectorAll<HTMLElement>(this.#selector)];
  }

  #makeStop(stop: HTMLElement | undefined): void {
    for (const item of this.#items()) item.tabIndex = item === stop ? 0 : -1;
  }
}
