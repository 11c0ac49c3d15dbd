import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root, runNpm } from '../command.mjs';

/**
 * Installs a folder's npm packages exactly as its lock file says, unless they are there already.
 *
 * @param {string} folder relative to the repository, '.' for the repository itself.
 * @param {string[]} [npmOptions] for `npm ci`.
 * @returns {Promise<boolean>} whether the packages are there now.
 */
export async function installNpmPackages(folder, npmOptions = []) {
  if (await matchesLockFile(path.join(root, folder))) return true;
  const args = ['ci', '--no-audit', '--no-fund', '--prefix', folder, ...npmOptions];
  console.log(`> npm ${args.join(' ')}`);
  return (await runNpm(args, { limitMs: 900_000 })) === 0;
}

/**
 * Compares the lock file with npm's own list of what it installed. Packages for other platforms are
 * optional, and missing here.
 */
async function matchesLockFile(folder) {
  const wanted = await packagesOf(path.join(folder, 'package-lock.json'));
  const installed = await packagesOf(path.join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([place, { version, optional }]) =>
      place === '' || optional || installed[place]?.version === version,
  );
}

async function packagesOf(lockFile) {
  try {
    return JSON.parse(await readFile(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
