import * as vscode from 'vscode';
import { ENGLISH, type PageTexts } from '../protocol/pageTexts';

/** What the page needs to speak the user's language; English where there is no translation. */
export function pageTexts(): PageTexts {
  const texts = vscode.l10n.bundle;
  return texts === undefined ? ENGLISH : { language: vscode.env.language, texts };
}
