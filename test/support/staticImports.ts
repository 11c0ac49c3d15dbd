import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A built module with all that is loaded with it, but not what it imports when it needs it. */
export function loadedWith(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(file, 'utf8');
  // What is imported when it is needed is required inside of a call.
  for (const [, name] of text.matchAll(/=\s*require\("(\.\/[^"]+)"\)/g)) {
    loadedWith(path.join(path.dirname(file), name), found);
  }
  return found;
}
