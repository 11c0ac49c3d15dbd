import { changeToJson } from '../../analysis/rows/jsonShapes';
import type { FieldChange } from '../../core/deviceState';
import type { Gfn } from '../../core/gfn';
import type { SyncPoint } from '../../core/syncPoint';
import { diffDevices } from '../../replay/deviceDiff';
import { differingPages } from '../../replay/pageDiff';
import type { Trace } from '../../trace/trace';
import { changeLines } from '../changeText';
import { JSON_OPTION, type Command, type Context } from '../command';
import { ExitCode } from '../exitCode';
import { countOf, formatCount, formatSeconds } from '../format';
import { gfnsToJson, writeJson } from '../json';
import { pageListLines } from '../pageList';
import { ProgressBar } from '../progressBar';
import { styleOf } from '../style';
import { FILE, parsePoint, withTrace } from '../traceArguments';

/** What differs between two sync points. */
export const diff: Command = {
  name: 'diff',
  description:
    'Prints what differs between any two sync points, in either direction: pages whose content is\n' +
    'another one, and device fields with another value. A page or field that changed in between and\n' +
    'came back is no difference.',
  positionals: [
    FILE,
    { name: 'A', help: 'the sync point to start from' },
    { name: 'B', help: 'the sync point to compare it with; may lie before A' },
  ],
  options: [
    { name: 'pages', help: 'only pages' },
    { name: 'devices', help: 'only devices' },
    JSON_OPTION,
  ],
  examples: [
    { line: 'kemari diff mixed.kemari 10 20', explanation: 'everything that differs' },
    {
      line: 'kemari diff mixed.kemari 0 999 --devices',
      explanation: 'device fields, first to last',
    },
  ],

  run: (args, context) =>
    withTrace(args, context, async (trace) => {
      const from = parsePoint(args, trace, 'A', args.positional('A'));
      const to = parsePoint(args, trace, 'B', args.positional('B'));
      // Neither flag asks for less than everything.
      const both = args.flag('pages') === args.flag('devices');
      const pages =
        both || args.flag('pages') ? await comparePages(trace, from, to, context) : undefined;
      const devices =
        both || args.flag('devices')
          ? diffDevices(await trace.devices(from), await trace.devices(to))
          : undefined;

      if (args.flag('json')) {
        await writeJson(context.terminal.out, {
          from,
          to,
          ...(pages && { pages: gfnsToJson(pages) }),
          ...(devices && { devices: devices.map(changeToJson) }),
        });
      } else {
        await writeText(await trace.point(from), await trace.point(to), pages, devices, context);
      }
      return ExitCode.done;
    }),
};

async function comparePages(
  trace: Trace,
  from: number,
  to: number,
  { terminal }: Context,
): Promise<readonly Gfn[]> {
  const bar = new ProgressBar(terminal.err, 'Comparing');
  try {
    return await differingPages(trace, from, to, (compared, total) =>
      bar.update(compared / total, `${formatCount(compared)} of ${countOf(total, 'page')}`),
    );
  } finally {
    bar.finish();
  }
}

async function writeText(
  from: SyncPoint,
  to: SyncPoint,
  pages: readonly Gfn[] | undefined,
  devices: readonly FieldChange[] | undefined,
  { terminal }: Context,
): Promise<void> {
  const { out } = terminal;
  const style = styleOf(terminal);
  const lines = [`From ${pointText(from)}`, `to   ${pointText(to)}`];
  if (pages) {
    lines.push('', style.bold(countOf(pages.length, 'page differs', 'pages differ')));
    lines.push(...pageListLines(pages, out.columns));
  }
  if (devices) {
    lines.push(
      '',
      style.bold(countOf(devices.length, 'device field differs', 'device fields differ')),
    );
    lines.push(...changeLines(devices, style));
  }
  await out.write(`${lines.join('\n')}\n`);
}

function pointText({ point, timeUs, cause }: SyncPoint): string {
  return `sync point ${formatCount(point)} (${cause}, at ${formatSeconds(timeUs)} s)`;
}
