import type { CursorMove } from './mapCursor';

const MOVES: Readonly<Record<string, CursorMove>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'start',
  End: 'end',
};

const RUN_MOVES: Readonly<Record<string, CursorMove>> = {
  ArrowLeft: 'previousRun',
  ArrowUp: 'previousRun',
  ArrowRight: 'nextRun',
  ArrowDown: 'nextRun',
};

/** Where a key takes the map's cursor; nowhere with Alt, whose keys step and go back in VS Code. */
export function cursorMoveOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): CursorMove | undefined {
  if (event.altKey) return undefined;
  return (event.ctrlKey || event.metaKey ? RUN_MOVES : MOVES)[event.key];
}
