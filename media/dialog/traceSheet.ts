import { formatHex, type TraceModel } from '../../src/protocol/inspector';
import { element } from '../dom/element';
import { formatBytes, formatCount } from '../format/quantities';
import { Sheet } from './sheet';

/** The sheet that tells all there is to know of the trace as a whole. */
export function traceSheet(trace: TraceModel): Sheet {
  const memory = trace.regions.reduce((sum, { bytes }) => sum + bytes, 0);
  const facts: readonly (readonly [string, string])[] = [
    ['File', trace.fileName],
    ['Sync points', formatCount(trace.pointCount)],
    ['Recording', trace.complete ? 'complete' : 'cut off; shown up to its last whole sync point'],
    ['Machine', trace.machine],
    ['Workload', trace.workload],
    ['Mode', trace.mode],
    ['Memory', `${formatBytes(memory)}, pages of ${formatBytes(trace.pageSize)}`],
    ['Written by', `${trace.writer}, format ${trace.formatVersion}`],
  ];
  const list = element('dl', { class: 'facts' });
  for (const [name, value] of facts) {
    if (value !== '') list.append(element('dt', {}, name), element('dd', {}, value));
  }
  for (const { name, start, bytes } of trace.regions) {
    list.append(
      element('dt', {}, 'Region'),
      element(
        'dd',
        {},
        `${name} `,
        element(
          'span',
          { class: 'mono muted' },
          `${formatHex(start)}–${formatHex(start + bytes - 1)}`,
        ),
        ` ${formatBytes(bytes)}`,
      ),
    );
  }
  for (const notice of trace.notices) {
    list.append(element('dt', {}, 'Notice'), element('dd', {}, notice));
  }
  return new Sheet('About this trace', 'about', list);
}
