import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Functions that translate, and which of their arguments are texts. */
const TRANSLATING = new Map([
  ['l10n.t', [0]],
  ['t', [0]],
  ['tCount', [1, 2]],
]);

/** Folders and files whose texts are translated while the extension runs. */
const SOURCES = ['src', 'media'];

/**
 * Every text that the sources have translated, in the order in which it is met.
 *
 * @param {string} root the repository.
 * @returns {string[]}
 * @throws Error if a text is not written out where it is translated.
 */
export function sourceTexts(root) {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .sort()
      .map((name) => path.join(folder, name)),
  );
  const texts = files.flatMap((file) => textsIn(file, readFileSync(path.join(root, file), 'utf8')));
  return [...new Set(texts)];
}

/**
 * The texts that one file has translated.
 *
 * @param {string} file its name, for messages.
 * @param {string} source
 * @returns {string[]}
 */
export function textsIn(file, source) {
  if (!/\bt(Count)?\(/.test(source)) return []; // most files, and parsing is slow
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  const texts = [];
  const visit = (node) => {
    if (ts.isCallExpression(node)) {
      const places = TRANSLATING.get(calledName(node.expression));
      for (const place of places ?? []) {
        const argument = node.arguments[place];
        if (argument === undefined || !ts.isStringLiteralLike(argument)) {
          const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
          throw new Error(`${file}:${line + 1}: a text to be translated must be a literal`);
        }
        texts.push(argument.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return texts;
}

/** `t` or `l10n.t`, also for `vscode.l10n.t`. */
function calledName(expression) {
  if (ts.isIdentifier(expression)) return expression.text;
  if (!ts.isPropertyAccessExpression(expression)) return undefined;
  const { name, expression: of } = expression;
  const owner = ts.isPropertyAccessExpression(of) ? of.name : of;
  return ts.isIdentifier(owner) ? `${owner.text}.${name.text}` : undefined;
}
