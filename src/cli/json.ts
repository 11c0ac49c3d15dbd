import { formatHex } from '../core/gfn';
import type { TextOutput } from './terminal';

/** GFNs as they stand in JSON: `"0x1f3"`. */
export function gfnsToJson(gfns: Iterable<number>): string[] {
  return Array.from(gfns, formatHex);
}

/** Prints one value on a line of its own. */
export async function writeJson(output: TextOutput, value: unknown): Promise<void> {
  await output.write(`${JSON.stringify(value)}\n`);
}

/**
 * Prints one object whose last field is a list too long to be held: the fields first, then the list's
 * items as they come, each on a line of its own.
 */
export async function writeJsonWithList(
  output: TextOutput,
  fields: object,
  list: string,
  batches: AsyncIterable<readonly unknown[]>,
): Promise<void> {
  const head = JSON.stringify(fields).slice(0, -1);
  await output.write(`${head}${head === '{' ? '' : ','}${JSON.stringify(list)}:[`);
  let separator = '\n';
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    await output.write(separator + batch.map((item) => JSON.stringify(item)).join(',\n'));
    separator = ',\n';
  }
  await output.write(']}\n');
}
