import * as vscode from 'vscode';
import { messageOf } from '../core/errors';
import type { OpenTraces } from './openTraces';
import type { TraceEditorProvider } from './traceEditor';

/** How long the status bar says that the picture was copied. */
const MESSAGE_MS = 4000;

/** The commands that make a picture of the page map. */
export function registerPictures(
  traces: OpenTraces,
  editors: TraceEditorProvider,
): vscode.Disposable {
  const save = async (given: unknown): Promise<vscode.Uri | undefined> => {
    const document = traces.shown;
    const session = document?.current?.session;
    const inspector = editors.inspectorOfShown();
    if (document === undefined || session === undefined || inspector === undefined) {
      return undefined;
    }
    try {
      // First the picture: it is of what is shown now.
      const png = await inspector.mapPicture();
      const name = document.fileName.replace(/\.kemari$/, '');
      const file =
        given instanceof vscode.Uri && given.path.endsWith('.png')
          ? given
          : await vscode.window.showSaveDialog({
              title: vscode.l10n.t('Save a Picture of the Page Map'),
              defaultUri: vscode.Uri.joinPath(
                document.uri,
                '..',
                `${name}-${session.position.point}.png`,
              ),
              filters: { PNG: ['png'] },
            });
      if (file !== undefined) await vscode.workspace.fs.writeFile(file, png);
      return file;
    } catch (error) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t('The picture could not be saved: {0}', messageOf(error)),
      );
      return undefined;
    }
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('kemari.saveMapPicture', save),
    vscode.commands.registerCommand('kemari.copyMapPicture', async () => {
      try {
        await editors.inspectorOfShown()?.copyMapPicture();
        vscode.window.setStatusBarMessage(vscode.l10n.t('The picture was copied.'), MESSAGE_MS);
      } catch (error) {
        const instead = vscode.l10n.t('Save Picture…');
        const picked = await vscode.window.showErrorMessage(
          vscode.l10n.t('The picture could not be copied: {0}', messageOf(error)),
          instead,
        );
        if (picked === instead) await save(undefined);
      }
    }),
  );
}
