import * as vscode from 'vscode';
import { Throttle } from '../../core/throttle';
import { Channel, type ChannelPort } from '../../protocol/channel';
import {
  COMPARED_SIDES,
  type ComparedRanges,
  type ComparedSide,
  type ComparisonModel,
  type ComparisonNotices,
  type SideModel,
} from '../../protocol/comparison';
import type {
  ComparisonHost,
  ComparisonHostChannel,
  ComparisonPage,
} from '../../protocol/comparisonChannel';
import { COMPARISON_CHECKS as checks } from '../../protocol/comparisonChecks';
import type { Answers } from '../../protocol/rpc';
import { inspectorHtml } from '../inspectorHtml';
import { pageTexts } from '../pageTexts';
import type { TraceHandles, TraceHold } from '../traceHandles';
import { ComparedTraces } from './comparedTraces';
import { rangeWithin, type ComparedPlaces } from './comparedPlaces';
import { comparisonTitle } from './comparisonTitle';

/** Between two notices of how far a comparison has come. */
const PROGRESS_MS = 100;

/** What a panel needs of the rest of the extension. */
export interface ComparisonSurroundings {
  readonly handles: TraceHandles;
  /** The folder with the page's script and style sheet. */
  readonly media: vscode.Uri;
  /** Asks the user for a trace to stand on a side; undefined if none was chosen. */
  chooseTrace(current: vscode.Uri): Promise<vscode.Uri | undefined>;
  /** Shows a sync point, and a page, in the inspector. */
  reveal(trace: vscode.Uri, point: number, page: number | undefined): Promise<void>;
}

/** One webview that compares. Holds both traces open until the panel is closed. */
export class ComparisonPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #around: ComparisonSurroundings;
  readonly #channel: ComparisonHostChannel;
  #places: ComparedPlaces;
  #opened: Promise<ComparedTraces> | undefined;
  #progress: ComparisonNotices['progress'] | undefined;
  readonly #progressDue = new Throttle(PROGRESS_MS, () => {
    if (this.#progress !== undefined) this.#channel.notify('progress', this.#progress);
  });
  #disposed = false;

  /** Takes over the panel's content, and ends with the panel. */
  constructor(
    panel: vscode.WebviewPanel,
    places: ComparedPlaces,
    surroundings: ComparisonSurroundings,
  ) {
    this.#panel = panel;
    this.#places = places;
    this.#around = surroundings;
    const { webview } = panel;
    const { media } = surroundings;
    this.#channel = new Channel<ComparisonHost, ComparisonPage>(portOf(webview), this.#answers());
    panel.onDidDispose(() => this.dispose());
    webview.options = { enableScripts: true, localResourceRoots: [media] };
    const resource = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString();
    panel.title = comparisonTitle(places);
    webview.html = inspectorHtml({
      script: resource('comparison.js'),
      style: resource('comparison.css'),
      cspSource: webview.cspSource,
      texts: pageTexts(),
      title: vscode.l10n.t('Comparison'),
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#progressDue.dispose();
    this.#channel.dispose();
    this.#release();
  }

  #answers(): Answers<ComparisonHost> {
    return {
      open: { check: checks.open, answer: () => this.#open() },
      figures: {
        check: checks.figures,
        answer: async (ranges, signal) => (await this.#traces()).figures(ranges, signal),
      },
      pages: {
        check: checks.pages,
        answer: async (ranges, signal) =>
          (await this.#traces()).pages(ranges, signal, (progress) => {
            this.#progress = progress;
            this.#progressDue.request();
          }),
      },
      written: {
        check: checks.written,
        answer: async (ranges) => (await this.#traces()).written(ranges),
      },
      devices: {
        check: checks.devices,
        answer: async (ranges) => (await this.#traces()).devices(ranges),
      },
      page: {
        check: checks.page,
        answer: async ({ ranges, page }) => (await this.#traces()).page(ranges, page),
      },
      shown: { check: checks.shown, answer: (ranges) => this.#shown(ranges) },
      chooseTrace: { check: checks.chooseTrace, answer: ({ side }) => this.#chooseTrace(side) },
      swap: {
        check: checks.swap,
        answer: (ranges) => {
          this.#shown(ranges);
          return this.#change({ left: this.#places.right, right: this.#places.left });
        },
      },
      reveal: {
        check: checks.reveal,
        answer: ({ side, point, page }) => this.#around.reveal(this.#places[side].uri, point, page),
      },
    };
  }

  /** Both traces as they are now: a file may have grown, or have been recorded anew. */
  async #open(): Promise<ComparisonModel> {
    this.#release();
    return this.#model(await this.#traces());
  }

  #traces(): Promise<ComparedTraces> {
    if (this.#opened !== undefined) return this.#opened;
    const opening = this.#hold(this.#places).then((traces) => {
      // Whoever takes it away meanwhile has not waited for it.
      if (this.#opened !== opening) {
        traces.dispose();
        throw new Error(vscode.l10n.t('The comparison was closed, or is of other traces now.'));
      }
      return traces;
    });
    this.#opened = opening;
    opening.catch(() => {
      if (this.#opened === opening) this.#opened = undefined;
    });
    return opening;
  }

  async #hold({ left, right }: ComparedPlaces): Promise<ComparedTraces> {
    const { handles } = this.#around;
    const first: TraceHold = await handles.hold(left.uri);
    try {
      return new ComparedTraces({ left: first, right: await handles.hold(right.uri) });
    } catch (error) {
      first.dispose();
      throw error;
    }
  }

  #model(traces: ComparedTraces): ComparisonModel {
    const side = (name: ComparedSide): SideModel => {
      const { uri } = this.#places[name];
      const { header, pointCount } = traces.trace(name);
      return {
        fileName: uri.path.slice(uri.path.lastIndexOf('/') + 1),
        place: vscode.workspace.asRelativePath(uri),
        uri: uri.toString(),
        pointCount,
        regions: header.pages.regions.map(({ name, start, bytes }) => ({ name, start, bytes })),
      };
    };
    const range = (name: ComparedSide) =>
      rangeWithin(this.#places[name].range, traces.trace(name).pointCount);
    const [left, right] = COMPARED_SIDES.map(side);
    const ranges = { left: range('left'), right: range('right') };
    return { left, right, sameRecording: traces.sameRecording, ranges };
  }

  #shown({ left, right }: ComparedRanges): void {
    this.#places = {
      left: { ...this.#places.left, range: left },
      right: { ...this.#places.right, range: right },
    };
    this.#panel.title = comparisonTitle(this.#places);
  }

  async #chooseTrace(side: ComparedSide): Promise<void> {
    const { uri } = this.#places[side];
    const chosen = await this.#around.chooseTrace(uri);
    if (chosen === undefined || chosen.toString() === uri.toString()) return;
    await this.#change({ ...this.#places, [side]: { uri: chosen, range: undefined } });
  }

  /** Compares something else, or, if that cannot be opened, still the same. */
  async #change(places: ComparedPlaces): Promise<void> {
    const before = this.#places;
    this.#release();
    this.#places = places;
    try {
      this.#channel.notify('changed', this.#model(await this.#traces()));
      this.#panel.title = comparisonTitle(places);
    } catch (error) {
      if (this.#places === places) this.#places = before;
      throw error;
    }
  }

  #release(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    opened?.then((traces) => traces.dispose()).catch(() => undefined);
  }
}

function portOf(webview: vscode.Webview): ChannelPort {
  return {
    post: (message) => webview.postMessage(message),
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}
