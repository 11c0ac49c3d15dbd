import type { Prediction } from '../../analysis/whatif/prediction';
import type { WhatIf } from '../../analysis/whatif/whatif';
import { formatBytes, formatCount, formatDecimal, formatDuration, formatShare } from '../format';
import type { Style } from '../style';
import { Table } from '../table';

/** Recording and prediction beside each other. */
export function whatIfText(
  { recorded, predicted, question }: WhatIf,
  mode: string,
  style: Style,
): string {
  const rows = [
    row('Sync points', ({ points }) => formatCount(points)),
    row('Guest ran', ({ runUs }) => formatDuration(runUs)),
    row('Guest stood still', ({ pausedUs, runUs }) => formatShare(pausedUs, runUs + pausedUs)),
    ...distribution('Pause', ({ pauseUs }) => pauseUs, formatDuration),
    ...distribution('Output held', ({ outputLatencyUs }) => outputLatencyUs, formatDuration),
    ...distribution('Dirty pages', ({ dirtyPages }) => dirtyPages, formatCount),
    row('Sent', ({ sentBytes }) => formatBytes(Math.round(sentBytes))),
    row('Bandwidth', bandwidth),
    ...(question.link.bitsPerSecond === undefined
      ? []
      : [row('Link busy', ({ linkBusyShare }) => `${formatDecimal(100 * linkBusyShare, 1)} %`)]),
  ].map(({ name, of }) => [name, of(recorded), of(predicted)]);
  const table = new Table(
    [
      { title: '', align: 'left' },
      { title: `recorded (${mode})`, align: 'right' },
      { title: `predicted (${question.mode})`, align: 'right' },
    ],
    rows,
  );
  return [style.dim(table.header()), ...rows.map((cells) => table.row(cells)), ''].join('\n');
}

interface Row {
  readonly name: string;
  readonly of: (prediction: Prediction) => string;
}

function row(name: string, of: Row['of']): Row {
  return { name, of };
}

type Figures = { readonly p50: number; readonly p99: number; readonly max: number } | undefined;

function distribution(
  name: string,
  of: (prediction: Prediction) => Figures,
  format: (value: number) => string,
): Row[] {
  return (['p50', 'p99', 'max'] as const).map((rank) =>
    row(`${name} ${rank}`, (prediction) => {
      const figures = of(prediction);
      return figures === undefined ? '–' : format(figures[rank]);
    }),
  );
}

function bandwidth({ sentBytes, runUs, pausedUs }: Prediction): string {
  const us = runUs + pausedUs;
  if (us <= 0) return '–';
  const bits = (8 * sentBytes * 1e6) / us;
  return bits < 1e6
    ? `${formatDecimal(bits / 1e3, 1)} kbit/s`
    : bits < 1e9
      ? `${formatDecimal(bits / 1e6, 1)} Mbit/s`
      : `${formatDecimal(bits / 1e9, 2)} Gbit/s`;
}
