import * as vscode from 'vscode';
import { describeOutput } from '../../analysis/outputDescription';
import { addressOf, asGfn, formatHex, PAGE_SIZE, type Gfn } from '../../core/gfn';
import { PHASES, type SyncPoint } from '../../core/syncPoint';
import { NUMBER_FIELDS } from '../../query/vocabulary';
import { columnsOf } from '../../trace/pointColumns';
import type { Trace } from '../../trace/trace';
import { formatNumber } from '../numberFormat';
import { formatBytes } from '../syncPointRow';
import { memoryTarget } from './dataTarget';
import { formatPageRange, type PageRange } from './guestNames';
import { formatMemoryReference } from './memoryReference';
import { childrenOf, type VariableChildren, type VariableNode } from './variableNode';

/** Outputs of one point that are listed. */
const MOST_OUTPUTS = 1000;

/** Bytes of a page that are written out. */
const SHOWN_BYTES = 16;

const PHASE_NAMES: ReadonlySet<string> = new Set(PHASES.map((phase) => `${phase}Us`));

/** The facts of a sync point, by the names that a query has for them. */
export async function factNodes(trace: Trace, point: number): Promise<VariableNode[]> {
  const facts = await trace.point(point);
  const number = numbersOf(facts);
  const nodes = NUMBER_FIELDS.filter(({ name }) => !PHASE_NAMES.has(name)).map((field) => {
    const node = { ...number(field.name), type: field.about };
    const children = below(field.name, trace, facts, number);
    return children === undefined ? node : { ...node, children };
  });
  return [
    { name: 'cause', value: facts.cause, evaluateName: 'cause' },
    ...nodes,
    {
      name: 'changedDevices',
      value: facts.changedDevices.length > 0 ? facts.changedDevices.join(', ') : '–',
    },
  ];
}

/** One fact by its name; undefined if a sync point has none of this name. */
export async function findFact(
  trace: Trace,
  point: number,
  name: string,
): Promise<VariableNode | undefined> {
  const found = (await factNodes(trace, point)).find((node) => node.name === name);
  if (found !== undefined || !PHASE_NAMES.has(name)) return found;
  return numbersOf(await trace.point(point))(name);
}

/** What the guest was about to send. */
export async function outputNodes(trace: Trace, point: number): Promise<VariableNode[]> {
  const outputs = await trace.outputs(point);
  const listed = outputs.slice(0, MOST_OUTPUTS).map((output, number): VariableNode => {
    const parts = [output.kind, formatBytes(output.bytes), describeOutput(output)];
    return {
      name: String(number),
      value: parts.filter((part) => part !== '').join(' · '),
      memoryReference: formatMemoryReference({ kind: 'output', number }),
    };
  });
  const others = outputs.length - listed.length;
  if (others > 0) listed.push({ name: '…', value: vscode.l10n.t('{0} more', others) });
  return listed;
}

/** The regions of the guest's memory. */
export function memoryNodes(trace: Trace): VariableNode[] {
  return trace.header.pages.regions.map(({ name, start, bytes }) => {
    const target = memoryTarget(start, bytes);
    return {
      name,
      value: `${formatHex(start)}–${formatHex(start + bytes - 1)}, ${formatBytes(bytes)}`,
      memoryReference: formatMemoryReference({ kind: 'guest', start }),
      ...(target !== undefined && { target }),
    };
  });
}

/** Some pages as of a sync point. @throws RangeError if the guest has none of them. */
export async function pagesNode(
  trace: Trace,
  point: number,
  range: PageRange,
): Promise<VariableNode> {
  const { first, last } = range;
  if (first === last) return pageNode(trace, point, first);
  // The pages that there are, without the holes between regions.
  const runs = trace.header.pages.regions
    .map(({ start, bytes }) => ({
      first: Math.max(first, start / PAGE_SIZE),
      last: Math.min(last, (start + bytes) / PAGE_SIZE - 1),
    }))
    .filter((run) => run.first <= run.last);
  const indexed = runs.reduce((sum, run) => sum + run.last - run.first + 1, 0);
  if (indexed === 0) {
    throw new RangeError(vscode.l10n.t('The guest has no {0}.', formatPageRange(range)));
  }
  return {
    name: formatPageRange(range),
    value: vscode.l10n.t('{0} pages', formatNumber(indexed)),
    children: {
      indexed,
      async read(start, count) {
        const nodes: VariableNode[] = [];
        let skipped = 0;
        for (const run of runs) {
          const pages = run.last - run.first + 1;
          for (let i = Math.max(0, start - skipped); i < pages && nodes.length < count; i++) {
            nodes.push(await pageNode(trace, point, asGfn(run.first + i)));
          }
          skipped += pages;
        }
        return nodes;
      },
    },
  };
}

/** A page as of a sync point. @throws RangeError if the guest does not have it. */
async function pageNode(trace: Trace, point: number, gfn: Gfn): Promise<VariableNode> {
  const page = await trace.page(gfn, point);
  const start = addressOf(gfn);
  const region = trace.header.pages.regionOf(gfn);
  const bytes = Array.from(page.bytes.subarray(0, SHOWN_BYTES), (byte) =>
    byte.toString(16).toUpperCase().padStart(2, '0'),
  ).join(' ');
  return {
    name: formatPageRange({ first: gfn, last: gfn }),
    value: page.zero
      ? vscode.l10n.t('zeros, written at sync point {0}', formatNumber(page.point))
      : vscode.l10n.t('{0} …, written at sync point {1}', bytes, formatNumber(page.point)),
    ...pagePlace(gfn),
    children: childrenOf([
      { name: 'address', value: formatHex(start) },
      { name: 'region', value: region?.name ?? '–' },
      { name: 'writtenAt', value: String(page.point) },
      { name: 'zero', value: String(page.zero) },
      { name: 'bytes', value: `${bytes} …`, ...pagePlace(gfn) },
    ]),
  };
}

/** Gives the node of a number by its name. */
function numbersOf(facts: SyncPoint): (name: string) => VariableNode {
  const columns = columnsOf([facts], facts.point);
  return (name) => {
    const value = NUMBER_FIELDS.find((field) => field.name === name)?.of(columns, 0) ?? 0;
    const text = formatNumber(value, 3);
    return { name, value: text, evaluateName: name };
  };
}

function below(
  name: string,
  trace: Trace,
  facts: SyncPoint,
  number: (name: string) => VariableNode,
): VariableChildren | undefined {
  if (name === 'pauseUs') return childrenOf([...PHASE_NAMES].map(number));
  if (name === 'dirtyPages' && facts.dirtyPages > 0) return dirtyPages(trace, facts);
  return undefined;
}

/** The pages that were dirty; there may be millions. */
function dirtyPages(trace: Trace, facts: SyncPoint): VariableChildren {
  return {
    indexed: facts.dirtyPages,
    async read(start, count) {
      const { gfns, zero } = await trace.dirtyPages(facts.point);
      return Array.from(gfns.subarray(start, start + count), (number, i) => {
        const gfn = asGfn(number);
        const region = trace.header.pages.regionOf(gfn);
        const content = zero[start + i] === 1 ? vscode.l10n.t('zeros') : vscode.l10n.t('data');
        return {
          name: formatHex(gfn),
          value: region === undefined ? content : `${content} · ${region.name}`,
          ...pagePlace(gfn),
        };
      });
    },
  };
}

/** Where a page can be read, and what a breakpoint on it watches. */
function pagePlace(gfn: Gfn): Pick<VariableNode, 'memoryReference' | 'target' | 'evaluateName'> {
  const start = addressOf(gfn);
  const target = memoryTarget(start, PAGE_SIZE);
  return {
    evaluateName: formatPageRange({ first: gfn, last: gfn }),
    memoryReference: formatMemoryReference({ kind: 'guest', start }),
    ...(target !== undefined && { target }),
  };
}
