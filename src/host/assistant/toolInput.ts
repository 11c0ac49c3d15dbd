import { KemariError } from '../../core/errors';
import { formatHex, gfnOf, PAGE_SIZE, parseGfn, type Gfn } from '../../core/gfn';
import type { Trace } from '../../trace/trace';

/**
 * What a language model asks with. VS Code compares it with the tool's schema, but anybody may call a
 * tool, and only the trace tells which points and pages there are. Errors tell the model what it could
 * ask instead.
 */
export class ToolInput {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #trace: Trace;

  /** @param given anything; what is not an object has no values. */
  constructor(given: unknown, trace: Trace) {
    this.#values = recordOf(given);
    this.#trace = trace;
  }

  /** @throws KemariError if it is there and is not a text of some characters. */
  text(name: string, maxLength: number): string | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value !== '' && value.length <= maxLength) return value;
    throw wrong(name, `a text of at most ${maxLength} characters`, value);
  }

  /** @throws KemariError if it is there and is no sync point of the trace. */
  point(name: string): number | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    const { pointCount } = this.#trace;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < pointCount) {
      return value;
    }
    throw wrong(name, `a sync point from 0 to ${pointCount - 1}`, value);
  }

  /** @throws KemariError if it is there and is no page of the guest. */
  page(name: string): Gfn | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    const gfn =
      typeof value === 'string' || typeof value === 'number' ? parseGfn(String(value)) : undefined;
    const { pages } = this.#trace.header;
    if (gfn !== undefined && pages.indexOf(gfn) >= 0) return gfn;
    const regions = pages.regions.map(({ name: region, start, bytes }) => {
      const first = gfnOf(start);
      return `${region} ${formatHex(first)}-${formatHex(first + bytes / PAGE_SIZE - 1)}`;
    });
    throw wrong(name, `a page's number such as "0x1f3" (${regions.join(', ')})`, value);
  }
}

/** Names of the trace that is asked; undefined for the one that is shown. */
export function askedTraceName(given: unknown): string | undefined {
  const { trace } = recordOf(given);
  return typeof trace === 'string' && trace !== '' ? trace : undefined;
}

/** For who asks without a value that has to be there. */
export function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new KemariError('usage', `"${name}" is missing`);
  return value;
}

function recordOf(given: unknown): Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
}

function wrong(name: string, expected: string, value: unknown): KemariError {
  const found = (JSON.stringify(value) ?? 'nothing').slice(0, 100);
  return new KemariError('usage', `"${name}" takes ${expected}, not ${found}`);
}
