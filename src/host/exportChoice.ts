import * as vscode from 'vscode';
import { EXPORT_FORMATS, type ExportedRows, type ExportFormat } from '../analysis/rows/exportRows';
import { asGfn, formatHex } from '../core/gfn';
import type { Position } from '../protocol/inspector';
import type { InspectorSession } from './inspectorSession';
import { formatNumber } from './numberFormat';

/** Rows that can be exported, with their names for the user and for the file. */
export interface RowChoice extends vscode.QuickPickItem {
  readonly rows: ExportedRows;
  /** Goes into the file's name. */
  readonly suffix: string;
}

/** What can be exported of a trace at its position. */
export function rowChoices({ position, trace }: InspectorSession): readonly RowChoice[] {
  const { from, to, page } = position;
  const all = { from: 0, to: trace.pointCount - 1 };
  const range = { from, to };
  const isWhole = from === 0 && to === all.to;
  const where = rangeText(position);
  return [
    ...(isWhole
      ? []
      : [
          {
            label: vscode.l10n.t('Sync Points of the Range'),
            description: where,
            rows: { kind: 'points', range } as const,
            suffix: `points-${from}-${to}`,
          },
        ]),
    {
      label: vscode.l10n.t('All Sync Points'),
      description: formatNumber(trace.pointCount),
      rows: { kind: 'points', range: all },
      suffix: 'points',
    },
    ...(page === undefined
      ? []
      : [
          {
            label: vscode.l10n.t('History of Page {0}', formatHex(page)),
            description: where,
            rows: { kind: 'page', range, gfn: asGfn(page) } as const,
            suffix: `page-${formatHex(page)}`,
          },
        ]),
    {
      label: vscode.l10n.t('Changes of Devices'),
      description: where,
      rows: { kind: 'devices', range },
      suffix: 'devices',
    },
  ];
}

/** The format that a file's name stands for: CSV, unless it says otherwise. */
export function formatOfFile(path: string): ExportFormat {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return EXPORT_FORMATS.find((format) => format === ending) ?? 'csv';
}

function rangeText({ from, to }: Position): string {
  return from === to
    ? vscode.l10n.t('sync point {0}', formatNumber(from))
    : vscode.l10n.t('sync points {0} to {1}', formatNumber(from), formatNumber(to));
}
