import * as vscode from 'vscode';
import { messageOf } from '../../core/errors';
import type { CompletionKind } from '../../query/completions';
import type { QueryKnowledge } from '../../query/knowledge';
import type { Query } from '../../query/query';
import { queryItems, type QueryItem } from './queryItems';

/** What a box for a query is for, in words for the user. */
export interface QueryBoxTexts {
  readonly title: string;
  /** What Enter does once the query is whole. */
  readonly run: string;
  readonly runIcon: string;
}

interface BoxItem extends vscode.QuickPickItem {
  readonly item: QueryItem;
}

const ICONS: Readonly<Record<CompletionKind, string>> = {
  field: 'symbol-field',
  function: 'symbol-method',
  cause: 'symbol-enum-member',
  output: 'symbol-enum-member',
  device: 'circuit-board',
  deviceField: 'symbol-property',
  operator: 'symbol-operator',
};

/**
 * Asks for a query. Below the text stands what can follow it and, while it is wrong, what is wrong with
 * which part, and what could stand there instead; Enter takes the marked row.
 *
 * @param knowledge what the trace has; the list says if it cannot be read.
 * @returns undefined if the user went away.
 */
export function askForQuery(
  texts: QueryBoxTexts,
  text: string,
  knowledge: Promise<QueryKnowledge>,
  recent: readonly string[],
): Promise<Query | undefined> {
  const box = vscode.window.createQuickPick<BoxItem>();
  box.title = texts.title;
  box.placeholder = vscode.l10n.t('A condition, such as {0}', EXAMPLE);
  box.value = text;
  box.busy = true;
  let known: QueryKnowledge | undefined;

  const show = (): void => {
    if (known === undefined) return;
    box.items = queryItems(box.value, known, recent).map((item) => boxItem(item, texts));
    box.activeItems = box.items.slice(0, 1);
  };
  const put = (changed: string): void => {
    box.value = changed;
    show();
  };
  knowledge.then(
    (read) => {
      known = read;
      box.busy = false;
      show();
    },
    (error: unknown) => {
      box.busy = false;
      const item = { kind: 'error', message: messageOf(error), part: '' } as const;
      box.items = [boxItem(item, texts)];
    },
  );

  return new Promise((resolve) => {
    box.onDidChangeValue(show);
    box.onDidAccept(() => {
      const item = box.activeItems.at(0)?.item;
      switch (item?.kind) {
        case 'run':
          resolve(item.query);
          box.hide();
          break;
        case 'completion':
        case 'fix':
        case 'recent':
          put(item.text);
          break;
        case 'error':
        case undefined:
      }
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

const EXAMPLE = 'dirtyPages > 500 && cause == "net-tx"';

function boxItem(item: QueryItem, texts: QueryBoxTexts): BoxItem {
  return { ...rowOf(item, texts), item, alwaysShow: true };
}

function rowOf(item: QueryItem, { run, runIcon }: QueryBoxTexts): vscode.QuickPickItem {
  switch (item.kind) {
    case 'run':
      return { label: `$(${runIcon}) ${run}` };
    case 'error':
      return {
        label: `$(error) ${item.message}`,
        ...(item.part !== '' && { description: vscode.l10n.t('at {0}', item.part) }),
      };
    case 'fix':
      return {
        label: `$(lightbulb) ${item.name}`,
        description: vscode.l10n.t('instead of {0}', item.part),
      };
    case 'completion':
      return {
        label: `$(${ICONS[item.completion.kind]}) ${item.completion.label}`,
        description: item.completion.about,
      };
    case 'recent':
      return { label: `$(history) ${item.text}` };
  }
}
