import type { DebugProtocol } from '@vscode/debugprotocol';
import { completionsAt, type CompletionKind } from '../../query/completions';
import type { QueryKnowledge } from '../../query/knowledge';

/** Completions that are handed over. */
const MOST_ITEMS = 500;

const TYPES: Readonly<Record<CompletionKind, DebugProtocol.CompletionItemType>> = {
  field: 'property',
  function: 'function',
  cause: 'enum',
  output: 'enum',
  device: 'module',
  deviceField: 'field',
  operator: 'keyword',
};

/**
 * What can stand at the caret of an expression: the next part of a device's name or of a field's path,
 * or what a query can have there.
 */
export function consoleCompletions(
  text: string,
  caret: number,
  knowledge: QueryKnowledge,
): DebugProtocol.CompletionItem[] {
  const { from, to, items } = completionsAt(text, caret, knowledge);
  const inQuery = items.map(({ kind, label, about, insert }) => ({
    label,
    text: insert,
    type: TYPES[kind],
    start: from,
    length: to - from,
    ...(about !== '' && { detail: about }),
  }));
  return [...pathItems(text, caret, knowledge), ...inQuery]
    .slice(0, MOST_ITEMS)
    .map((item, i) => ({ ...item, sortText: String(i).padStart(4, '0') }));
}

/** Where nothing but a path is written: the parts that can come next, up to a dot. */
function pathItems(
  text: string,
  caret: number,
  { devices }: QueryKnowledge,
): DebugProtocol.CompletionItem[] {
  const written = text.slice(0, caret);
  if (!/^[\w.]*$/.test(written)) return [];
  const next = new Map<string, DebugProtocol.CompletionItemType>();
  for (const { device, fields } of devices) {
    if (device.startsWith(written)) next.set(device, 'module');
    if (!written.startsWith(`${device}.`)) continue;
    for (const field of fields) {
      const name = `${device}.${field}`;
      if (!name.startsWith(written)) continue;
      const dot = name.indexOf('.', written.length);
      next.set(dot < 0 ? name : name.slice(0, dot), 'field');
    }
  }
  return Array.from(next, ([label, type]) => ({ label, type, start: 0, length: text.length }));
}
