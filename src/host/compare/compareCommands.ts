import * as vscode from 'vscode';
import type { ComparedRange } from '../../protocol/comparison';
import type { InspectorSession } from '../inspectorSession';
import { formatNumber } from '../numberFormat';
import type { OpenTraces } from '../openTraces';
import { parsePointInput } from '../pointInput';
import type { TraceHandles } from '../traceHandles';
import { TRACE_EDITOR } from '../traceEditor';
import { readComparedPlaces, type ComparedPlace, type ComparedPlaces } from './comparedPlaces';
import { ComparisonPanel, type ComparisonSurroundings } from './comparisonPanel';
import { neighbouringRanges } from './neighbouringRanges';
import { pickTrace } from './tracePicker';

/** The webview panel's type; `onWebviewPanel:` and `when` clauses name it. */
const COMPARISON_VIEW = 'kemari.comparison';

/** Registers the commands that compare, and brings back comparisons that were open. */
export function registerComparisons(
  traces: OpenTraces,
  handles: TraceHandles,
  media: vscode.Uri,
  icon: { readonly light: vscode.Uri; readonly dark: vscode.Uri },
): vscode.Disposable {
  const surroundings: ComparisonSurroundings = {
    handles,
    media,
    chooseTrace: (current) => pickTrace(vscode.l10n.t('Compare Another Trace'), current),
    reveal: (uri, point, page) => reveal(traces, uri, point, page),
  };
  const open = (places: ComparedPlaces): void => {
    const panel = vscode.window.createWebviewPanel(COMPARISON_VIEW, '', vscode.ViewColumn.Active);
    panel.iconPath = icon;
    new ComparisonPanel(panel, places, surroundings);
  };
  let selected: ComparedPlace | undefined;
  const command = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    vscode.window.registerWebviewPanelSerializer(COMPARISON_VIEW, {
      async deserializeWebviewPanel(panel, state: unknown) {
        const places = readComparedPlaces(state);
        if (places === undefined) panel.dispose();
        else {
          panel.iconPath = icon;
          new ComparisonPanel(panel, places, surroundings);
        }
        return Promise.resolve();
      },
    }),
    command('kemari.comparePoints', async (node: unknown, given: unknown) => {
      const places = await pointsToCompare(traces, node, given);
      if (places !== undefined) open(places);
    }),
    command('kemari.compareRanges', () => {
      const places = rangesToCompare(traces);
      if (places !== undefined) open(places);
    }),
    command('kemari.compareTraces', async (uri: unknown, uris: unknown) => {
      const places = await tracesToCompare(traces, uri, uris);
      if (places !== undefined) open(places);
    }),
    command('kemari.selectForCompare', (node: unknown) => {
      selected = placeOf(traces, node);
      void vscode.commands.executeCommand('setContext', 'kemari.compareSelected', !!selected);
    }),
    command('kemari.compareWithSelected', (node: unknown) => {
      const place = placeOf(traces, node);
      if (selected !== undefined && place !== undefined) open({ left: selected, right: place });
    }),
  );
}

/** The row's sync point, or the current one, with another one that the user names. */
async function pointsToCompare(
  traces: OpenTraces,
  node: unknown,
  given: unknown,
): Promise<ComparedPlaces | undefined> {
  const { shown } = traces;
  const session = shown?.current?.session;
  if (shown === undefined || session === undefined) return undefined;
  const point = rangeOf(node)?.to ?? session.position.point;
  const other = typeof given === 'number' ? given : await askForOther(session, point);
  if (other === undefined) return undefined;
  const { uri } = shown;
  return {
    left: { uri, range: { from: other, to: other } },
    right: { uri, range: { from: point, to: point } },
  };
}

function askForOther({ trace }: InspectorSession, point: number): Promise<number | undefined> {
  const last = trace.pointCount - 1;
  const offered = String(Math.max(0, point - 1));
  const parse = (text: string): number | undefined => parsePointInput(text, point, last);
  return Promise.resolve(
    vscode.window.showInputBox({
      title: vscode.l10n.t('Compare Sync Point {0}', formatNumber(point)),
      prompt: vscode.l10n.t(
        'The sync point to compare it with: a number from 0 to {0}, or a distance such as +10 or -10',
        formatNumber(last),
      ),
      value: offered,
      valueSelection: [0, offered.length],
      validateInput: (text) =>
        parse(text) === undefined
          ? vscode.l10n.t('This trace has the sync points 0 to {0}.', formatNumber(last))
          : undefined,
    }),
  ).then((answer) => (answer === undefined ? undefined : parse(answer)));
}

/** The brushed range with as many sync points before it; the halves of the trace where all is brushed. */
function rangesToCompare({ shown }: OpenTraces): ComparedPlaces | undefined {
  const session = shown?.current?.session;
  if (shown === undefined || session === undefined) return undefined;
  const { uri } = shown;
  const [left, right] = neighbouringRanges(session.position, session.trace.pointCount);
  return { left: { uri, range: left }, right: { uri, range: right } };
}

/** Two files of the explorer, or one, or the shown trace, with another that the user chooses. */
async function tracesToCompare(
  traces: OpenTraces,
  uri: unknown,
  uris: unknown,
): Promise<ComparedPlaces | undefined> {
  const chosen = Array.isArray(uris) ? uris.filter((each) => each instanceof vscode.Uri) : [];
  const left = chosen[0] ?? (uri instanceof vscode.Uri ? uri : traces.shown?.uri);
  const title = vscode.l10n.t('Compare Traces');
  const first = left ?? (await pickTrace(title, undefined));
  if (first === undefined) return undefined;
  const second = chosen[1] ?? (await pickTrace(title, first));
  if (second === undefined) return undefined;
  return { left: { uri: first, range: undefined }, right: { uri: second, range: undefined } };
}

/** The sync points of a row of the tree; without one, the current sync point. */
function placeOf({ shown }: OpenTraces, node: unknown): ComparedPlace | undefined {
  const point = shown?.current?.session.position.point;
  if (shown === undefined || point === undefined) return undefined;
  return { uri: shown.uri, range: rangeOf(node) ?? { from: point, to: point } };
}

/** The sync points of a row of the tree, if the command came from one. */
function rangeOf(node: unknown): ComparedRange | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node;
  if (typeof range !== 'object' || range === null) return undefined;
  const { from, to } = range as Partial<Record<'from' | 'to', unknown>>;
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : undefined;
}

async function reveal(
  traces: OpenTraces,
  uri: vscode.Uri,
  point: number,
  page: number | undefined,
): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, TRACE_EDITOR);
  const opened = await traces.find(uri.toString())?.opened;
  opened?.session.move({ point, ...(page !== undefined && { page }) });
}
