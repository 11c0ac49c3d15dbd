// Runs in the harness's page before the inspector's bundle: plays VS Code and the extension host.
// The query chooses: ?theme=dark|light|hc|hcLight & trace=embedded|large|huge|single|cut & delay=MS
// & bookmarks & fail=REQUEST & renderer=auto|webgl|canvas
import { Channel, type ChannelPort } from '../../../src/protocol/channel';
import {
  MAP_RENDERERS,
  type InspectorRequests,
  type PageRequest,
  type Bookmark,
  type Position,
} from '../../../src/protocol/inspector';
import type { InspectorHost, InspectorPage } from '../../../src/protocol/inspectorChannel';
import type { Answers } from '../../../src/protocol/rpc';
import { makeHuge } from './hugeTrace';
import { columnsOf } from './syntheticColumns';
import {
  changedBytesOf,
  devicesOf,
  mapOf,
  pageHistoryOf,
  pageOf,
  random,
  seriesOf,
  TRACES,
} from './syntheticTrace';

const query = new URLSearchParams(location.search);
const THEME_CLASSES: Readonly<Record<string, readonly string[]>> = {
  dark: ['vscode-dark'],
  light: ['vscode-light'],
  hc: ['vscode-high-contrast'],
  hcLight: ['vscode-high-contrast-light', 'vscode-high-contrast'],
};
document.body.classList.add(...(THEME_CLASSES[query.get('theme') ?? 'dark'] ?? []));
document.documentElement.dataset['theme'] = query.get('theme') ?? 'dark';
if (query.has('font')) document.documentElement.dataset['font'] = query.get('font') ?? '';

const traces = { ...TRACES, huge: makeHuge };
const made = (
  traces[(query.get('trace') ?? 'embedded') as keyof typeof traces] ?? traces.embedded
)();
let position: Position = made.start;
const mapRenderer = MAP_RENDERERS.find((renderer) => renderer === query.get('renderer')) ?? 'auto';

let bookmarks: readonly Bookmark[] = query.has('bookmarks')
  ? [0.12, 0.121, 0.4, 0.83].map((share) => ({
      point: Math.floor(share * (made.growth.pointCount - 1)),
      note: 'first stall after the checkpoint',
    }))
  : [];

const hostListeners = new Set<(message: unknown) => void>();
let saved: unknown = JSON.parse(sessionStorage.getItem('state') ?? 'null');
Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => {
      const copy: unknown = structuredClone(message);
      setTimeout(() => hostListeners.forEach((listener) => listener(copy)));
    },
    getState: () => saved,
    setState: (state: unknown) => {
      saved = state;
      sessionStorage.setItem('state', JSON.stringify(state));
    },
  }),
});

const port: ChannelPort = {
  post: (message) => window.postMessage(message),
  onMessage(listener) {
    hostListeners.add(listener);
    return { dispose: () => hostListeners.delete(listener) };
  },
};

const last = made.growth.pointCount - 1;

function moveTo(wish: Partial<Position>): void {
  const merged = { ...position, ...wish };
  position = {
    ...merged,
    point: Math.max(0, Math.min(last, merged.point)),
    from: Math.max(0, Math.min(merged.from, merged.to)),
    to: Math.min(last, Math.max(merged.from, merged.to)),
  };
  host.notify('moved', position);
}

function stepTo(matches: (point: number) => boolean, direction: 1 | -1): void {
  for (let at = position.point + direction; at >= 0 && at <= last; at += direction) {
    if (matches(at)) return moveTo({ point: at });
  }
}

const answers: { [K in keyof InspectorRequests]: (request: never) => unknown } = {
  open: () => ({ trace: made.trace, growth: made.growth, position, mapRenderer, bookmarks }),
  timeline: ({ from, to, columns }: { from: number; to: number; columns: number }) =>
    columnsOf(made, from, to, columns),
  point: ({ point }: { point: number }) => made.point(point),
  map: (request: { from: number; to: number }) => mapOf(made, request),
  dirty: ({ point }: { point: number }) => ({ point, ...made.dirty(point) }),
  changedBytes: ({ point }: { point: number }) => changedBytesOf(made, point),
  devices: ({ point }: { point: number }) => devicesOf(point),
  device({ device }: { device: string }) {
    const next = random(device.length);
    return Array.from({ length: 40 }, (_, i) => ({
      field: `registers.${i}`,
      value: `0x${Math.floor(next() * 2 ** 32).toString(16)}`,
      numeric: true,
    }));
  },
  findFields: ({ filter }: { filter: string }) => ({
    fields: ['rtc.register_a', 'dma.channels.2.count', 'vga.crtc.index', 'vga.crtc.mode']
      .filter((path) => path.includes(filter))
      .map((path) => ({
        device: path.slice(0, path.indexOf('.')),
        field: path.slice(path.indexOf('.') + 1),
        value: '0x26',
        numeric: true,
      })),
    more: 0,
  }),
  series: (request: Parameters<InspectorRequests['series']>[0]) => seriesOf(made, request),
  page: (request: PageRequest) => pageOf(made, request),
  pageHistory: (request: { page: number; from: number; to: number }) =>
    pageHistoryOf(made, request),
  outputs({ point }: { point: number }) {
    return made.point(point).outputs.map(({ kind, bytes }) => ({
      kind,
      bytes,
      head: new TextEncoder()
        .encode('RT\0\x124VE\0E\0\0T\x1c\x46@\0@\x06HTTP/1.1 200 OK')
        .slice(0, Math.min(64, bytes)),
      description:
        kind === 'net-tx'
          ? 'TCP 10.0.2.15:80 → 10.0.2.2:51234'
          : kind === 'disk-write'
            ? 'sector 8,412,160'
            : '"k"',
    }));
  },
  move: (wish: Partial<Position>) => moveTo(wish),
  step({ step }: { step: Parameters<InspectorRequests['step']>[0]['step'] }) {
    const { cause } = made.point(position.point);
    const dirties = (at: number): boolean =>
      position.page !== undefined && made.dirty(at).gfns.includes(position.page);
    switch (step) {
      case 'next':
        return moveTo({ point: position.point + 1 });
      case 'previous':
        return moveTo({ point: position.point - 1 });
      case 'first':
        return moveTo({ point: 0 });
      case 'last':
        return moveTo({ point: last });
      case 'nextSameCause':
        return stepTo((at) => made.point(at).cause === cause, 1);
      case 'previousSameCause':
        return stepTo((at) => made.point(at).cause === cause, -1);
      case 'nextPageChange':
        return stepTo(dirties, 1);
      case 'previousPageChange':
        return stepTo(dirties, -1);
    }
  },
  editBookmark({ point }: { point: number }) {
    bookmarks = [
      ...bookmarks.filter((each) => each.point !== point),
      { point, note: 'look here' },
    ].sort((a, b) => a.point - b.point);
    host.notify('bookmarks', bookmarks);
  },
  goTo: () => moveTo({ point: Math.floor(last / 2) }),
};

const delay = Number(query.get('delay') ?? 0);
const host = new Channel<InspectorHost, InspectorPage>(
  port,
  Object.fromEntries(
    Object.entries(answers).map(([method, answer]) => [
      method,
      {
        check: (params: unknown) => params,
        async answer(params: unknown) {
          if (delay > 0) await new Promise((done) => setTimeout(done, delay));
          if (query.get('fail') === method) {
            throw new Error(
              `mixed.kemari: POINT record at offset 81920: expected a CRC of 0x1c291ca3, found 0x00000000`,
            );
          }
          return (answer as (params: unknown) => unknown)(params);
        },
      },
    ]),
  ) as unknown as Answers<InspectorHost>,
);
