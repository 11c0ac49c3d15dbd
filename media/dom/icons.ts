import type { Cause } from '../../src/protocol/inspector';

const SVG = 'http://www.w3.org/2000/svg';

interface Shape {
  /** Path data in a 16 x 16 box, drawn as a line. */
  readonly line?: string;
  /** Path data that is filled instead. */
  readonly fill?: string;
}

const cylinder = 'M3 4.5v7c0 1.1 2.2 2 5 2s5-.9 5-2v-7';

const SHAPES = {
  'net-tx': { line: 'M3 13L12 4M6.5 4H12v5.5' },
  'disk-write': { line: `M3 4.5a5 2 0 1 0 10 0a5 2 0 1 0 -10 0${cylinder}` },
  'disk-flush': {
    line: 'M3 4a5 1.8 0 1 0 10 0a5 1.8 0 1 0 -10 0M3 4v3M13 4v3M8 7v6M5.5 10.5L8 13l2.5-2.5',
  },
  'serial-tx': { line: 'M2.5 4.5l3 3.5-3 3.5M8 12h5.5' },
  irqchip: { line: 'M9 2L4 9h4l-1 5 5-7H8z' },
  timer: { line: 'M3 8.5a5 5 0 1 0 10 0a5 5 0 1 0 -10 0M8 5.5v3l2 1.5M6.5 1.5h3' },
  periodic: { line: 'M13 8a5 5 0 11-1.6-3.7M13 2v3h-3' },
  manual: { fill: 'M5 8a3 3 0 1 0 6 0a3 3 0 1 0 -6 0' },
  first: { fill: 'M3 3h1.4v10H3zM13 3v10L6 8z' },
  previous: {
    line: 'M12.5 10.5A5 5 0 004 8M3.2 4.8L4 8l3.2-.8',
    fill: 'M6.5 12.5a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0 -3 0',
  },
  next: {
    line: 'M3.5 10.5A5 5 0 0112 8M12.8 4.8L12 8l-3.2-.8',
    fill: 'M6.5 12.5a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0 -3 0',
  },
  last: { fill: 'M11.6 3H13v10h-1.4zM3 3v10l7-5z' },
  play: { line: 'M4.5 3v10l8-5z' },
  pause: { fill: 'M4.5 3h2.4v10H4.5zM9.1 3h2.4v10H9.1z' },
  left: { line: 'M10 4L6 8l4 4' },
  right: { line: 'M6 4l4 4-4 4' },
  down: { line: 'M4 6l4 4 4-4' },
  arrowUp: { line: 'M8 13V3M4 7l4-4 4 4' },
  arrowDown: { line: 'M8 3v10M4 9l4 4 4-4' },
  swap: { line: 'M3 5.5h10M10 2.5l3 3-3 3M13 10.5H3M6 7.5l-3 3 3 3' },
  open: { line: 'M7 3H3v10h10V9M9 3h4v4M13 3L7.5 8.5' },
  minus: { line: 'M3.5 8h9' },
  plus: { line: 'M8 3.5v9M3.5 8h9' },
  fit: { line: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10' },
  filter: { line: 'M2 4h12M4.5 8h7M6.5 12h3' },
  plot: { line: 'M2.5 2.5v11h11M4.5 10.5h3v-4h3v2.5h3' },
  close: { line: 'M4 4l8 8M12 4l-8 8' },
  check: { line: 'M3 8.5l3.5 3.5L13 4.5' },
  warning: { line: 'M8 2.5L14 13H2zM8 6.5V9.5M8 11v.6' },
  info: { line: 'M2.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0M8 7.5v3.5M8 5v.6' },
} satisfies Record<Cause, Shape> & Record<string, Shape>;

/** Names of the icons there are; each cause of a sync point is one. */
export type IconName = keyof typeof SHAPES;

/** A 16 px line drawing in the text's colour, hidden from screen readers. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  const shape: Shape = SHAPES[name];
  for (const kind of ['line', 'fill'] as const) {
    const data = shape[kind];
    if (data === undefined) continue;
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', data);
    path.classList.add(kind);
    svg.append(path);
  }
  return svg;
}
