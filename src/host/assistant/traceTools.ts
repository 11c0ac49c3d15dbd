import * as vscode from 'vscode';
import { KemariError } from '../../core/errors';
import type { OpenTraces } from '../openTraces';
import type { TraceDocument } from '../traceDocument';
import { answerText, type Answer, type Question } from './answer';
import { diffAnswer } from './diffAnswer';
import { findAnswer } from './findAnswer';
import { pageHistoryAnswer } from './pageHistoryAnswer';
import { pointAnswer } from './pointAnswer';
import { summaryAnswer } from './summaryAnswer';
import { askedTraceName, ToolInput } from './toolInput';

/** The tools by their names in package.json, each with what the user is told while it works. */
const TOOLS: Readonly<
  Record<string, { answer(question: Question): Promise<Answer>; doing(file: string): string }>
> = {
  kemari_summary: {
    answer: summaryAnswer,
    doing: (file) => vscode.l10n.t('Summing up {0}', file),
  },
  kemari_find: {
    answer: (question) => findAnswer(question),
    doing: (file) => vscode.l10n.t('Searching sync points of {0}', file),
  },
  kemari_point: {
    answer: pointAnswer,
    doing: (file) => vscode.l10n.t('Reading a sync point of {0}', file),
  },
  kemari_diff: {
    answer: diffAnswer,
    doing: (file) => vscode.l10n.t('Comparing sync points of {0}', file),
  },
  kemari_page_history: {
    answer: pageHistoryAnswer,
    doing: (file) => vscode.l10n.t('Reading the history of a page of {0}', file),
  },
};

/**
 * Lets the editor's language models ask about the traces that are open. They read, and move nothing;
 * what is not open is not touched, whoever names it.
 */
export function registerTraceTools(traces: OpenTraces): vscode.Disposable {
  const tools = Object.entries(TOOLS).map(([name, { answer, doing }]) =>
    vscode.lm.registerTool<unknown>(name, {
      prepareInvocation: ({ input }) => {
        const file = askedTraceName(input) ?? traces.shown?.fileName;
        return file === undefined ? {} : { invocationMessage: doing(file) };
      },
      invoke: async ({ input, tokenizationOptions }, token) => {
        const abort = new AbortController();
        if (token.isCancellationRequested) abort.abort();
        const cancelled = token.onCancellationRequested(() => abort.abort());
        try {
          const question = await questionOf(documentOf(traces, input), input, abort.signal);
          const fits = tokenizationOptions && fitsInto(tokenizationOptions, token);
          const text = await answerText(await answer(question), fits);
          return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
        } finally {
          cancelled.dispose();
        }
      },
    }),
  );
  return vscode.Disposable.from(...tools);
}

async function questionOf(
  document: TraceDocument,
  input: unknown,
  signal: AbortSignal,
): Promise<Question> {
  const { session } = await document.opened;
  const { trace, position } = session;
  return { trace, position, signal, file: document.fileName, input: new ToolInput(input, trace) };
}

/** Whether a text is within the budget of whoever asks. */
function fitsInto(
  { tokenBudget, countTokens }: vscode.LanguageModelToolTokenizationOptions,
  token: vscode.CancellationToken,
): (text: string) => Promise<boolean> {
  return async (text) => (await countTokens(text, token)) <= tokenBudget;
}

/** @throws KemariError that tells which traces are open. */
function documentOf(traces: OpenTraces, input: unknown): TraceDocument {
  const name = askedTraceName(input);
  const { all, shown } = traces;
  if (name === undefined && shown !== undefined) return shown;
  const named = all.find(({ fileName, uri }) => fileName === name || uri.toString() === name);
  if (named !== undefined) return named;
  const open = all.map(({ fileName }) => fileName).join(', ');
  throw new KemariError(
    'usage',
    open === ''
      ? 'no trace is open; the user can open one (*.kemari) in the editor'
      : `${name ?? 'none'} is not open; open are ${open}`,
  );
}
