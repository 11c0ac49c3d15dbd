import type { Cause } from '../../core/syncPoint';
import type { Trace } from '../../trace/trace';
import { csvText, jsonText, type Column } from './rowText';

/** Formats of exported bookmarks. */
export const BOOKMARK_FORMATS = ['csv', 'json', 'md'] as const;
export type BookmarkFormat = (typeof BOOKMARK_FORMATS)[number];

/** A bookmark with what its sync point is. */
interface BookmarkRow {
  readonly point: number;
  readonly timeUs: number;
  readonly cause: Cause;
  readonly note: string;
}

/** Bookmarks that are read before they are handed over. */
const BATCH = 256;

/**
 * Bookmarks of a trace as text, in pieces. Those at points that the trace does not have are left out:
 * it may have been cut since.
 * @param title what the trace is called; Markdown has it as its heading.
 */
export async function* bookmarkText(
  trace: Trace,
  bookmarks: readonly { readonly point: number; readonly note: string }[],
  format: BookmarkFormat,
  title: string,
): AsyncGenerator<string, void, void> {
  const rows = bookmarkRows(trace, bookmarks);
  switch (format) {
    case 'csv':
      return yield* csvText(COLUMNS, rows);
    case 'json':
      return yield* jsonText(rows);
    case 'md':
      return yield* markdownText(rows, title);
  }
}

async function* bookmarkRows(
  trace: Trace,
  bookmarks: readonly { readonly point: number; readonly note: string }[],
): AsyncGenerator<readonly BookmarkRow[], void, void> {
  let batch: BookmarkRow[] = [];
  for (const { point, note } of bookmarks) {
    if (point >= trace.pointCount) continue;
    const { timeUs, cause } = await trace.point(point);
    batch.push({ point, timeUs, cause, note });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

const COLUMNS: readonly Column<BookmarkRow>[] = [
  { name: 'point', cell: ({ point }) => point },
  { name: 'timeUs', cell: ({ timeUs }) => timeUs },
  { name: 'cause', cell: ({ cause }) => cause },
  { name: 'note', cell: ({ note }) => note },
];

/** A table for people; seconds as they are easiest to read. */
async function* markdownText(
  batches: AsyncIterable<readonly BookmarkRow[]>,
  title: string,
): AsyncGenerator<string, void, void> {
  yield `# ${plain(title)}\n\n| point | time s | cause | note |\n| ---: | ---: | --- | --- |\n`;
  for await (const rows of batches) {
    yield rows
      .map(({ point, timeUs, cause, note }) =>
        [point, (timeUs / 1e6).toFixed(6), cause, plain(note)].join(' | '),
      )
      .map((row) => `| ${row} |\n`)
      .join('');
  }
}

/** Text that Markdown shows as it is, in one line of a table. */
function plain(text: string): string {
  return text
    .replaceAll(/[\\`*_{}[\]<>#|~&]/g, '\\$&')
    .replaceAll(/\r\n?|\n/g, '<br>')
    .trim();
}
