import { deviceStateJson } from '../../analysis/deviceStateJson';
import { changeToJson, pointToJson } from '../../analysis/rows/jsonShapes';
import {
  pagesByWriter,
  writerText,
  writerToJson,
  type WrittenPages,
} from '../../analysis/firstWriters';
import type { SymbolTable } from '../../analysis/symbolTable';
import type { FieldChange } from '../../core/deviceState';
import { gfnRuns } from '../../core/gfnRuns';
import { PHASES, type SyncPoint } from '../../core/syncPoint';
import { describeOutput } from '../../analysis/outputDescription';
import { diffDevices } from '../../replay/deviceDiff';
import type { DirtyPages, RecordedOutput, Trace } from '../../trace/trace';
import { changeLines } from '../changeText';
import { JSON_OPTION, type Command } from '../command';
import { ExitCode } from '../exitCode';
import {
  countOf,
  formatBytes,
  formatCount,
  formatDecimal,
  formatDuration,
  formatSeconds,
  formatShare,
  printable,
} from '../format';
import { hexDump } from '../hexDump';
import { gfnsToJson, writeJson } from '../json';
import { pageListLines } from '../pageList';
import { styleOf, type Style } from '../style';
import { symbolsFor, SYMBOLS_OPTION } from '../symbols';
import { Table } from '../table';
import { FILE, parsePoint, withTrace } from '../traceArguments';

/** Bytes of an output that are written out. */
const SHOWN_OUTPUT_BYTES = 64;

/** Runs of pages that are written out for each of their writers. */
const SHOWN_RUNS = 4;

/** Everything about one sync point. */
export const show: Command = {
  name: 'show',
  description:
    'Prints one sync point in full: what caused it, how long each phase of the pause took, what left\n' +
    'the guest, which pages were dirty, and what changed in the devices since the point before.',
  positionals: [FILE, { name: 'N', help: 'number of the sync point; 0 is the first image' }],
  options: [
    {
      name: 'state',
      help: 'instead of all that, every field of every device, as JSON to read and to compare',
    },
    SYMBOLS_OPTION,
    JSON_OPTION,
  ],
  examples: [
    { line: 'kemari show mixed.kemari 12', explanation: 'sync point 12' },
    {
      line: 'kemari show mixed.kemari 12 --state',
      explanation: 'all device state as of sync point 12',
    },
    {
      line: 'kemari show mixed.kemari 12 --json | jq -r .gfns[]',
      explanation: 'its dirty pages, one a line',
    },
  ],

  run: (args, context) =>
    withTrace(args, context, async (trace) => {
      const number = parsePoint(args, trace, 'N', args.positional('N'));
      const { out } = context.terminal;
      if (args.flag('state')) {
        await out.write(deviceStateJson(await trace.devices(number)));
        return ExitCode.done;
      }
      const shown = { ...(await read(trace, number)), symbols: await symbolsFor(trace, args) };
      if (args.flag('json')) await writeJson(out, toJson(shown));
      else await out.write(`${lines(shown, styleOf(context.terminal), out.columns).join('\n')}\n`);
      return ExitCode.done;
    }),
};

interface ShownPoint {
  readonly trace: Trace;
  readonly point: SyncPoint;
  readonly dirty: DirtyPages;
  readonly outputs: readonly RecordedOutput[];
  readonly changes: readonly FieldChange[];
  readonly writers: readonly WrittenPages[];
  readonly symbols: SymbolTable | undefined;
}

async function read(trace: Trace, number: number): Promise<Omit<ShownPoint, 'symbols'>> {
  const dirty = await trace.dirtyPages(number);
  const writers = await trace.writers(number);
  return {
    trace,
    point: await trace.point(number),
    dirty,
    writers: writers === undefined ? [] : pagesByWriter(dirty.gfns, writers),
    outputs: await trace.outputs(number),
    changes:
      number === 0 ? [] : diffDevices(await trace.devices(number - 1), await trace.devices(number)),
  };
}

function toJson({ point, dirty, changes, writers, symbols }: ShownPoint): object {
  return {
    ...pointToJson(point),
    gfns: gfnsToJson(dirty.gfns),
    zeroGfns: gfnsToJson(zeroGfns(dirty)),
    writers: writers.map(({ writer, gfns }) => ({
      ...writerToJson(writer, symbols),
      gfns: gfnsToJson(gfns),
    })),
    devices: changes.map(changeToJson),
  };
}

function zeroGfns({ gfns, zero }: DirtyPages): Uint32Array {
  return gfns.filter((_, i) => zero[i] === 1);
}

function lines(shown: ShownPoint, style: Style, columns: number): string[] {
  const { trace, point } = shown;
  const last = formatCount(trace.pointCount - 1);
  const run = point.timeUs - point.epochStartUs;
  return [
    `${style.bold(`Sync point ${formatCount(point.point)}`)} of 0-${last} in ${printable(trace.name)}`,
    '',
    `Cause  ${point.cause}`,
    `Epoch  ${formatSeconds(point.epochStartUs)} s to ${formatSeconds(point.timeUs)} s: the guest ran ${formatDuration(run)}`,
    `Pause  ${formatDuration(point.pauseUs)}`,
    `Sent   ${formatBytes(point.sentBytes)}`,
    '',
    ...phaseLines(point, style),
    '',
    ...outputLines(shown, style),
    '',
    ...pageLines(shown, style, columns),
    ...writerLines(shown, style),
    '',
    ...deviceLines(shown, style),
  ];
}

function phaseLines({ phasesUs, pauseUs }: SyncPoint, style: Style): string[] {
  const rows = PHASES.map((phase) => [
    phase,
    formatDecimal(phasesUs[phase], 0),
    formatShare(phasesUs[phase], pauseUs),
    '█'.repeat(pauseUs === 0 ? 0 : Math.round((30 * phasesUs[phase]) / pauseUs)),
  ]);
  const table = new Table(
    [
      { title: 'Phase', align: 'left' },
      { title: 'µs', align: 'right' },
      { title: 'share', align: 'right' },
      { title: '', align: 'left' },
    ],
    rows,
  );
  return [style.dim(table.header()), ...rows.map((row) => table.row(row))];
}

function outputLines({ outputs }: ShownPoint, style: Style): string[] {
  if (outputs.length === 0) return ['No output was held.'];
  return [
    style.bold(countOf(outputs.length, 'output held', 'outputs held')),
    ...outputs.flatMap((output) => {
      const { kind, bytes, data } = output;
      // The dump's last line is only the address behind it; what is cut off says more.
      const dump = hexDump(data.subarray(0, SHOWN_OUTPUT_BYTES), 0).split('\n').slice(0, -1);
      const cut = bytes - SHOWN_OUTPUT_BYTES;
      return [
        `  ${kind}${bytes === 0 ? '' : `  ${countOf(bytes, 'byte')}`}  ${describeOutput(output)}`,
        ...dump.map((line) => `    ${line}`),
        ...(cut > 0 ? [`    … ${countOf(cut, 'more byte')}`] : []),
      ];
    }),
  ];
}

function pageLines({ point, dirty }: ShownPoint, style: Style, columns: number): string[] {
  if (point.point === 0) return ['The whole memory was sent: this is the first image.'];
  if (dirty.gfns.length === 0) return ['No page was dirty.'];
  const zero = zeroGfns(dirty);
  return [
    style.bold(countOf(dirty.gfns.length, 'dirty page')),
    ...pageListLines(dirty.gfns, columns),
    ...(zero.length === 0
      ? []
      : [
          style.bold(`${formatCount(zero.length)} of them nothing but zeros`),
          ...pageListLines(zero, columns),
        ]),
  ];
}

function writerLines({ writers, symbols }: ShownPoint, style: Style): string[] {
  if (writers.length === 0) return [];
  const rows = writers.map(({ writer, gfns }) => {
    const runs = gfnRuns(gfns);
    const more = runs.length - SHOWN_RUNS;
    const shown = runs.slice(0, SHOWN_RUNS).join(' ');
    return [
      printable(writerText(writer, symbols)),
      formatCount(gfns.length),
      more > 0 ? `${shown} … ${countOf(more, 'more run')}` : shown,
    ];
  });
  const table = new Table(
    [
      { title: 'First written by', align: 'left' },
      { title: 'pages', align: 'right' },
      { title: 'which', align: 'left' },
    ],
    rows,
  );
  return ['', style.dim(table.header()), ...rows.map((row) => table.row(row))];
}

function deviceLines({ point, changes }: ShownPoint, style: Style): string[] {
  if (point.point === 0)
    return ['Devices have nothing to be compared with before the first image.'];
  if (changes.length === 0) return ['No device changed.'];
  return [
    style.bold(countOf(point.changedDevices.length, 'device changed', 'devices changed')),
    ...changeLines(changes, style),
  ];
}
