import { printable } from '../format';
import type { Style } from '../style';
import { Table } from '../table';
import { missingText, type ReportSection } from './reportSections';

/** The report for a terminal. */
export function reportText(sections: readonly ReportSection[], style: Style): string {
  return `${sections.map((section) => sectionLines(section, style).join('\n')).join('\n\n')}\n`;
}

function sectionLines(section: ReportSection, style: Style): string[] {
  const { title, notes, columns, missing } = section;
  const rows = section.rows.map((row) => row.map(printable));
  const lines = [style.bold(title), ''];
  if (rows.length > 0) {
    const table = new Table(columns, rows);
    lines.push(style.dim(table.header()), ...rows.map((row) => table.row(row)));
    lines.push(...notes.map((note) => style.dim(note)));
  } else {
    lines.push('These recordings do not answer this.');
  }
  if (missing.length > 0) {
    lines.push('', 'Missing:');
    for (const each of missing) {
      const { command = 'cannot be made by this version' } = each;
      lines.push(`  ${printable(missingText(each))}: ${command}`);
    }
  }
  return lines;
}
