/**
 * Links to a place in a trace, as they stand behind `vscode://kemari.kemari/open?`. A link may come
 * from anywhere, so reading one checks everything; what a link can do is open a trace at a place.
 */
import { MAX_GFN } from '../core/gfn';

/** The only thing that links are for. */
export const LINK_PATH = '/open';

/** A place in a trace. */
export interface TraceLink {
  /** URI of the trace as text, with its percent signs. */
  readonly trace: string;
  /** Of the recording; a file of the same name may have become another. */
  readonly uuid?: string;
  readonly point?: number;
  /** The brushed range; both or none. */
  readonly range?: { readonly from: number; readonly to: number };
  /** GFN of the selected page. */
  readonly page?: number;
  readonly field?: { readonly device: string; readonly field: string };
}

/** Longest query that is read. */
const MAX_QUERY = 8192;
const MAX_POINT = 2 ** 32 - 1;
const MAX_DEVICE = 256;
const MAX_FIELD = 1024;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What is wrong with a link. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

/** The query of a link, as {@link parseTraceLink} reads it. */
export function traceLinkQuery({ trace, uuid, point, range, page, field }: TraceLink): string {
  const values: readonly (readonly [string, string | undefined])[] = [
    ['trace', trace],
    ['uuid', uuid],
    ['point', point?.toString()],
    ['from', range?.from.toString()],
    ['to', range?.to.toString()],
    ['page', page === undefined ? undefined : `0x${page.toString(16)}`],
    ['device', field?.device],
    ['field', field?.field],
  ];
  return values
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escaped(value)}`]))
    .join('&');
}

/**
 * Reads path and query of a link, as VS Code hands them over: with percent signs decoded once. Names
 * that are not known are left aside, so that links of later versions open.
 * @throws LinkError saying what is wrong.
 */
export function parseTraceLink(path: string, query: string): TraceLink {
  if (path !== LINK_PATH) throw new LinkError(`it is not a link to a trace`);
  if (query.length > MAX_QUERY) throw new LinkError('it is too long');
  const values = valuesOf(query);
  const trace = values.get('trace');
  if (trace === undefined) throw new LinkError('it names no trace');
  const uuid = values.get('uuid')?.toLowerCase();
  if (uuid !== undefined && !UUID.test(uuid)) throw new LinkError('its "uuid" is none');
  const point = whole(values, 'point', MAX_POINT);
  const [from, to] = [whole(values, 'from', MAX_POINT), whole(values, 'to', MAX_POINT)];
  if ((from === undefined) !== (to === undefined)) throw new LinkError('it names half a range');
  const range = from === undefined || to === undefined ? undefined : { from, to };
  if (range !== undefined && range.from > range.to) {
    throw new LinkError('its range ends before it begins');
  }
  const page = whole(values, 'page', MAX_GFN);
  const field = fieldOf(values);
  return {
    trace,
    ...(uuid !== undefined && { uuid }),
    ...(point !== undefined && { point }),
    ...(range !== undefined && { range }),
    ...(page !== undefined && { page }),
    ...(field !== undefined && { field }),
  };
}

function fieldOf(values: ReadonlyMap<string, string>): TraceLink['field'] {
  const [device, field] = [values.get('device'), values.get('field')];
  if (device === undefined && field === undefined) return undefined;
  if (device === undefined || field === undefined) throw new LinkError('it names half a field');
  if (device.length > MAX_DEVICE || field.length > MAX_FIELD) {
    throw new LinkError('the name of its field is too long');
  }
  return { device, field };
}

function valuesOf(query: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const part of query.split('&')) {
    const at = part.indexOf('=');
    if (at < 0) continue;
    const name = part.slice(0, at);
    if (values.has(name)) throw new LinkError(`it has two values for "${name.slice(0, 20)}"`);
    values.set(name, unescaped(part.slice(at + 1)));
  }
  return values;
}

function whole(
  values: ReadonlyMap<string, string>,
  name: string,
  most: number,
): number | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  const number = /^(0x[0-9a-f]{1,13}|[0-9]{1,15})$/i.test(text) ? Number(text) : NaN;
  if (!(number <= most)) throw new LinkError(`its "${name}" must be a whole number up to ${most}`);
  return number;
}

/** What could end a value or the link is encoded; paths stay readable. */
function escaped(value: string): string {
  const wellFormed = value.replaceAll(/\p{Surrogate}/gu, '\ufffd');
  return wellFormed.replaceAll(/[^\w.~:/@!$()*,;-]+/g, encodeURIComponent);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new LinkError('its percent signs do not stand for text');
  }
}
