import * as vscode from 'vscode';
import { formatHex, parseGfn } from '../../core/gfn';
import { CAUSES } from '../../core/syncPoint';
import { fieldPaths, knowledgeOf } from '../../query/knowledge';
import { CAUSE_ICONS } from '../causeIcons';
import type { InspectorSession } from '../inspectorSession';
import { formatNumber } from '../numberFormat';
import { askForQuery } from '../search/queryBox';
import { formatPageRange, parsePageRange } from './guestNames';

/** Something to break on, or a way to say what. */
interface Choice extends vscode.QuickPickItem {
  /** The breakpoint's name; undefined if the user went away. */
  readonly choose?: () => PromiseLike<string | undefined> | string;
}

/** Asks what to break on in a trace, and adds a function breakpoint for it. */
export async function addBreakpoint(session: InspectorSession): Promise<void> {
  const picked = await vscode.window.showQuickPick(choices(session), {
    title: vscode.l10n.t('Break On'),
    placeHolder: vscode.l10n.t('Where should a run of the trace stop?'),
    matchOnDescription: true,
  });
  const name = await picked?.choose?.();
  if (name === undefined || name.trim() === '') return;
  vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint(name.trim())]);
}

async function choices({ trace, position }: InspectorSession): Promise<Choice[]> {
  const { causes } = await trace.figures(0, trace.pointCount - 1);
  const occurring = CAUSES.filter((cause) => causes[cause] > 0).map((cause): Choice => ({
    label: `$(${CAUSE_ICONS[cause]}) ${cause}`,
    description: vscode.l10n.t('{0} sync points', formatNumber(causes[cause])),
    choose: () => cause,
  }));
  const page = parseGfn(String(position.page));
  const selected = page && formatPageRange({ first: page, last: page });
  return [
    ...occurring,
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...(selected === undefined
      ? []
      : [
          {
            label: `$(file-binary) ${selected}`,
            description: vscode.l10n.t('where the selected page is dirtied'),
            choose: () => selected,
          },
        ]),
    {
      label: `$(file-binary) ${vscode.l10n.t('Pages…')}`,
      description: vscode.l10n.t('where one of some pages is dirtied'),
      choose: () => askForPages(page ?? 0),
    },
    {
      label: `$(circuit-board) ${vscode.l10n.t('Device or field…')}`,
      description: vscode.l10n.t('where its value changes'),
      choose: () => pickField({ trace }),
    },
    {
      label: `$(search) ${vscode.l10n.t('Query…')}`,
      description: 'dirtyPages > 500 && cause == "net-tx"',
      choose: () => askForCondition({ trace }),
    },
  ];
}

async function askForPages(page: number): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Break on Pages'),
    prompt: vscode.l10n.t('A GFN, or the first and the last of a range: {0}', '0x100..0x1ff'),
    value: formatHex(page),
    validateInput: (text) =>
      parsePageRange(`pages ${text}`) === undefined
        ? vscode.l10n.t('This is not written like {0}.', '0x100..0x1ff')
        : undefined,
  });
  const range = answer === undefined ? undefined : parsePageRange(`pages ${answer}`);
  return range && formatPageRange(range);
}

async function pickField({ trace }: Pick<InspectorSession, 'trace'>): Promise<string | undefined> {
  const { devices } = await knowledgeOf(trace);
  const items = [
    ...devices.map(({ device, fields }) => ({
      label: device,
      description: vscode.l10n.t('{0} fields', fields.length),
    })),
    ...[...fieldPaths(devices)].map((label) => ({ label })),
  ];
  const title = vscode.l10n.t('Break on a Device or Field');
  return (await vscode.window.showQuickPick(items, { title }))?.label;
}

async function askForCondition({
  trace,
}: Pick<InspectorSession, 'trace'>): Promise<string | undefined> {
  const texts = {
    title: vscode.l10n.t('Break on a Query'),
    run: vscode.l10n.t('Break where this fits'),
    runIcon: 'debug-breakpoint-function',
  };
  return (await askForQuery(texts, '', knowledgeOf(trace), []))?.text;
}
