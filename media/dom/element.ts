/** What may stand inside an element. */
export type Child = Node | string;

/** `true` writes an empty attribute; `false` and `undefined` leave the attribute out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Makes an HTML element. Text is always text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

/** Writes, or removes, the named attributes; those that are as they should be are left alone. */
export function setAttributes(of: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) {
      of.removeAttribute(name);
    } else {
      const text = value === true ? '' : String(value);
      if (of.getAttribute(name) !== text) of.setAttribute(name, text);
    }
  }
}

/** Writes text only where it differs, so that nothing is laid out again or announced for nothing. */
export function setText(of: Element, text: string): void {
  if (of.textContent !== text) of.textContent = text;
}

/** A button that shows an icon or short text and says in a tooltip what it does. */
export function button(
  attributes: Attributes & { readonly title: string },
  content: Child,
  pressed: () => void,
): HTMLButtonElement {
  const made = element(
    'button',
    { type: 'button', 'aria-label': attributes.title, ...attributes },
    content,
  );
  made.addEventListener('click', pressed);
  return made;
}
