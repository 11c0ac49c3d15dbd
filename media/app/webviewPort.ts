import type { ChannelPort } from '../../src/protocol/channel';

/** What VS Code gives a webview's page; may be asked for once. */
interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

/** VS Code, as the page reaches it. */
export const webviewApi = acquireVsCodeApi();

/** Messages to and from the extension host. */
export const webviewPort: ChannelPort = {
  post: (message) => webviewApi.postMessage(message),
  onMessage(listener) {
    const receive = (event: MessageEvent<unknown>): void => listener(event.data);
    addEventListener('message', receive);
    return { dispose: () => removeEventListener('message', receive) };
  },
};
