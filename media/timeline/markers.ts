import type { Bookmark, TimelineColumns } from '../../src/protocol/inspector';
import { formatDuration } from '../format/quantities';
import { t } from '../l10n';
import { longestPauses, stalls } from './columnPauses';
import { slotMiddle, type PointScale } from './scales';

/** A sync point that stands out in the trace, marked below the overview. */
export interface Marker {
  readonly kind: 'stall' | 'bookmark';
  readonly point: number;
  /** What stands beside the mark where there is room. */
  readonly text: string;
  /** What is said of it where there is room for more. */
  readonly about?: string;
}

/** Longest part of a bookmark's note that stands beside its mark. */
const NOTE_CHARACTERS = 32;

/** How near a mark the pointer must be to hit it, in CSS pixels. */
const REACH = 6;

/** What is marked, in the order of the points. */
export function markersOf(
  overview: TimelineColumns | undefined,
  bookmarks: readonly Bookmark[],
): Marker[] {
  return [...stallsOf(overview), ...bookmarks.map(bookmarkMarker)].sort(
    (a, b) => a.point - b.point,
  );
}

function stallsOf(overview: TimelineColumns | undefined): Marker[] {
  if (overview === undefined) return [];
  const pauses = longestPauses(overview);
  return stalls(overview, pauses).map((column) => ({
    kind: 'stall',
    point: overview.longest[column],
    text: t('stall {0}', formatDuration(pauses[column])),
  }));
}

function bookmarkMarker({ point, note }: Bookmark): Marker {
  const line = note.replaceAll(/\s+/g, ' ');
  const text =
    line.length > NOTE_CHARACTERS ? `${line.slice(0, NOTE_CHARACTERS - 1).trimEnd()}…` : line;
  const about = note === '' ? t('bookmark') : t('bookmark: {0}', line);
  return { kind: 'bookmark', point, text, about };
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
