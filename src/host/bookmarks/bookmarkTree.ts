import * as vscode from 'vscode';
import type { Bookmark } from '../../protocol/bookmarks';
import type { OpenTraces } from '../openTraces';
import type { BookmarkMemory } from './bookmarkMemory';
import { formatNumber } from '../numberFormat';

/** A row of the view. */
export interface BookmarkNode {
  readonly uuid: string;
  readonly bookmark: Bookmark;
}

/** The bookmarks of the shown trace, ascending. */
export class BookmarkTree implements vscode.TreeDataProvider<BookmarkNode>, vscode.Disposable {
  readonly #traces: OpenTraces;
  readonly #memory: BookmarkMemory;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: { dispose(): void }[];
  #shown: string | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(traces: OpenTraces, memory: BookmarkMemory) {
    this.#traces = traces;
    this.#memory = memory;
    this.#subscriptions = [
      vscode.window.registerTreeDataProvider('kemari.bookmarks', this),
      this.#changed,
      memory.onChanged((uuid) => uuid === this.#uuid && this.#changed.fire()),
      traces.onChanged(() => {
        if (this.#uuid === this.#shown) return;
        this.#shown = this.#uuid;
        this.#changed.fire();
      }),
    ];
  }

  getChildren(node?: BookmarkNode): BookmarkNode[] {
    const uuid = this.#uuid;
    if (node !== undefined || uuid === undefined) return [];
    return this.#memory.of(uuid).map((bookmark) => ({ uuid, bookmark }));
  }

  getTreeItem({ uuid, bookmark: { point, note } }: BookmarkNode): vscode.TreeItem {
    const number = formatNumber(point);
    const item = new vscode.TreeItem(number);
    item.id = `${uuid}/${point}`;
    item.iconPath = new vscode.ThemeIcon('bookmark');
    // A row has one line; the tooltip has all.
    item.description = note.replaceAll(/\s+/g, ' ');
    const about = vscode.l10n.t('Sync point {0}', number);
    item.tooltip = note === '' ? about : `${about}\n${note}`;
    item.accessibilityInformation = {
      label: note === '' ? about : vscode.l10n.t('{0}, bookmark: {1}', about, note),
    };
    item.contextValue = 'bookmark';
    item.command = {
      command: 'kemari.showSyncPoint',
      title: vscode.l10n.t('Show This Sync Point'),
      arguments: [point],
    };
    return item;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  get #uuid(): string | undefined {
    return this.#traces.current?.session.trace.header.uuid;
  }
}
