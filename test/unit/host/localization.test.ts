import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

/** Tests run in the project's folder. */
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
}

/** The texts given to `vscode.l10n.t`, as their values. */
function translatedTexts(): Set<string> {
  const texts = new Set<string>();
  for (const source of [...sources('src/host'), readFileSync('src/extension.ts', 'utf8')]) {
    const calls = source.matchAll(/l10n\.t\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[^'"])/g);
    for (const [, literal] of calls) {
      assert.match(literal, /^['"]/, 'a text to be translated must be a literal');
      texts.add(literal.slice(1, -1).replaceAll(/\\(.)/g, '$1'));
    }
  }
  return texts;
}

describe('the texts that users read outside the page', () => {
  it('of the extension host are all in the bundle that translations are made of, and nothing else is', () => {
    const bundle = Object.keys(readJson('l10n/bundle.l10n.json') as object);
    assert.deepEqual(bundle.sort(), [...translatedTexts()].sort());
  });

  it('of package.json are all in package.nls.json, and nothing else is', () => {
    const used = new Set(
      [...JSON.stringify(readJson('package.json')).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key),
    );
    assert.deepEqual(Object.keys(readJson('package.nls.json') as object).sort(), [...used].sort());
  });

  it('name every command in a title, and describe every setting', () => {
    const { contributes } = readJson('package.json') as {
      contributes: {
        commands: { title: string; category: string }[];
        configuration: { properties: Record<string, Record<string, unknown>> };
      };
    };
    for (const { title, category } of contributes.commands) {
      assert.match(title, /^%.+%$/);
      assert.equal(category, 'Kemari');
    }
    for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
      const description = setting['description'] ?? setting['markdownDescription'];
      assert.match(String(description), /^%.+%$/, name);
    }
  });
});
