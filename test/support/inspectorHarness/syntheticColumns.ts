import { PHASES, type Cause, type TimelineColumns } from '../../../src/protocol/inspector';
import type { SyntheticTrace } from './syntheticTrace';

/** The timeline's columns over a range of a made-up trace, as the host would answer. */
export function columnsOf(
  made: SyntheticTrace,
  from: number,
  to: number,
  columns: number,
): TimelineColumns {
  const pointsPerColumn = Math.max(1, Math.ceil((to - from + 1) / columns));
  const count = Math.ceil((to - from + 1) / pointsPerColumn);
  const filled = (value: number): Float64Array => new Float64Array(count).fill(value);
  const least = {
    dirtyPages: filled(Infinity),
    sentBytes: filled(Infinity),
    pauseUs: filled(Infinity),
  };
  const sums = { dirtyPages: filled(0), sentBytes: filled(0), pauseUs: filled(0) };
  const dirtyPages = new Uint32Array(count);
  const sentBytes = new Float64Array(count);
  const phasesUs = new Float32Array(count * PHASES.length);
  const longest = new Uint32Array(count);
  const outputs = new Uint32Array(count);
  const outputBytes = new Float64Array(count);
  const startUs = new Float64Array(count);
  const causes = new Map<Cause, Uint32Array>();
  let endUs = 0;
  for (let column = 0; column < count; column++) {
    let longestUs = -1;
    const first = from + column * pointsPerColumn;
    startUs[column] = made.point(first).epochStartUs;
    for (let at = first; at < first + pointsPerColumn && at <= to; at++) {
      const point = made.point(at);
      for (const name of ['dirtyPages', 'sentBytes', 'pauseUs'] as const) {
        least[name][column] = Math.min(least[name][column], point[name]);
        sums[name][column] += point[name];
      }
      dirtyPages[column] = Math.max(dirtyPages[column], point.dirtyPages);
      sentBytes[column] = Math.max(sentBytes[column], point.sentBytes);
      outputs[column] += point.outputs.length;
      outputBytes[column] += point.outputs.reduce((sum, { bytes }) => sum + bytes, 0);
      const counts = causes.get(point.cause) ?? new Uint32Array(count);
      causes.set(point.cause, counts);
      counts[column]++;
      endUs = point.timeUs + point.pauseUs;
      if (point.pauseUs <= longestUs) continue;
      longestUs = point.pauseUs;
      longest[column] = at;
      PHASES.forEach((phase, i) => (phasesUs[column * PHASES.length + i] = point.phasesUs[phase]));
    }
  }
  return {
    ...{ from, to, start: from, pointsPerColumn, dirtyPages, sentBytes, phasesUs, longest },
    ...{ least, sums, outputs, outputBytes, startUs, endUs },
    causes: [...causes].map(([cause, points]) => ({ cause, points })),
  };
}
