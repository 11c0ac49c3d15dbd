/** Words in lines of at most `columns` characters; a longer word gets a line of its own. */
export function wrap(words: readonly string[], columns: number, separator: string): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of words) {
    if (line === undefined) line = word;
    else if (line.length + separator.length + word.length <= columns) line += separator + word;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== undefined) lines.push(line);
  return lines;
}
