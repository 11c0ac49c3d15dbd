import type { TimelineColumns } from '../../src/protocol/inspector';
import { formatDuration } from '../format/quantities';
import { t } from '../l10n';
import { longestPauses, stalls } from './columnPauses';
import { slotMiddle, type PointScale } from './scales';

/** A sync point that stands out in the trace, marked below the overview. */
export interface Marker {
  readonly kind: 'stall';
  readonly point: number;
  /** What stands beside the mark where there is room. */
  readonly text: string;
}

/** How near a mark the pointer must be to hit it, in CSS pixels. */
const REACH = 6;

/** What is marked, in the order of the points. */
export function markersOf(overview: TimelineColumns | undefined): Marker[] {
  if (overview === undefined) return [];
  const pauses = longestPauses(overview);
  return stalls(overview, pauses)
    .map((column): Marker => ({
      kind: 'stall',
      point: overview.longest[column],
      text: t('stall {0}', formatDuration(pauses[column])),
    }))
    .sort((a, b) => a.point - b.point);
}

/** The mark under a place, if there is one. */
export function markerAt(
  markers: readonly Marker[],
  scale: PointScale,
  x: number,
): Marker | undefined {
  let nearest: Marker | undefined;
  let distance = REACH;
  for (const marker of markers) {
    const away = Math.abs(slotMiddle(scale, marker.point) - x);
    if (away <= distance) [nearest, distance] = [marker, away];
  }
  return nearest;
}
