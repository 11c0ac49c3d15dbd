import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * @returns {string | undefined} the browser's path: $CHROMIUM, or else the first of the usual names on
 *   the PATH.
 */
export function findChromium() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const places = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const chosen = process.env.CHROMIUM;
  return (chosen ? [chosen] : places).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a browser without a window that reaches nothing but this machine.
 *
 * @param {string} userData folder for its profile.
 * @returns {Promise<import('playwright-core').BrowserContext>}
 */
export async function launchChromium(userData) {
  const executablePath = findChromium();
  if (!executablePath) {
    throw new Error(
      'no Chromium was found on the PATH; install it, on Debian: apt-get install -y chromium, or set CHROMIUM',
    );
  }
  const { chromium } = await import('playwright-core');
  try {
    return await chromium.launchPersistentContext(userData, {
      executablePath,
      headless: true,
      viewport: { width: 1280, height: 800 },
      // Signals are the runner's, which ends everything in its order.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        '--no-sandbox', // root in a container has no user namespaces
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Not by aborting requests: webviews ask for made-up hosts that their service worker answers.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
      ],
    });
  } catch (error) {
    const [reason] = error.message.split('Call log:');
    throw new Error(`${executablePath} did not start: ${reason.trim()}`, { cause: error });
  }
}
