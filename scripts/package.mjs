// Makes the package that VS Code installs: kemari-VERSION.vsix, of bundles as small as they get.
//
//   npm run package [-- --out FILE.vsix]
//
// vsce has a folder of its own, scripts/packaging/: it brings 200 packages that nothing else needs.
import './requireNode.mjs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, runNode } from './command.mjs';
import { installNpmPackages } from './install/npmPackages.mjs';

/** What a user downloads should stay small. */
const LIMIT_BYTES = 4 << 20;

/** The package's own, as a path in the repository. */
const README = 'dist/README.md';

async function main() {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  const { name, version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const file = path.resolve(values.out ?? path.join(root, `${name}-${version}.vsix`));

  await must(installNpmPackages('.'), 'The packages could not be installed.');
  await must(
    installNpmPackages('scripts/packaging', ['--ignore-scripts', '--omit=optional']),
    'vsce could not be installed.',
  );
  await must(succeeds('scripts/build.mjs', ['--production']), 'The build failed.');
  await writeFile(path.join(root, README), await readmeWithoutPictures());
  const { createVSIX } = await import('./packaging/node_modules/@vscode/vsce/out/api.js');
  await createVSIX({
    cwd: root,
    packagePath: file,
    dependencies: false, // they are bundled
    readmePath: README,
    rewriteRelativeLinks: false, // there is no address that they could lead to
    allowMissingRepository: true,
  });
  const { size } = await stat(file);
  console.log(`${file}: ${(size / 2 ** 20).toFixed(2)} MiB`);
  if (size > LIMIT_BYTES) throw new Error(`It has more than ${LIMIT_BYTES / 2 ** 20} MiB.`);
}

/**
 * VS Code shows pictures of an installed extension's description only from the web, and these have no
 * address there; the walkthrough shows the like.
 */
async function readmeWithoutPictures() {
  const readme = await readFile(path.join(root, 'README.md'), 'utf8');
  return readme.replaceAll(/^!\[[^\]]*\]\([^)]*\)\n\n?/gm, '');
}

/** @param {Promise<boolean>} done @param {string} otherwise */
async function must(done, otherwise) {
  if (!(await done)) throw new Error(otherwise);
}

async function succeeds(file, args) {
  return (await runNode(file, args)) === 0;
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
