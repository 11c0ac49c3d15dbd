import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

type Texts = Readonly<Record<string, string>>;

/** Tests run in the project's folder. */
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

interface SourceTexts {
  sourceTexts(root: string): string[];
  textsIn(file: string, source: string): string[];
}

async function loadSourceTexts(): Promise<SourceTexts> {
  const file = path.resolve('scripts', 'sourceTexts.mjs');
  return (await import(pathToFileURL(file).href)) as SourceTexts;
}

/** Each translation with the English texts that it is of. */
function translations(): { file: string; translated: Texts; english: Texts }[] {
  const of = (folder: string, name: RegExp, english: string) =>
    readdirSync(folder)
      .filter((file) => name.test(file))
      .map((file) => ({
        file,
        translated: readJson(path.join(folder, file)) as Texts,
        english: readJson(english) as Texts,
      }));
  return [
    ...of('l10n', /^bundle\.l10n\.\w+\.json$/, 'l10n/bundle.l10n.json'),
    ...of('.', /^package\.nls\.\w+\.json$/, 'package.nls.json'),
  ];
}

/** What a translation must keep: places for values, links to commands, and emphasis. */
function partsOf(text: string): string[] {
  return (text.match(/\{\d+\}|\(command:[^)]*\)|\*\*|`[^`]*`/g) ?? []).sort();
}

function assertSameTexts(found: readonly string[], wanted: readonly string[]): void {
  const without = (texts: readonly string[], others: readonly string[]) =>
    texts.filter((text) => !others.includes(text));
  assert.deepEqual(
    { missing: without(wanted, found), 'no longer used': without(found, wanted) },
    { missing: [], 'no longer used': [] },
    'see "Texts" in CONTRIBUTING.md',
  );
}

describe('the texts that users read', () => {
  it('are all in the bundle that translations are made of, and nothing else is', async () => {
    const { sourceTexts } = await loadSourceTexts();
    const bundle = readJson('l10n/bundle.l10n.json') as Texts;
    assertSameTexts(Object.keys(bundle), sourceTexts('.'));
    for (const [key, text] of Object.entries(bundle)) assert.equal(text, key);
  });

  it('of package.json are all in package.nls.json, and nothing else is', () => {
    const used = new Set(
      [...JSON.stringify(readJson('package.json')).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key),
    );
    assertSameTexts(Object.keys(readJson('package.nls.json') as object), [...used]);
  });

  it('are found where they are translated, and only there', async () => {
    const { textsIn } = await loadSourceTexts();
    const source = `
      t('one'); vscode.l10n.t("two {0}", 7); tCount(n, '{0} thing', '{0} things');
      part('three'); l10n.t(\`four\`); // t('five')
    `;
    const found = ['one', 'two {0}', '{0} thing', '{0} things', 'four'];
    assert.deepEqual(textsIn('some.ts', source), found);
  });

  it('must be written out, since they would not be found', async () => {
    const { textsIn } = await loadSourceTexts();
    assert.throws(() => textsIn('some.ts', 'const a = 1;\nt(a);'), /some\.ts:2: .*literal/);
    assert.throws(() => textsIn('some.ts', 'vscode.l10n.t(`${a} pages`)'), /literal/);
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

describe('the translations', () => {
  it('are there in German, of the bundle and of package.json', () => {
    const files = translations().map(({ file }) => file);
    assert.ok(files.includes('bundle.l10n.de.json'));
    assert.ok(files.includes('package.nls.de.json'));
  });

  for (const { file, translated, english } of translations()) {
    it(`in ${file} have every text and no other`, () => {
      assertSameTexts(Object.keys(translated), Object.keys(english));
    });

    it(`in ${file} keep places for values, links and emphasis, and say something`, () => {
      for (const [key, text] of Object.entries(translated)) {
        assert.notEqual(text.trim(), '', key);
        // A text for a single thing may leave its number out.
        const kept = partsOf(text);
        const left = partsOf(english[key] ?? '').filter((part) => !kept.includes(part));
        assert.deepEqual(left, isForOne(key) ? left.filter((part) => part === '{0}') : [], key);
        assert.ok(
          kept.every((part) => partsOf(english[key] ?? '').includes(part)),
          key,
        );
      }
    });
  }
});

/** Whether a text counts one thing, as `First {0} byte` beside `First {0} bytes`. */
function isForOne(key: string): boolean {
  return /^First \{0\} byte$/.test(key);
}
