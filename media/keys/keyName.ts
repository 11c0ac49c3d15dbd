import { t } from '../l10n';

/** What of a keyboard event names its key. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'getModifierState'
>;

/**
 * The name of a pressed key as the tables of keys write it: `Ctrl+ArrowLeft`, `Shift+F7`, `[`, `g`.
 * The command key of a Mac is its Ctrl. Characters are what they are, however they are typed: some
 * keyboards need Shift or AltGr for them.
 */
export function keyNameOf(event: KeyPress): string {
  const isCharacter = [...event.key].length === 1;
  const typed = isCharacter && event.getModifierState('AltGraph');
  const name = isCharacter ? event.key.toLowerCase() : event.key;
  return [
    ...((event.ctrlKey || event.metaKey) && !typed ? ['Ctrl'] : []),
    ...(event.altKey && !typed ? ['Alt'] : []),
    ...(event.shiftKey && (!isCharacter || name === ' ') ? ['Shift'] : []),
    name,
  ].join('+');
}

/** A key's name as it is written for people: `Ctrl+←`, `G`, `Page Up`. */
export function keyLabel(name: string): string {
  if (name === '+') return name;
  return name
    .split('+')
    .map((part) => WORDS[part]?.() ?? part.toUpperCase())
    .join('+');
}

const WORDS: Readonly<Record<string, () => string>> = {
  ArrowLeft: () => '←',
  ArrowRight: () => '→',
  ArrowUp: () => '↑',
  ArrowDown: () => '↓',
  Shift: () => t('Shift'),
  Ctrl: () => t('Ctrl'),
  Alt: () => t('Alt'),
  Home: () => t('Home'),
  End: () => t('End'),
  PageUp: () => t('Page Up'),
  PageDown: () => t('Page Down'),
  Enter: () => t('Enter'),
  Escape: () => t('Escape'),
  Delete: () => t('Delete'),
  ' ': () => t('Space'),
};
