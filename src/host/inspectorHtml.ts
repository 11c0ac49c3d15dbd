import { PAGE_TEXTS_ID, type PageTexts } from '../protocol/pageTexts';

/** What the inspector's page is made of. */
export interface InspectorHtmlParts {
  readonly script: string;
  readonly style: string;
  /** The source that the webview's own resources come from, for the content security policy. */
  readonly cspSource: string;
  /** The page's language and its translations. */
  readonly texts: PageTexts;
  readonly title: string;
}

/**
 * The inspector's page. It loads its one script and its one style sheet, and nothing else from
 * anywhere: no inline code, no remote resource, no form, no frame.
 */
export function inspectorHtml(parts: InspectorHtmlParts): string {
  const nonce = newNonce();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The page map's worker, whose script is a part of the page's own.
    'worker-src blob:',
    `style-src ${parts.cspSource}`,
    `font-src ${parts.cspSource}`,
    `img-src ${parts.cspSource} data:`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(parts.texts.language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escapeHtml(parts.title)}</title>
  <link rel="stylesheet" href="${escapeHtml(parts.style)}">
</head>
<body>
  <script type="application/json" id="${PAGE_TEXTS_ID}">${jsonInHtml(parts.texts)}</script>
  <script nonce="${nonce}" src="${escapeHtml(parts.script)}"></script>
</body>
</html>
`;
}

/** What the page says that stands where a trace could not be opened. */
export interface FailureHtmlParts {
  readonly language: string;
  readonly title: string;
  /** What is wrong, where, and what was expected. */
  readonly message: string;
  /** Name and value, such as the file and the offset. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What the user can do about it. */
  readonly advice: string;
  readonly actions: readonly { readonly label: string; readonly command: string }[];
}

/** A page without scripts; its actions are links to commands. */
export function failureHtml(parts: FailureHtmlParts): string {
  const nonce = newNonce();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  const facts = parts.facts.map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  const actions = parts.actions.map(
    ({ label, command }, i) =>
      `<a role="button" class="${i === 0 ? 'primary' : 'secondary'}" href="command:${escapeHtml(command)}">${escapeHtml(label)}</a>`,
  );
  return `<!DOCTYPE html>
<html lang="${escapeHtml(parts.language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
  <title>${escapeHtml(parts.title)}</title>
  <style nonce="${nonce}">${FAILURE_STYLE}</style>
</head>
<body>
  <main>
    <h1>${escapeHtml(parts.title)}</h1>
    <p role="alert">${escapeHtml(parts.message)}</p>
    <dl>${facts.join('')}</dl>
    <p>${escapeHtml(parts.advice)}</p>
    <nav>${actions.join(' ')}</nav>
  </main>
</body>
</html>
`;
}

const FAILURE_STYLE = `
  body { color: var(--vscode-foreground); font: 13px/1.5 var(--vscode-font-family); }
  main { max-width: 640px; margin: 12vh auto 0; padding: 0 24px; }
  h1 { font-size: 18px; font-weight: 600; }
  p[role="alert"] { border-left: 3px solid var(--vscode-editorError-foreground); padding-left: 12px;
    overflow-wrap: anywhere; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; }
  dt { color: var(--vscode-descriptionForeground); }
  dd { margin: 0; font-family: var(--vscode-editor-font-family); overflow-wrap: anywhere; }
  nav { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 20px; }
  nav a { padding: 4px 12px; border-radius: 2px; text-decoration: none;
    border: 1px solid var(--vscode-button-border, transparent); }
  .primary { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
  .primary:hover { background: var(--vscode-button-hoverBackground); }
  .secondary { color: var(--vscode-button-secondaryForeground);
    background: var(--vscode-button-secondaryBackground);
    border-color: var(--vscode-button-secondaryBorder, var(--vscode-button-border, transparent)); }
  .secondary:hover { background: var(--vscode-button-secondaryHoverBackground); }
  a:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
  body.vscode-high-contrast a, body.vscode-high-contrast-light a {
    border-color: var(--vscode-contrastBorder); }
`;

/** JSON that ends neither the element it stands in nor begins a comment; browsers do not run it. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** 144 random bits in hex digits. */
function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Makes text safe between tags and inside double quotes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replaceAll(/[&<>"]/g, (character) => entities[character]);
}
