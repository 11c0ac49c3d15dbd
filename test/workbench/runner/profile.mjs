import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** No first-run pages, no calls home, nothing that moves the layout from one run to the next. */
const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.startupPrompt': 'never',
  'git.openRepositoryInParentFolders': 'never',
};

/**
 * A fresh, temporary home for one VS Code server and its browser.
 *
 * @param {object} [options]
 * @param {Record<string, string>} [options.extensions] folders of extensions to install, by their names.
 * @returns {Promise<{ folder: string, serverData: string, remove(): Promise<void> }>}
 */
export async function createProfile({ extensions = {} } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'kemari-workbench-'));
  const serverData = path.join(folder, 'server');
  const user = path.join(serverData, 'data', 'User');
  await mkdir(user, { recursive: true });
  await writeFile(path.join(user, 'settings.json'), JSON.stringify(QUIET_SETTINGS, null, 2));

  // The server installs what it finds in this folder when it starts for the first time.
  const installed = path.join(serverData, 'extensions');
  await mkdir(installed);
  for (const [name, source] of Object.entries(extensions)) {
    await symlink(source, path.join(installed, name), 'dir');
  }
  return {
    folder,
    serverData,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
