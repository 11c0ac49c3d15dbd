import { printable } from '../format';
import { missingText, type ReportSection } from './reportSections';

/** The report as a Markdown document. */
export function reportMarkdown(sections: readonly ReportSection[]): string {
  return ['# Kemari report', ...sections.map(sectionText), ''].join('\n\n').trimEnd() + '\n';
}

function sectionText({ title, notes, columns, rows, missing }: ReportSection): string {
  const parts = [`## ${title}`];
  if (rows.length === 0) parts.push('These recordings do not answer this.');
  else {
    const lines = [
      columns.map(({ title: name }) => name),
      columns.map(({ align }) => (align === 'left' ? '---' : '---:')),
      ...rows.map((row) => row.map(escaped)),
    ];
    parts.push(lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
    if (notes.length > 0) parts.push(notes.join(' '));
  }
  if (missing.length > 0) {
    const items = missing.map((each) => {
      const how =
        each.command === undefined ? 'cannot be made by this version' : `\`${each.command}\``;
      return `- ${escaped(missingText(each))}: ${how}`;
    });
    parts.push(`Missing:\n\n${items.join('\n')}`);
  }
  return parts.join('\n\n');
}

/** Text that came out of a file, fit for a cell: none of it is markup. */
function escaped(text: string): string {
  return printable(text).replaceAll(/[\\`*_{}[\]<>()#|~&!]/g, (mark) => `\\${mark}`);
}
