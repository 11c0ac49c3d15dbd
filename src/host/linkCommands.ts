import * as vscode from 'vscode';
import { commandPoint, fieldOfContext } from './commandContext';
import type { LinkOpener } from './linkOpener';
import type { OpenTraces } from './openTraces';
import type { TraceDocument } from './traceDocument';
import { LINK_PATH, traceLinkQuery, type TraceLink } from './traceLink';

/** How long the status bar says that a link was copied. */
const MESSAGE_MS = 4000;

/** The commands that copy links and open them, and VS Code's own way of opening one. */
export function registerLinks(
  context: vscode.ExtensionContext,
  traces: OpenTraces,
  opener: LinkOpener,
): vscode.Disposable {
  const copy =
    (place: (document: TraceDocument, given: unknown) => Partial<TraceLink> | undefined) =>
    async (given: unknown): Promise<void> => {
      const document = traces.shown;
      if (document === undefined) return;
      const link = place(document, given);
      if (link !== undefined) await copyLink(context, document, link);
    };
  return vscode.Disposable.from(
    vscode.window.registerUriHandler(opener),
    vscode.commands.registerCommand('kemari.openLink', (given: unknown) => opener.ask(given)),
    vscode.commands.registerCommand(
      'kemari.copyLink',
      copy((document, given) => placeOfPoint(document, given)),
    ),
    vscode.commands.registerCommand(
      'kemari.copyLinkToPage',
      copy((document, given) => {
        const page = document.current?.session.position.page;
        return page === undefined ? undefined : { ...placeOfPoint(document, given), page };
      }),
    ),
    vscode.commands.registerCommand(
      'kemari.copyLinkToField',
      copy((document, given) => {
        const field = fieldOfContext(given);
        return field && { ...placeOfPoint(document, given), field };
      }),
    ),
  );
}

/** A sync point, with the brushed range where that is not the whole trace. */
function placeOfPoint(document: TraceDocument, given: unknown): Partial<TraceLink> | undefined {
  const session = document.current?.session;
  if (session === undefined) return undefined;
  const { point, from, to } = session.position;
  const whole = from === 0 && to === session.trace.pointCount - 1;
  return { point: commandPoint(given) ?? point, ...(whole ? {} : { range: { from, to } }) };
}

async function copyLink(
  context: vscode.ExtensionContext,
  document: TraceDocument,
  place: Partial<TraceLink>,
): Promise<void> {
  const uuid = document.current?.session.trace.header.uuid;
  const link = { trace: document.uri.toString(), ...(uuid !== undefined && { uuid }), ...place };
  const query = traceLinkQuery(link);
  const uri = vscode.Uri.from({
    scheme: vscode.env.uriScheme,
    authority: context.extension.id,
    path: LINK_PATH,
    query,
  });
  // Not all is encoded again, so that the link can be read; what VS Code decodes is.
  await vscode.env.clipboard.writeText(
    uri.with({ query: query.replaceAll('%', '%25') }).toString(true),
  );
  vscode.window.setStatusBarMessage(vscode.l10n.t('The link was copied.'), MESSAGE_MS);
}
