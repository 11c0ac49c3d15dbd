import * as vscode from 'vscode';
import type { InspectorSession } from './inspectorSession';
import { formatNumber } from './numberFormat';
import type { OpenTraces } from './openTraces';

/** Shows the position of the focused trace in the status bar; a click asks where to go. */
export class PositionStatus implements vscode.Disposable {
  readonly #traces: OpenTraces;
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: { dispose(): void }[];
  #text = 0;

  constructor(traces: OpenTraces) {
    this.#traces = traces;
    this.#item = vscode.window.createStatusBarItem(
      'kemari.position',
      vscode.StatusBarAlignment.Left,
      50,
    );
    this.#item.name = vscode.l10n.t('Kemari Sync Point');
    this.#item.command = 'kemari.goToSyncPoint';
    this.#item.tooltip = vscode.l10n.t('Go to Sync Point');
    const update = (): void => void this.#update();
    this.#subscriptions = [
      this.#item,
      traces.onMoved(update),
      traces.onGrown(update),
      traces.onChanged(update),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #update(): Promise<void> {
    const update = ++this.#text;
    const session = this.#traces.focused?.current?.session;
    if (session === undefined) {
      this.#item.hide();
      return;
    }
    const cause = await causeOf(session);
    // A later position may have been written while this one's cause was read.
    if (update !== this.#text) return;
    const { point } = session.position;
    const { pointCount } = session.trace;
    const text = vscode.l10n.t(
      'sync point {0} / {1}',
      formatNumber(point),
      formatNumber(pointCount),
    );
    this.#item.text = `$(layers) ${[text, ...cause].join(' · ')}`;
    this.#item.accessibilityInformation = { label: [text, ...cause].join(', ') };
    this.#item.show();
  }
}

/** The cause of the current point; none if it cannot be read, which the inspector then tells. */
async function causeOf(session: InspectorSession): Promise<string[]> {
  try {
    return [(await session.trace.point(session.position.point)).cause];
  } catch {
    return [];
  }
}
