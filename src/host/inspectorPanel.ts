import * as vscode from 'vscode';
import { toDisposable } from '../core/disposables';
import { Channel, type ChannelPort } from '../protocol/channel';
import type {
  InspectorHost,
  InspectorHostChannel,
  InspectorPage,
} from '../protocol/inspectorChannel';
import type { InspectorNotices } from '../protocol/inspector';
import { INSPECTOR_CHECKS as checks } from '../protocol/inspectorChecks';
import type { Answers } from '../protocol/rpc';
import { PagePresence } from './pagePresence';
import { checkedPng } from './pngCheck';
import { editBookmark } from './bookmarks/bookmarkCommands';
import type { BookmarkMemory } from './bookmarks/bookmarkMemory';
import { failureParts } from './failureParts';
import { failureHtml, inspectorHtml, type FailureHtmlParts } from './inspectorHtml';
import { mapRendererSetting, onMapRendererSetting } from './mapSettings';
import { pageTexts } from './pageTexts';
import { askForPoint, stepAndTell } from './steppingCommands';
import type { TraceDocument } from './traceDocument';

/** A part of the inspector that can have the keyboard's focus. */
export type InspectorPart = InspectorNotices['focus']['part'];

/** Commands that the links on the failure page may run. */
const FAILURE_COMMANDS = [
  'kemari.reloadTrace',
  'kemari.openTrace',
  'workbench.action.reopenWithEditor',
];

/** A page that has made no picture by then makes none. */
const PICTURE_LIMIT_MS = 20_000;

/**
 * One webview that shows a document: the inspector, or, where the trace could not be opened, a page
 * that says why. Ends with the panel.
 */
export class InspectorPanel implements vscode.Disposable {
  readonly #document: TraceDocument;
  readonly #webview: vscode.Webview;
  /** Where the page's script and style sheet lie. */
  readonly #media: vscode.Uri;
  readonly #channel: InspectorHostChannel;
  readonly #subscriptions: { dispose(): void }[];
  readonly #page = new PagePresence();
  #moves: { dispose(): void } | undefined;
  #disposed = false;

  constructor(
    document: TraceDocument,
    bookmarks: BookmarkMemory,
    webview: vscode.Webview,
    media: vscode.Uri,
  ) {
    this.#document = document;
    this.#webview = webview;
    this.#media = media;
    this.#channel = new Channel<InspectorHost, InspectorPage>(
      portOf(webview),
      answersOf(
        document,
        bookmarks,
        (name, value) => this.#channel.notify(name, value),
        () => this.#page.opened(),
      ),
    );
    this.#subscriptions = [
      this.#channel,
      document.onOpened(() => this.#follow()),
      document.onLoading(() => this.#show()),
      bookmarks.onChanged((uuid) => {
        if (uuid !== document.current?.session.trace.header.uuid) return;
        this.#channel.notify('bookmarks', bookmarks.of(uuid));
      }),
      onMapRendererSetting((renderer) => this.#channel.notify('mapRenderer', renderer)),
    ];
    this.#show();
    this.#follow();
  }

  /** Shows a field once the page is there, and plots it if that is asked for. */
  async revealField(field: InspectorNotices['revealField']): Promise<void> {
    await this.#page.shown;
    this.#channel.notify('revealField', field);
  }

  /** The page map as a PNG file; rejects if the page cannot make one. */
  async mapPicture(): Promise<Uint8Array> {
    await this.#page.shown;
    const picture = await this.#channel.request(
      'mapPicture',
      undefined,
      AbortSignal.timeout(PICTURE_LIMIT_MS),
    );
    return checkedPng(picture);
  }

  /** Has the page put the picture of its map on the clipboard; rejects if it may not. */
  async copyMapPicture(): Promise<void> {
    await this.#page.shown;
    const limit = AbortSignal.timeout(PICTURE_LIMIT_MS);
    await this.#channel.request('copyMapPicture', undefined, limit);
  }

  /** The user no longer sees the panel, and its page is gone. */
  hidden(): void {
    this.#page.gone();
  }

  /** Moves the keyboard's focus to a part of the inspector. */
  focus(part: InspectorPart): void {
    this.#channel.notify('focus', { part });
  }

  dispose(): void {
    this.#disposed = true;
    this.#page.dispose();
    this.#moves?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #follow(): void {
    this.#moves?.dispose();
    const session = this.#document.current?.session;
    if (session === undefined) return;
    const subscriptions = [
      session.onMoved((position) => this.#channel.notify('moved', position)),
      session.onGrown((growth) => this.#channel.notify('grown', growth)),
    ];
    this.#moves = toDisposable(() => subscriptions.forEach((each) => each.dispose()));
  }

  /** The inspector is shown while the trace is still being opened, since its page takes as long. */
  #show(): void {
    const { opened } = this.#document;
    this.#page.gone();
    this.#webview.options = { enableScripts: true, localResourceRoots: [this.#media] };
    const resource = (name: string): string =>
      this.#webview.asWebviewUri(vscode.Uri.joinPath(this.#media, name)).toString();
    this.#webview.html = inspectorHtml({
      script: resource('inspector.js'),
      style: resource('inspector.css'),
      cspSource: this.#webview.cspSource,
      texts: pageTexts(),
      title: this.#document.fileName,
    });
    opened.catch(async (error: unknown) => {
      const parts = await failureParts(this.#document.uri, error);
      if (this.#document.opened === opened && !this.#disposed) this.#showFailure(parts);
    });
  }

  #showFailure(parts: FailureHtmlParts): void {
    this.#webview.options = { enableCommandUris: FAILURE_COMMANDS, localResourceRoots: [] };
    this.#webview.html = failureHtml(parts);
  }
}

function portOf(webview: vscode.Webview): ChannelPort {
  return {
    post: (message) => webview.postMessage(message),
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}

/** Tells the page something. */
type Tell = <K extends keyof InspectorNotices>(name: K, value: InspectorNotices[K]) => void;

/** Answers come once the trace is open; if it cannot be opened, each is that error. */
function answersOf(
  document: TraceDocument,
  bookmarks: BookmarkMemory,
  tell: Tell,
  opened: () => void,
): Answers<InspectorHost> {
  return {
    open: {
      check: checks.open,
      answer: async () => {
        const { models, session } = await document.opened;
        opened();
        return {
          trace: models.trace(),
          growth: session.growth,
          position: session.position,
          mapRenderer: mapRendererSetting(),
          bookmarks: bookmarks.of(session.trace.header.uuid),
        };
      },
    },
    timeline: {
      check: checks.timeline,
      answer: async ({ from, to, columns }, signal) =>
        (await document.opened).figures.timeline(from, to, columns, signal),
    },
    point: {
      check: checks.point,
      answer: async ({ point }) => (await document.opened).session.trace.point(point),
    },
    map: {
      check: checks.map,
      answer: async ({ from, to }) => (await document.opened).models.map(from, to),
    },
    dirty: {
      check: checks.dirty,
      answer: async ({ point }) => (await document.opened).models.dirty(point),
    },
    changedBytes: {
      check: checks.changedBytes,
      answer: async ({ point }, signal) => (await document.opened).changedBytes.of(point, signal),
    },
    devices: {
      check: checks.devices,
      answer: async ({ point, against }) => (await document.opened).devices.changes(point, against),
    },
    device: {
      check: checks.device,
      answer: async ({ point, device }) => (await document.opened).devices.leaves(point, device),
    },
    findFields: {
      check: checks.findFields,
      answer: async ({ point, against, filter }) =>
        (await document.opened).devices.find(point, against, filter),
    },
    series: {
      check: checks.series,
      answer: async (request, signal) => {
        const { device, field } = request;
        const progress = (share: number): void => tell('seriesProgress', { device, field, share });
        return (await document.opened).devices.series(request, signal, progress);
      },
    },
    page: {
      check: checks.page,
      answer: async (request) => (await document.opened).models.page(request),
    },
    pageHistory: {
      check: checks.pageHistory,
      answer: async (request) => (await document.opened).models.pageHistory(request),
    },
    outputs: {
      check: checks.outputs,
      answer: async ({ point }) => (await document.opened).models.outputs(point),
    },
    move: {
      check: checks.move,
      answer: async (to) => (await document.opened).session.move(to),
    },
    step: {
      check: checks.step,
      answer: async ({ step }) => stepAndTell((await document.opened).session, step),
    },
    editBookmark: {
      check: checks.editBookmark,
      answer: async ({ point }) => {
        const { session } = await document.opened;
        if (point < session.trace.pointCount) await editBookmark(bookmarks, session, point);
      },
    },
    goTo: {
      check: checks.goTo,
      answer: async () => askForPoint((await document.opened).session),
    },
  };
}
