import { formatHex, gfnOf, PAGE_SIZE, parseGfn, type Gfn } from '../core/gfn';
import type { Trace } from '../trace/trace';
import { quoted, type Arguments } from './arguments';
import type { Context, Option, Positional } from './command';
import { formatCount, printable } from './format';

/** The trace that a command reads. */
export const FILE: Positional = { name: 'FILE', help: 'the trace, a .kemari file' };

/** The point as of which a page or the memory is wanted. */
export const AT_OPTION: Option = {
  name: 'at',
  value: 'N',
  help: 'as of this sync point (default: the last)',
};

/**
 * Opens the trace that FILE names, tells on standard error what a user should know about it, such as
 * that its end is cut off, and closes it when the work is done.
 */
export async function withTrace<T>(
  args: Arguments,
  context: Context,
  work: (trace: Trace) => Promise<T>,
): Promise<T> {
  return withTraceFile(args.positional(FILE.name), context, work);
}

/** The same with the trace of any file. */
export async function withTraceFile<T>(
  file: string,
  context: Context,
  work: (trace: Trace) => Promise<T>,
): Promise<T> {
  const trace = await context.openTrace(file);
  try {
    const told = new Set<string>();
    await tellNotices(trace, told, context);
    const result = await work(trace);
    // Damage in the index is met, and mended from the records, only where it is read.
    await tellNotices(trace, told, context);
    return result;
  } finally {
    await trace.close();
  }
}

/** Tells what was not told yet. */
async function tellNotices(trace: Trace, told: Set<string>, { terminal }: Context): Promise<void> {
  for (const { message } of trace.notices) {
    if (told.has(message)) continue;
    told.add(message);
    await terminal.err.write(`kemari: note: ${printable(message)}\n`);
  }
}

/** Reads a sync point's number. @throws KemariError of kind `usage` if the trace has no such point. */
export function parsePoint(args: Arguments, trace: Trace, what: string, text: string): number {
  if (!/^[0-9]+$/.test(text)) {
    throw args.error(`${what} takes the number of a sync point, not ${quoted(text)}`);
  }
  const point = Number(text);
  const last = trace.pointCount - 1;
  if (point > last) {
    throw args.error(
      `${trace.name} has no sync point ${text}; they are numbered from 0 to ${formatCount(last)}`,
    );
  }
  return point;
}

/** The point that `--at` names, or the last. */
export function pointAt(args: Arguments, trace: Trace): number {
  const text = args.value(AT_OPTION.name);
  return text === undefined ? trace.pointCount - 1 : parsePoint(args, trace, '--at', text);
}

/** Sync points, inclusive at both ends. */
export interface PointRange {
  readonly from: number;
  readonly to: number;
}

/** Reads `A..B`, `A..`, `..B`, or `A` for that point alone. */
export function parsePoints(args: Arguments, trace: Trace, text: string): PointRange {
  const parts = text.split('..');
  if (parts.length > 2 || text === '') {
    throw args.error(`--points takes a range such as 10..20, not ${quoted(text)}`);
  }
  const [first, second = first] = parts;
  const last = trace.pointCount - 1;
  const from = first === '' ? 0 : parsePoint(args, trace, '--points', first);
  const to = second === '' ? last : parsePoint(args, trace, '--points', second);
  if (from > to) throw args.error(`--points ${text} ends before it begins`);
  return { from, to };
}

/** Reads `A..B` or `A` for that page alone: the first and the last GFN. */
export function parsePages(
  args: Arguments,
  trace: Trace,
  text: string,
): { readonly first: Gfn; readonly last: Gfn } {
  const parts = text.split('..');
  if (parts.length > 2) {
    throw args.error(`--touching takes pages such as 0x100..0x1ff, not ${quoted(text)}`);
  }
  const [first, last] = [parts[0], parts[parts.length - 1]].map((part) =>
    parsePage(args, trace, part),
  );
  if (first > last) throw args.error(`--touching ${text} ends before it begins`);
  return { first, last };
}

/** Reads a page's number. @throws KemariError of kind `usage` if the guest has no such page. */
export function parsePage(args: Arguments, trace: Trace, text: string): Gfn {
  const gfn = parseGfn(text);
  if (gfn === undefined) {
    throw args.error(`GFN takes a page's number such as 0x1f3, not ${quoted(text)}`);
  }
  const { pages } = trace.header;
  if (pages.indexOf(gfn) < 0) {
    const regions = pages.regions.map(({ name, start, bytes }) => {
      const first = gfnOf(start);
      return `${printable(name)} ${formatHex(first)}-${formatHex(first + bytes / PAGE_SIZE - 1)}`;
    });
    throw args.error(
      `${trace.name}: the guest has no page ${formatHex(gfn)}; it has ${regions.join(', ')}`,
    );
  }
  return gfn;
}
