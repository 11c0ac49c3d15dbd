import { asGfn, asGuestAddress, formatHex, gfnOf, PAGE_SIZE, parseGfn } from '../../core/gfn';
import type { MemoryRegion, PageSpace } from '../../core/guestMemory';
import type { Trace } from '../../trace/trace';

/**
 * The files that a trace's memory is handed out as, below the folder of a sync point:
 *
 *   memory.bin               all of it, as `kemari memory` writes it
 *   regions/ram.bin          one region
 *   parts/0x4000000.bin      64 MiB of a region, or what is left of it, from this address on
 *   pages/0x104.bin          one page; listed are those that the sync point wrote, and any can be read
 */

/** Most bytes that are handed out at once: what is asked for is held, and copied, as a whole. */
export const MOST_BYTES = 64 << 20;

/** Names in a folder; what lies behind can still be opened by its name. */
const MOST_NAMES = 10_000;

/** A file or a folder. */
export type MemoryNode =
  | { readonly kind: 'folder'; names(): Promise<MemoryNames> | MemoryNames }
  /** Bytes of the whole memory from `start` to `end`, as readMemoryBytes counts them. */
  | { readonly kind: 'file'; readonly start: number; readonly end: number };

/** What is in a folder. */
export type MemoryNames = readonly (readonly [name: string, kind: MemoryNode['kind']])[];

/** What a path below the folder of a sync point leads to; undefined if that is nothing. */
export function memoryNode(
  trace: Trace,
  at: number,
  names: readonly string[],
): MemoryNode | undefined {
  const { pages } = trace.header;
  const [folder, name, ...more] = names;
  if (folder === undefined) return folderOf(['memory.bin'], ['regions', 'parts', 'pages']);
  if (more.length > 0) return undefined;
  if (name === undefined) {
    switch (folder) {
      case 'memory.bin':
        return { kind: 'file', start: 0, end: pages.bytes };
      case 'regions':
        return folderOf(regionNames(pages));
      case 'parts':
        return folderOf(partNames(pages));
      case 'pages':
        return { kind: 'folder', names: () => pageNames(trace, at) };
      default:
        return undefined;
    }
  }
  const address = /^(0x[0-9a-f]+)\.bin$/.exec(name)?.[1];
  switch (folder) {
    case 'regions':
      return regionFile(pages, regionNames(pages).indexOf(name));
    case 'parts':
      return address === undefined ? undefined : partFile(pages, Number(address));
    case 'pages':
      return address === undefined ? undefined : pageFile(pages, address);
    default:
      return undefined;
  }
}

/** Folders of the sync points: all, or every tenth, hundredth, ... of very many, and the last. */
export function pointNames(pointCount: number): readonly string[] {
  let step = 1;
  while (pointCount / step > MOST_NAMES) step *= 10;
  const points = Array.from({ length: Math.ceil(pointCount / step) }, (_, i) => i * step);
  if (points.at(-1) !== pointCount - 1) points.push(pointCount - 1);
  return points.map((point) => `at-${point}`);
}

/** The file of a page. */
export function pageFileName(gfn: number): string {
  return `${formatHex(gfn)}.bin`;
}

/** Names of the regions' files, in the order of the regions. */
export function regionNames({ regions }: PageSpace): readonly string[] {
  // What a trace calls its regions may be anything.
  const plain = regions.map(({ name }) => name.replaceAll(/[^\w.-]/g, '_').slice(0, 64));
  return plain.map((name, i) => {
    const isOnly = plain.indexOf(name) === plain.lastIndexOf(name) && name !== '';
    return isOnly ? `${name}.bin` : `${name}-${formatHex(regions[i].start)}.bin`;
  });
}

/** Names of the parts' files, in the order of their addresses. */
export function partNames({ regions }: PageSpace): readonly string[] {
  const names: string[] = [];
  for (const { start, bytes } of regions) {
    for (let from = 0; from < bytes && names.length < MOST_NAMES; from += MOST_BYTES) {
      names.push(`${formatHex(start + from)}.bin`);
    }
  }
  return names;
}

async function pageNames(trace: Trace, at: number): Promise<MemoryNames> {
  const { gfns } = await trace.dirtyPages(at);
  return Array.from(gfns.subarray(0, MOST_NAMES), (gfn) => [pageFileName(gfn), 'file'] as const);
}

function folderOf(files: readonly string[], folders: readonly string[] = []): MemoryNode {
  const names: MemoryNames = [
    ...files.map((name) => [name, 'file'] as const),
    ...folders.map((name) => [name, 'folder'] as const),
  ];
  return { kind: 'folder', names: () => names };
}

function regionFile(pages: PageSpace, index: number): MemoryNode | undefined {
  const region = pages.regions.at(index);
  if (index < 0 || region === undefined) return undefined;
  const start = startOf(pages, region);
  return { kind: 'file', start, end: start + region.bytes };
}

function partFile(pages: PageSpace, address: number): MemoryNode | undefined {
  const region = pages.regions.find(
    ({ start, bytes }) => address >= start && address < start + bytes,
  );
  if (region === undefined || (address - region.start) % MOST_BYTES !== 0) return undefined;
  const start = startOf(pages, region) + address - region.start;
  return {
    kind: 'file',
    start,
    end: start + Math.min(MOST_BYTES, region.start + region.bytes - address),
  };
}

function pageFile(pages: PageSpace, name: string): MemoryNode | undefined {
  const gfn = parseGfn(name);
  const index = gfn === undefined ? -1 : pages.indexOf(asGfn(gfn));
  if (index < 0) return undefined;
  return { kind: 'file', start: index * PAGE_SIZE, end: (index + 1) * PAGE_SIZE };
}

/** Where a region begins in the whole memory. */
function startOf(pages: PageSpace, region: MemoryRegion): number {
  return pages.indexOf(gfnOf(asGuestAddress(region.start))) * PAGE_SIZE;
}
