/** What a cell of a CSV file may hold; undefined is an empty one. */
export type Cell = string | number | boolean | null | undefined;

/** A column of a CSV file. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => Cell;
}

/** Characters that are gathered before they are handed over. */
const CHUNK_CHARACTERS = 1 << 16;

/** CSV by RFC 4180: a header, commas, CRLF behind every row, quotes where they are needed. */
export async function* csvText<Row>(
  columns: readonly Column<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string, void, void> {
  let text = `${columns.map(({ name }) => csvCell(name)).join(',')}\r\n`;
  for await (const rows of batches) {
    for (const row of rows)
      text += `${columns.map(({ cell }) => csvCell(cell(row))).join(',')}\r\n`;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** One JSON array, with a row on each line. */
export async function* jsonText(
  batches: AsyncIterable<readonly object[]>,
): AsyncGenerator<string, void, void> {
  let text = '[';
  let separator = '\n';
  for await (const rows of batches) {
    for (const row of rows) {
      text += separator + JSON.stringify(row);
      separator = ',\n';
    }
    if (text.length < CHUNK_CHARACTERS) continue;
    yield text;
    text = '';
  }
  yield `${text}\n]\n`;
}

function csvCell(value: Cell): string {
  const text = value === undefined || value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
