import * as vscode from 'vscode';
import { formatNumber } from '../numberFormat';
import type { ComparedPlace, ComparedPlaces } from './comparedPlaces';

/** `mixed.kemari 10 ↔ 20`, `a.kemari 1–99 ↔ b.kemari`: what a comparison's tab is called. */
export function comparisonTitle({ left, right }: ComparedPlaces): string {
  const isOne = left.uri.toString() === right.uri.toString();
  const second = isOne ? rangeText(right) : `${nameOf(right)} ${rangeText(right)}`;
  return vscode.l10n.t('{0} ↔ {1}', `${nameOf(left)} ${rangeText(left)}`.trim(), second.trim());
}

function nameOf({ uri }: ComparedPlace): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

function rangeText({ range }: ComparedPlace): string {
  if (range === undefined) return '';
  const [from, to] = [range.from, range.to].map((point) => formatNumber(point));
  return from === to ? from : `${from}–${to}`;
}
