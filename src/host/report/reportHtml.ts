import { escapeHtml } from '../inspectorHtml';

/** A table of figures. */
export interface ReportTable {
  readonly columns: readonly ReportColumn[];
  /** Cells in the order of the columns. */
  readonly rows: readonly (readonly ReportCell[])[];
}

/** A column of numbers, unless told otherwise. */
export interface ReportColumn {
  readonly title: string;
  readonly holds?: 'text' | 'charts';
}

/** A cell with text, or with a chart: HTML of reportCharts.ts. */
export type ReportCell = string | { readonly chart: string };

/** One question with its answer. */
export interface ReportPart {
  /** A word by which styles and tests find it. */
  readonly id: string;
  readonly title: string;
  /** Whole sentences. */
  readonly notes: readonly string[];
  /** Charts that stand by themselves, each with its caption. */
  readonly figures: readonly { readonly caption: string; readonly chart: string }[];
  /** What the colours of the charts mean. */
  readonly legend: readonly { readonly className: string; readonly name: string }[];
  readonly table: ReportTable;
  readonly missing: readonly {
    readonly what: string;
    readonly how: string;
    readonly isCommand: boolean;
  }[];
}

/** What a report's page is made of. */
export interface ReportPage {
  readonly language: string;
  readonly title: string;
  readonly subtitle: string;
  readonly style: string;
  /** The source that the webview's own resources come from, for the content security policy. */
  readonly cspSource: string;
  readonly parts: readonly ReportPart[];
  readonly texts: ReportWords;
}

/** Words that stand in every part. */
export interface ReportWords {
  readonly missing: string;
  readonly unanswered: string;
}

/** A page without scripts: text, tables and drawings. */
export function reportHtml(page: ReportPage): string {
  const { language, title, subtitle, style, cspSource, parts, texts } = page;
  const policy = `default-src 'none'; style-src ${cspSource}; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escapeHtml(title)}</title>
  <link rel="stylesheet" href="${escapeHtml(style)}">
</head>
<body>
  <main class="report" tabindex="0">
    <header><h1>${escapeHtml(title)}</h1><p>${escapeHtml(subtitle)}</p></header>
    ${parts.map((part) => partHtml(part, texts)).join('\n    ')}
  </main>
</body>
</html>
`;
}

function partHtml(part: ReportPart, texts: ReportWords): string {
  const { id, title, notes, figures, legend, table, missing } = part;
  const answered =
    table.rows.length === 0
      ? `<p class="unanswered">${escapeHtml(texts.unanswered)}</p>`
      : figuresHtml(figures) + legendHtml(legend) + tableHtml(table, title) + notesHtml(notes);
  return (
    `<section id="${escapeHtml(id)}" aria-labelledby="${escapeHtml(id)}-title">` +
    `<h2 id="${escapeHtml(id)}-title">${escapeHtml(title)}</h2>${answered}${missingHtml(missing, texts)}</section>`
  );
}

function figuresHtml(figures: ReportPart['figures']): string {
  if (figures.length === 0) return '';
  const all = figures.map(
    ({ caption, chart }) =>
      `<figure><figcaption>${escapeHtml(caption)}</figcaption>${chart}</figure>`,
  );
  return `<div class="figures">${all.join('')}</div>`;
}

function legendHtml(legend: ReportPart['legend']): string {
  if (legend.length === 0) return '';
  const items = legend.map(
    ({ className, name }) =>
      `<span><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="${className}" width="10" height="10"/></svg>${escapeHtml(name)}</span>`,
  );
  return `<p class="legend">${items.join('')}</p>`;
}

function tableHtml({ columns, rows }: ReportTable, label: string): string {
  const classes = columns.map(({ holds }) =>
    holds === undefined ? 'number' : holds === 'text' ? 'text' : 'drawn',
  );
  const head = columns.map(
    ({ title }, i) => `<th scope="col" class="${classes[i]}">${escapeHtml(title)}</th>`,
  );
  const body = rows.map((cells) => {
    const all = cells.map((cell, i) => {
      const content = typeof cell === 'string' ? escapeHtml(cell) : cell.chart;
      return `<td class="${classes[i]}">${content}</td>`;
    });
    return `<tr>${all.join('')}</tr>`;
  });
  return (
    `<div class="table"><table aria-label="${escapeHtml(label)}"><thead><tr>${head.join('')}</tr></thead>` +
    `<tbody>${body.join('')}</tbody></table></div>`
  );
}

function notesHtml(notes: readonly string[]): string {
  return notes.length === 0 ? '' : `<p class="notes">${escapeHtml(notes.join(' '))}</p>`;
}

function missingHtml(missing: ReportPart['missing'], texts: ReportWords): string {
  if (missing.length === 0) return '';
  const items = missing.map(({ what, how, isCommand }) => {
    const told = isCommand ? `<code>${escapeHtml(how)}</code>` : escapeHtml(how);
    return `<li>${escapeHtml(what)}: ${told}</li>`;
  });
  return `<div class="missing"><h3>${escapeHtml(texts.missing)}</h3><ul>${items.join('')}</ul></div>`;
}
