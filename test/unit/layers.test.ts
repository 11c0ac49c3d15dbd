import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LAYERS, layerViolations, type SourceFile } from '../support/importLayers';

/** The repository's sources below a folder; tests run with the repository as working folder. */
function sourcesBelow(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => path.posix.join(folder, String(name).split(path.sep).join('/')))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => ({ path: file, text: readFileSync(file, 'utf8') }));
}

/** Checks one made-up file. */
function check(file: string, text: string): string[] {
  return layerViolations([{ path: file, text }]);
}

describe('layers', () => {
  it('have every arrow of src/ and media/ pointing downward', () => {
    const files = [...sourcesBelow('src'), ...sourcesBelow('media')];
    assert.ok(files.length > 0, 'no sources were found');
    assert.deepEqual(layerViolations(files), []);
  });

  it('refuse an import that points upward, however it is written', () => {
    for (const text of [
      "import { a } from '../engine/link';",
      "import type { A } from '../engine/link';",
      "export * from '../engine/link';",
      "const link = await import('../engine/link');",
    ]) {
      assert.deepEqual(
        check('src/trace/reader.ts', text),
        ['src/trace/reader.ts: trace must not import engine (../engine/link)'],
        text,
      );
    }
  });

  it('are those that the architecture document lists', () => {
    const rows = readFileSync('docs/architecture.md', 'utf8').matchAll(/^\| `(src\/\S+|media)` /gm);
    const documented = Array.from(rows, ([, place]) => {
      return place === 'src/extension*.ts' ? 'root' : path.posix.basename(place);
    });
    assert.deepEqual([...LAYERS].sort(), documented.sort());
  });

  it('keep the trace apart from machines and the engine', () => {
    const text = "import '../machine/machine'; import '../engine/link';";
    assert.equal(check('src/trace/reader.ts', text).length, 2);
  });

  it('let the webview import nothing of src/ but the protocol', () => {
    assert.deepEqual(check('media/map/map.ts', "import '../../src/protocol/inspector';"), []);
    assert.equal(check('media/map/map.ts', "import '../../src/core/gfn';").length, 1);
  });

  it('let nobody import the host or the command line', () => {
    assert.equal(check('src/cli/main.ts', "import '../host/tree';").length, 1);
    assert.equal(check('src/node/files.ts', "import '../cli/main';").length, 1);
    assert.equal(check('src/extension.ts', "import './cli/main';").length, 1);
    assert.deepEqual(check('src/extension.ts', "import './host/activate';"), []);
    assert.deepEqual(check('src/extension.web.ts', "import './web/traceBlobs';"), []);
  });

  it('keep Node, VS Code and the page out of what runs anywhere', () => {
    assert.equal(check('src/core/a.ts', "import { readFile } from 'node:fs';").length, 1);
    assert.equal(check('src/core/a.ts', "import fs from 'fs/promises';").length, 1);
    assert.equal(check('src/replay/a.ts', "import * as vscode from 'vscode';").length, 1);
    assert.equal(check('src/engine/a.ts', 'const now = process.hrtime();').length, 1);
    assert.equal(check('src/trace/a.ts', 'const b = Buffer.alloc(8);').length, 1);
    assert.equal(check('src/analysis/a.ts', 'document.title = "x";').length, 1);
  });

  it('know a name of its own from a global of the platform', () => {
    const text = 'function run(process: Task) { return process.step(this.document.window); }';
    assert.deepEqual(check('src/engine/a.ts', text), []);
  });

  it('refuse a folder that the architecture does not have', () => {
    assert.deepEqual(check('src/utils/a.ts', ''), [
      'src/utils/a.ts: utils/ is not a layer of the architecture',
    ]);
  });
});
