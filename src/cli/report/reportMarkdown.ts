import { printable } from '../format';
import type { ReportSection } from './reportSections';

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
    const items = missing.map(({ what, command }) =>
      command === undefined
        ? `- ${escaped(what)}: cannot be made by this version`
        : `- ${escaped(what)}: ${code(command)}`,
    );
    parts.push(`Missing:\n\n${items.join('\n')}`);
  }
  return parts.join('\n\n');
}

/** Text that came out of a file, fit for a cell: none of it is markup. */
function escaped(text: string): string {
  return printable(text).replaceAll(/[\\`*_{}[\]<>()#|~&!]/g, (mark) => `\\${mark}`);
}

/** Longer than any run of backquotes in it, as CommonMark asks (6.1). */
function code(text: string): string {
  const clean = printable(text);
  const longest = Math.max(0, ...(clean.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${clean}\`` : `${fence} ${clean} ${fence}`;
}
