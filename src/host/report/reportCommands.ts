import * as vscode from 'vscode';
import { messageOf } from '../../core/errors';
import type { OpenTraces } from '../openTraces';
import type { TraceHandles } from '../traceHandles';
import { gatherReport } from './gatherReport';
import { reportHtml } from './reportHtml';
import { reportParts, reportSubtitle } from './reportParts';

/** What the command needs of the rest of the extension. */
export interface ReportSurroundings {
  readonly traces: OpenTraces;
  readonly handles: TraceHandles;
  /** The folder with the page's style sheet. */
  readonly media: vscode.Uri;
  readonly language: string;
  readonly icon: { readonly light: vscode.Uri; readonly dark: vscode.Uri };
}

const REPORT_VIEW = 'kemari.report';

/**
 * Registers the command that shows the report of the shown trace, or of those that are selected in the
 * explorer, in a page. The same traces get the same page, made anew.
 */
export function registerReports(around: ReportSurroundings): vscode.Disposable {
  const panels = new Map<string, vscode.WebviewPanel>();
  const command = vscode.commands.registerCommand(
    'kemari.showReport',
    async (uri: unknown, uris: unknown) => {
      const files = tracesToReport(around.traces, uri, uris);
      if (files.length > 0) await show(files, around, panels);
    },
  );
  return vscode.Disposable.from(command, {
    dispose: () => panels.forEach((panel) => panel.dispose()),
  });
}

function tracesToReport({ shown }: OpenTraces, uri: unknown, uris: unknown): readonly vscode.Uri[] {
  const chosen = Array.isArray(uris) ? uris.filter((each) => each instanceof vscode.Uri) : [];
  if (chosen.length > 0) return chosen;
  if (uri instanceof vscode.Uri) return [uri];
  return shown === undefined ? [] : [shown.uri];
}

async function show(
  files: readonly vscode.Uri[],
  around: ReportSurroundings,
  panels: Map<string, vscode.WebviewPanel>,
): Promise<void> {
  const title = titleOf(files);
  const html = await madeWithProgress(files, title, around);
  if (html === undefined) return;
  const key = files.map(String).sort().join('\n');
  const shown = panels.get(key);
  const panel =
    shown ??
    vscode.window.createWebviewPanel(REPORT_VIEW, title, vscode.ViewColumn.Active, {
      enableScripts: false,
      enableFindWidget: true,
      localResourceRoots: [around.media],
    });
  if (shown === undefined) {
    panels.set(key, panel);
    panel.iconPath = around.icon;
    panel.onDidDispose(() => panels.delete(key));
  }
  panel.webview.html = html(panel.webview);
  panel.reveal();
}

/** @returns the page for a webview; undefined if there is none. */
async function madeWithProgress(
  files: readonly vscode.Uri[],
  title: string,
  { handles, media, language }: ReportSurroundings,
): Promise<((webview: vscode.Webview) => string) | undefined> {
  const abort = new AbortController();
  try {
    return await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Making the report'),
        cancellable: true,
      },
      async (notification, token) => {
        const cancel = token.onCancellationRequested(() => abort.abort());
        try {
          const tell = (message: string): void => notification.report({ message });
          const { report, histograms } = await gatherReport(files, handles, tell, abort.signal);
          return (webview: vscode.Webview) =>
            reportHtml({
              language,
              title,
              subtitle: reportSubtitle(report),
              style: webview.asWebviewUri(vscode.Uri.joinPath(media, 'report.css')).toString(),
              cspSource: webview.cspSource,
              parts: reportParts(report, histograms),
              texts: {
                missing: vscode.l10n.t('Missing for the rest'),
                unanswered: vscode.l10n.t('These recordings do not answer this.'),
              },
            });
        } finally {
          cancel.dispose();
        }
      },
    );
  } catch (error) {
    if (!abort.signal.aborted) void vscode.window.showErrorMessage(messageOf(error));
    return undefined;
  }
}

function titleOf(files: readonly vscode.Uri[]): string {
  const [first] = files;
  if (files.length > 1) return vscode.l10n.t('Report: {0} traces', files.length);
  return vscode.l10n.t('Report: {0}', first.path.slice(first.path.lastIndexOf('/') + 1));
}
