import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import ts from 'typescript';
import { loadedWith } from '../../support/staticImports';

/** Tests run in the project's folder, with `dist/` built. */
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, unknown>;

/** Every module that a built file asks for, by `import` or `require`. */
function modulesOf(file: string): Set<string> {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return new Set(importedFiles.map(({ fileName }) => fileName));
}

describe('the bundles', () => {
  it('for a browser ask for nothing but the editor', () => {
    assert.deepEqual([...modulesOf(String(manifest['browser']))], ['vscode']);
    assert.deepEqual([...modulesOf('dist/media/inspector.js')], []);
    assert.deepEqual([...modulesOf('dist/media/comparison.js')], []);
  });

  it('for Node ask for nothing but Node and the editor', () => {
    const files = [...loadedWith(String(manifest['main']))];
    const asked = new Set(files.flatMap((file) => [...modulesOf(file)]));
    assert.ok(asked.has('vscode'));
    const others = [...asked].filter(
      (name) =>
        name !== 'vscode' &&
        !name.startsWith('./') &&
        !builtinModules.includes(name.replace('node:', '')),
    );
    assert.deepEqual(others, []);
  });

  it('are no modules to an extension host in a browser, which knows none', () => {
    assert.equal(manifest['type'], undefined);
  });

  it('come with the licence of everything in them', () => {
    const notices = readFileSync('dist/ThirdPartyNotices.txt', 'utf8');
    const { dependencies } = manifest as { dependencies: Record<string, string> };
    for (const [name, version] of Object.entries(dependencies)) {
      assert.ok(notices.includes(`\n${name} ${version}`), name);
    }
    assert.match(notices, /Meta Platforms/, 'zstd');
    assert.match(notices, /The Regents of the/, 'SoftFloat');
  });
});
