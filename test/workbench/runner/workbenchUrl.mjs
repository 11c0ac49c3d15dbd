/**
 * The address that shows a served workbench.
 *
 * A built workbench loads an extension from a folder, and runs tests, only if its server was started
 * with `--enable-smoke-test-driver`; otherwise it ignores both without a word.
 *
 * @param {object} options
 * @param {number} options.port where the server listens on 127.0.0.1.
 * @param {string} [options.folder] absolute path of the folder to open.
 * @param {string} [options.developmentPath] absolute path of an extension to load.
 * @param {string} [options.testsPath] absolute path of the module whose `run()` runs the tests.
 * @returns {string}
 */
export function workbenchUrl({ port, folder, developmentPath, testsPath }) {
  const authority = `127.0.0.1:${port}`;
  const remote = (absolutePath) =>
    `vscode-remote://${authority}${absolutePath.split('/').map(encodeURIComponent).join('/')}`;

  const payload = [['skipWelcome', 'true']];
  if (developmentPath) payload.push(['extensionDevelopmentPath', remote(developmentPath)]);
  if (testsPath) payload.push(['extensionTestsPath', remote(testsPath)]);

  const url = new URL(`http://${authority}/`);
  if (folder) url.searchParams.set('folder', folder);
  else url.searchParams.set('ew', 'true'); // an empty window
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}
