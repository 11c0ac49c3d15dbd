/**
 * The layers of docs/architecture.md as a table, and a check of source files against it.
 */
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

/** Layers that run anywhere: no Node, no VS Code, no browser. */
const PURE = ['core', 'trace', 'machine', 'engine', 'replay', 'query', 'analysis'];

/** What each folder of src/, and media/, may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  trace: ['core'],
  machine: ['core'],
  engine: ['core', 'machine', 'trace'],
  replay: ['core', 'trace'],
  query: ['core', 'trace'],
  analysis: ['core', 'trace', 'replay'],
  protocol: ['core'],
  node: PURE,
  web: PURE,
  cli: [...PURE, 'node'],
  host: [...PURE, 'protocol', 'node'],
  media: ['protocol'],
  /** The extension's roots, src/extension*.ts: they choose the platform's parts and wire them. */
  root: [...PURE, 'protocol', 'node', 'web', 'host'],
};

/** The layers' names: of the folders of src/, and `media` and `root`. */
export const LAYERS: readonly string[] = Object.keys(MAY_IMPORT);

/** What only Node or only a browser's page has, where it stands for itself and is not a member. */
const PLATFORM_GLOBALS = [
  ...['process', 'Buffer', '__dirname', '__filename', 'require', 'setImmediate'],
  ...['window', 'document', 'navigator', 'localStorage', 'HTMLElement', 'requestAnimationFrame'],
];

/** One source file; the path is relative to the repository, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Every arrow that points the wrong way, as `file: what is wrong`. */
export function layerViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => violationsIn(file));
}

function violationsIn(file: SourceFile): string[] {
  const layer = layerOf(file.path);
  if (layer === undefined) return [];
  const allowed = MAY_IMPORT[layer];
  if (allowed === undefined) return [`${file.path}: ${layer}/ is not a layer of the architecture`];

  const wrong: string[] = [];
  for (const specifier of importsOf(file)) {
    if (specifier.startsWith('.')) {
      const target = layerOf(path.posix.join(path.posix.dirname(file.path), specifier));
      if (target !== undefined && target !== layer && !allowed.includes(target)) {
        wrong.push(`${file.path}: ${layer} must not import ${target} (${specifier})`);
      }
    } else if (isPlatformModule(specifier) && !mayImportPlatform(layer, specifier)) {
      wrong.push(`${file.path}: ${layer} must not import ${specifier}`);
    }
  }
  if (PURE.includes(layer) || layer === 'protocol') {
    for (const name of platformGlobalsIn(file)) {
      wrong.push(`${file.path}: ${layer} must not use ${name}`);
    }
  }
  return wrong;
}

/** The layer that a path belongs to; undefined for what is no code of ours, such as package.json. */
function layerOf(file: string): string | undefined {
  const [top, folder, ...rest] = file.split('/');
  if (top === 'media') return 'media';
  if (top !== 'src' || folder === undefined) return undefined;
  if (rest.length > 0) return folder;
  return folder.startsWith('extension') ? 'root' : undefined;
}

function importsOf(file: SourceFile): string[] {
  return ts.preProcessFile(file.text, true, true).importedFiles.map((each) => each.fileName);
}

function isPlatformModule(specifier: string): boolean {
  const [name] = specifier.split('/');
  return (
    specifier === 'vscode' || specifier.startsWith('node:') || builtinModules.includes(name ?? '')
  );
}

function mayImportPlatform(layer: string, specifier: string): boolean {
  if (specifier === 'vscode') return layer === 'host' || layer === 'root';
  return layer === 'host' || layer === 'root' || layer === 'node' || layer === 'cli';
}

/** Platform globals that a file uses as values and does not declare itself. */
function platformGlobalsIn(file: SourceFile): Set<string> {
  const named = PLATFORM_GLOBALS.filter((name) => file.text.includes(name));
  if (named.length === 0) return new Set(); // most files, and parsing is slow
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2022, true);
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && named.includes(node.text)) {
      if (declares(node)) declared.add(node.text);
      else if (!isMemberName(node)) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  for (const name of declared) used.delete(name);
  return used;
}

function declares(name: ts.Identifier): boolean {
  const { parent } = name;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isImportSpecifier(parent)) &&
    parent.name === name
  );
}

function isMemberName(name: ts.Identifier): boolean {
  const { parent } = name;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === name) ||
    ((ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent)) &&
      parent.name === name)
  );
}
