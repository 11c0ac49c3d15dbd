import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Releases } from './releases.mjs';
import { createProfile } from './profile.mjs';
import { startVsCodeServer } from './vscodeServer.mjs';
import { workbenchUrl } from './workbenchUrl.mjs';

const opener = path.join(path.dirname(fileURLToPath(import.meta.url)), 'opener');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Serves a VS Code workbench with an extension on 127.0.0.1, for a browser of the user's own, until
 * the process is told to end. No trace of it is left afterwards.
 *
 * @param {object} options
 * @param {string} options.extension absolute path of the extension's folder.
 * @param {string} options.folder absolute path of the folder to open.
 * @param {string} options.file absolute path of the file to open.
 * @param {number} options.port 0 for any free one.
 * @param {(url: string) => void} options.onReady
 * @returns {Promise<string | undefined>} what went wrong with the server; undefined if it was told to end.
 */
export async function serveWorkbench({ extension, folder, file, port, onReady }) {
  const releases = new Releases(() => {}); // at the end there is nobody left to tell
  let stop;
  const stopped = new Promise((resolve) => (stop = () => resolve(undefined)));
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    const profile = await createProfile({ extensions: { extension, opener } });
    await releases.add(() => profile.remove());
    const server = await startVsCodeServer({
      profile,
      port,
      environment: { KEMARI_OPEN_FILE: file },
      log: () => {},
    });
    await releases.add(() => server.stop());
    onReady(workbenchUrl({ port: server.port, folder }));
    return await Promise.race([stopped, server.exited]);
  } finally {
    await releases.releaseAll();
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
