import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface TestFiles {
  findTestFiles(kind: string, filters: readonly string[]): string[];
  byLanguage(files: readonly string[]): Map<string | undefined, string[]>;
  findIdleFilter(kinds: readonly string[], filters: readonly string[]): string | undefined;
}

async function load(): Promise<TestFiles> {
  const file = path.resolve('scripts', 'testFiles.mjs');
  return (await import(pathToFileURL(file).href)) as TestFiles;
}

describe('the test files that words select', () => {
  it('are those of the kind whose path contains one of the words', async () => {
    const { findTestFiles } = await load();
    const all = findTestFiles('unit', []);
    assert.ok(all.includes('test/unit/layers.test.ts'));
    const some = findTestFiles('unit', ['layers', 'scripts/']);
    assert.deepEqual(
      some,
      all.filter((file) => file.includes('layers') || file.includes('scripts/')),
    );
    assert.ok(some.length > 1);
  });

  it('are told apart by the language that their names end in', async () => {
    const { byLanguage } = await load();
    const files = ['a.test.ts', 'a.de.test.ts', 'de.test.ts', 'b.de.test.ts'];
    assert.deepEqual(
      [...byLanguage(files)],
      [
        [undefined, ['a.test.ts', 'de.test.ts']],
        ['de', ['a.de.test.ts', 'b.de.test.ts']],
      ],
    );
  });

  it('show a word that selects none, whatever the others select', async () => {
    const { findIdleFilter } = await load();
    assert.equal(findIdleFilter(['unit', 'system'], ['layers', 'system/cli']), undefined);
    assert.equal(findIdleFilter(['unit'], ['layers', 'unti']), 'unti');
    assert.equal(findIdleFilter(['system'], ['layers']), 'layers', 'is of another kind');
    assert.equal(findIdleFilter([], ['layers']), 'layers', 'the checks have no files');
    assert.equal(findIdleFilter(['unit'], []), undefined);
  });
});
