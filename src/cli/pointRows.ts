import type { TraceSummary } from '../analysis/summary';
import { CAUSES, type OutputSummary, type SyncPoint } from '../core/syncPoint';
import { formatBytes, formatCount, formatDecimal, formatSeconds } from './format';
import type { Style } from './style';
import { Table } from './table';
import type { TextOutput } from './terminal';

/** Rows of sync points, aligned for the whole trace and written while they are read. */
export class PointRows {
  readonly #table: Table;
  readonly #style: Style;

  /** @param summary of the trace, for the widest value of each column. */
  constructor(summary: TraceSummary, style: Style) {
    const widest = [
      formatCount(summary.pointCount - 1),
      formatSeconds(summary.durationUs),
      CAUSES.reduce((longest, cause) => (cause.length > longest.length ? cause : longest)),
      formatCount(summary.dirtyPages.max),
      formatCount(summary.dirtyPages.max),
      formatDecimal(summary.maxSentBytes / 1024, 1),
      formatDecimal(summary.maxPauseUs, 0),
      '',
      '',
    ];
    this.#style = style;
    this.#table = new Table(
      [
        { title: 'point', align: 'right' },
        { title: 'time s', align: 'right' },
        { title: 'cause', align: 'left' },
        { title: 'dirty', align: 'right' },
        { title: 'zero', align: 'right' },
        { title: 'sent KiB', align: 'right' },
        { title: 'pause µs', align: 'right' },
        { title: 'devices', align: 'right' },
        { title: 'outputs', align: 'left' },
      ],
      [widest],
    );
  }

  async writeHeader(output: TextOutput): Promise<void> {
    await output.write(`${this.#style.dim(this.#table.header())}\n`);
  }

  async write(output: TextOutput, batches: AsyncIterable<readonly SyncPoint[]>): Promise<void> {
    for await (const points of batches) {
      await output.write(points.map((point) => `${this.#row(point)}\n`).join(''));
    }
  }

  #row(point: SyncPoint): string {
    return this.#table.row([
      formatCount(point.point),
      formatSeconds(point.timeUs),
      point.cause,
      point.point === 0 ? 'image' : formatCount(point.dirtyPages),
      point.point === 0 ? '' : formatCount(point.zeroPages),
      formatDecimal(point.sentBytes / 1024, 1),
      formatDecimal(point.pauseUs, 0),
      point.point === 0 ? '' : formatCount(point.changedDevices.length),
      outputsText(point.outputs),
    ]);
  }
}

/** Outputs of one kind together: `net-tx 60 B, 3 × serial-tx 12 B`, with the bytes of all three. */
export function outputsText(outputs: readonly OutputSummary[]): string {
  const kinds = new Map<string, { count: number; bytes: number }>();
  for (const { kind, bytes } of outputs) {
    const sum = kinds.get(kind) ?? { count: 0, bytes: 0 };
    kinds.set(kind, { count: sum.count + 1, bytes: sum.bytes + bytes });
  }
  return [...kinds]
    .map(([kind, { count, bytes }]) => {
      const times = count === 1 ? '' : `${formatCount(count)} × `;
      return bytes === 0 ? `${times}${kind}` : `${times}${kind} ${formatBytes(bytes)}`;
    })
    .join(', ');
}
