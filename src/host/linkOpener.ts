import * as vscode from 'vscode';
import { messageOf } from '../core/errors';
import { formatNumber } from './numberFormat';
import type { OpenTraces } from './openTraces';
import type { TraceOpener } from './traceDocument';
import { TRACE_EDITOR, type TraceEditorProvider } from './traceEditor';
import { parseTraceLink, type TraceLink } from './traceLink';
import { isInWorkspace, strangersTraceUri } from './tracePlaces';

/** Files of the same name that are looked into for the recording that a link means. */
const MAX_LOOKED_INTO = 20;

/**
 * Opens links. A link opens a trace at a place and does nothing else; where that is a file outside the
 * workspace, the user is asked first, before anything is looked at.
 */
export class LinkOpener implements vscode.UriHandler {
  readonly #traces: OpenTraces;
  readonly #editors: TraceEditorProvider;
  readonly #open: TraceOpener;

  constructor(traces: OpenTraces, editors: TraceEditorProvider, open: TraceOpener) {
    this.#traces = traces;
    this.#editors = editors;
    this.#open = open;
  }

  /** Called by VS Code. Never rejects: the user is told what cannot be done. */
  async handleUri(uri: vscode.Uri): Promise<void> {
    try {
      const link = parseTraceLink(uri.path, uri.query);
      const trace = await this.#find(link);
      if (trace !== undefined) await this.#show(trace, link);
    } catch (error) {
      void vscode.window.showErrorMessage(
        vscode.l10n.t('The link cannot be opened: {0}', messageOf(error)),
      );
    }
  }

  /** Asks for a link, unless one is given, and opens it. */
  async ask(given: unknown): Promise<void> {
    const text =
      typeof given === 'string'
        ? given
        : await vscode.window.showInputBox({
            title: vscode.l10n.t('Open a Link'),
            prompt: vscode.l10n.t('A link to a place in a trace, as "Copy Link" makes them'),
            placeHolder: 'vscode://kemari.kemari/open?...',
            validateInput: (value) =>
              linkUri(value) === undefined && value !== ''
                ? vscode.l10n.t('This is no such link.')
                : undefined,
          });
    const uri = text === undefined ? undefined : linkUri(text);
    if (uri !== undefined) await this.handleUri(uri);
  }

  /** The trace that the link means; undefined if there is none, and the user was told, or refused. */
  async #find(link: TraceLink): Promise<vscode.Uri | undefined> {
    const { uuid } = link;
    const opened = uuid === undefined ? undefined : this.#traces.findRecording(uuid);
    if (opened !== undefined) return opened.uri;
    const named = strangersTraceUri(link.trace);
    if (named !== undefined && this.#traces.find(named.toString()) !== undefined) return named;
    if (named !== undefined && isInWorkspace(named) && (await exists(named))) return named;
    const elsewhere = await this.#findInWorkspace(link);
    if (elsewhere !== undefined) return elsewhere;
    if (named === undefined || isInWorkspace(named)) {
      throw new Error(vscode.l10n.t('there is no trace {0} here', shownName(link.trace)));
    }
    return (await userAllows(named)) ? named : undefined;
  }

  /** A file of the workspace that has the name and is the recording that the link means. */
  async #findInWorkspace({ trace, uuid }: TraceLink): Promise<vscode.Uri | undefined> {
    const name = /[^/\\]+\.kemari$/.exec(safelyDecoded(trace))?.[0];
    if (name === undefined || uuid === undefined) return undefined;
    // The name must not be read as a pattern.
    const pattern = `**/${name.replaceAll(/[[\]{}*?!,]/g, '?')}`;
    const files = await vscode.workspace.findFiles(pattern, undefined, MAX_LOOKED_INTO);
    for (const file of files) {
      if ((await this.#uuidOf(file)) === uuid) return file;
    }
    return undefined;
  }

  async #uuidOf(uri: vscode.Uri): Promise<string | undefined> {
    try {
      const trace = await this.#open(uri);
      await trace.close();
      return trace.header.uuid;
    } catch {
      // What is no trace is not the one that is meant.
      return undefined;
    }
  }

  async #show(uri: vscode.Uri, { uuid, point, range, page, field }: TraceLink): Promise<void> {
    await vscode.commands.executeCommand('vscode.openWith', uri, TRACE_EDITOR);
    const document = this.#traces.find(uri.toString());
    // A trace that cannot be opened has a page that says so.
    const opened = await document?.opened.catch(() => undefined);
    if (opened === undefined) return;
    const { trace } = opened.session;
    if (uuid !== undefined && trace.header.uuid !== uuid) {
      throw new Error(vscode.l10n.t('{0} is another recording now', trace.name));
    }
    const last = Math.max(point ?? 0, range?.to ?? 0);
    if (last >= trace.pointCount) {
      throw new Error(
        vscode.l10n.t(
          'there is no sync point {0}; the trace has {1}',
          formatNumber(last),
          formatNumber(trace.pointCount),
        ),
      );
    }
    opened.session.move({
      ...range,
      ...(point !== undefined && { point }),
      ...(page !== undefined && { page }),
    });
    if (field !== undefined) this.#editors.revealField({ ...field, plot: false });
  }
}

/** Where a link leads; undefined if it is not one of ours. */
function linkUri(text: string): vscode.Uri | undefined {
  try {
    const uri = vscode.Uri.parse(text.trim(), true);
    return uri.authority.toLowerCase() === 'kemari.kemari' ? uri : undefined;
  } catch {
    return undefined;
  }
}

async function userAllows(uri: vscode.Uri): Promise<boolean> {
  const open = vscode.l10n.t('Open');
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('A link wants to open a trace outside the workspace.'),
    {
      modal: true,
      detail: [
        uri.scheme === 'file' ? uri.fsPath : uri.toString(true),
        vscode.l10n.t('Open it only if you know where the link comes from.'),
      ].join('\n\n'),
    },
    open,
  );
  return picked === open;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type !== vscode.FileType.Directory;
  } catch {
    return false;
  }
}

function shownName(trace: string): string {
  return safelyDecoded(trace).slice(0, 200);
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
