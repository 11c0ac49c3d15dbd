/** A column of a {@link Table}. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Space between two columns. */
const GAP = '  ';

/**
 * Lines of aligned columns, none with spaces at its end. Widths are fixed when the table is made, from
 * the titles and sample rows, so that rows can be written while they are read.
 */
export class Table {
  readonly #columns: readonly Column[];
  readonly #widths: readonly number[];

  /** @param samples rows that are as wide as any will be; all of them, where they are at hand. */
  constructor(columns: readonly Column[], samples: readonly (readonly string[])[]) {
    this.#columns = columns;
    this.#widths = columns.map(({ title }, i) =>
      samples.reduce((width, row) => Math.max(width, row[i].length), title.length),
    );
  }

  header(): string {
    return this.row(this.#columns.map(({ title }) => title));
  }

  row(cells: readonly string[]): string {
    return this.#columns
      .map(({ align }, i) =>
        align === 'left' ? cells[i].padEnd(this.#widths[i]) : cells[i].padStart(this.#widths[i]),
      )
      .join(GAP)
      .trimEnd();
  }
}
