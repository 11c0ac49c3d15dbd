import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.(md|txt|mit))?$/i;

/**
 * The licences of everything that is bundled: each package's own, and what licences/ has where a
 * package brings none, or holds the work of others.
 *
 * @param {string} root the repository.
 * @param {string[]} inputs what went into the bundles, relative to it.
 * @returns {Promise<string>}
 * @throws Error if there is no licence for a package.
 */
export async function thirdPartyNotices(root, inputs) {
  const packages = new Set(inputs.map(packageOf).filter((name) => name !== undefined));
  const notices = await Promise.all([...packages].sort().map((name) => noticeOf(root, name)));
  return ['Kemari holds the following works of others.\n', ...notices].join(
    `\n${'-'.repeat(78)}\n\n`,
  );
}

/** The innermost package that a path leads into, such as `@bokuweb/zstd-wasm`. */
function packageOf(input) {
  return /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

async function noticeOf(root, name) {
  const folder = path.join(root, 'node_modules', name);
  const { version, license } = JSON.parse(
    await readFile(path.join(folder, 'package.json'), 'utf8'),
  );
  const own = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file)).sort();
  const kept = `${name.replace('/', '-').replace('@', '')}.txt`;
  const ours = (await readdir(path.join(root, 'licences'))).filter((file) => file === kept);
  const texts = await Promise.all([
    ...own.map((file) => readFile(path.join(folder, file), 'utf8')),
    ...ours.map((file) => readFile(path.join(root, 'licences', file), 'utf8')),
  ]);
  if (texts.length === 0) throw new Error(`${name} is bundled, and licences/${kept} is missing`);
  return [`${name} ${version} (${license})\n`, ...texts.map((text) => `${text.trim()}\n`)].join(
    '\n',
  );
}
