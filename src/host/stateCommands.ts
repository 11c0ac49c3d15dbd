import * as vscode from 'vscode';
import { commandPoint } from './commandContext';
import { formatNumber } from './numberFormat';
import type { OpenTraces } from './openTraces';
import { parsePointInput } from './pointInput';
import { stateUri } from './stateUri';

/** The shown trace, with the sync point that a command is about. */
interface Place {
  readonly uri: vscode.Uri;
  readonly fileName: string;
  readonly point: number;
  /** The current sync point, which may be another. */
  readonly current: number;
  readonly last: number;
}

/** The commands that show device states as JSON, one by itself or two side by side. */
export function registerStateCommands(traces: OpenTraces): vscode.Disposable {
  const placeOf = (given: unknown): Place | undefined => {
    const document = traces.shown;
    const session = document?.current?.session;
    if (document === undefined || session === undefined) return undefined;
    const { uri, fileName } = document;
    const { point } = session.position;
    const last = session.trace.pointCount - 1;
    return { uri, fileName, point: commandPoint(given) ?? point, current: point, last };
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('kemari.openDeviceState', async (given: unknown) => {
      const place = placeOf(given);
      if (place === undefined) return;
      const document = await vscode.workspace.openTextDocument(
        stateUri({ trace: place.uri, point: place.point }),
      );
      await vscode.window.showTextDocument(document);
    }),
    vscode.commands.registerCommand(
      'kemari.compareDeviceStateWithPrevious',
      async (given: unknown) => {
        const place = placeOf(given);
        if (place === undefined) return;
        if (place.point === 0) {
          void vscode.window.showInformationMessage(
            vscode.l10n.t('Sync point 0 is the first image: nothing comes before it.'),
          );
          return;
        }
        await compare(place, place.point - 1);
      },
    ),
    vscode.commands.registerCommand(
      'kemari.compareDeviceStateWith',
      async (given: unknown, with_: unknown) => {
        const place = placeOf(given);
        if (place === undefined) return;
        const other = typeof with_ === 'number' ? with_ : await askForOther(place);
        if (other !== undefined) await compare(place, other);
      },
    ),
    vscode.commands.registerCommand(
      'kemari.compareDeviceStateWithCurrent',
      async (given: unknown) => {
        const place = placeOf(given);
        if (place !== undefined) await compare(place, place.current);
      },
    ),
  );
}

/** Shows two states side by side, the earlier one at the left. */
async function compare({ uri, fileName, point }: Place, other: number): Promise<void> {
  const [left, right] = [Math.min(point, other), Math.max(point, other)];
  await vscode.commands.executeCommand(
    'vscode.diff',
    stateUri({ trace: uri, point: left }),
    stateUri({ trace: uri, point: right }),
    vscode.l10n.t('{0}: devices at {1} ↔ {2}', fileName, formatNumber(left), formatNumber(right)),
  );
}

async function askForOther({ point, last }: Place): Promise<number | undefined> {
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Compare the Devices of Sync Point {0} with', formatNumber(point)),
    prompt: vscode.l10n.t(
      'A number from 0 to {0}, or a distance such as +10 or -10',
      formatNumber(last),
    ),
    value: String(Math.max(0, point - 1)),
    validateInput: (text) =>
      parsePointInput(text, point, last) === undefined
        ? vscode.l10n.t('This trace has the sync points 0 to {0}.', formatNumber(last))
        : undefined,
  });
  return answer === undefined ? undefined : parsePointInput(answer, point, last);
}
