import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const INTERRUPTED = 130;

/**
 * Runs a program in the repository and passes its output through.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options]
 * @param {Record<string, string>} [options.environment] added to this process's.
 * @param {number} [options.limitMs] after which it is ended, which counts as a failure.
 * @param {boolean} [options.hold] keep the output and print it in one piece at the end, for programs
 *   that run side by side.
 * @param {boolean} [options.shell] have a shell start it, which splits words at spaces: only for a
 *   program that is a script on Windows.
 * @returns {Promise<number>} its exit code; 1 if it could not be started or was ended by a signal.
 */
export function run(
  program,
  args,
  { environment = {}, limitMs, hold = false, shell = false } = {},
) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', hold ? 'pipe' : 'inherit', hold ? 'pipe' : 'inherit'],
      shell,
    });
    const held = [];
    child.stdout?.on('data', (data) => held.push(data));
    child.stderr?.on('data', (data) => held.push(data));

    // Interrupted, this process waits for the child to end in its own way, and then goes no further.
    let interrupted = false;
    const forward = (signal) => {
      interrupted = true;
      // A terminal sends ^C to the child, too, which may take a second one as an order to drop all.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, forward);
    const clock =
      limitMs &&
      setTimeout(() => {
        console.error(`${path.basename(program)} did not end within ${limitMs / 1000} s`);
        child.kill('SIGTERM');
        setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
      }, limitMs);

    const finish = (code) => {
      clearTimeout(clock);
      for (const signal of SIGNALS) process.off(signal, forward);
      if (held.length > 0) process.stdout.write(Buffer.concat(held));
      if (interrupted) process.exit(INTERRUPTED);
      resolve(code);
    };
    child.once('error', (error) => {
      console.error(`${program}: ${error.message}`);
      finish(1);
    });
    child.once('close', (code, signal) => {
      if (signal) console.error(`${path.basename(program)} was ended by ${signal}`);
      finish(code ?? 1);
    });
  });
}

/** Runs npm; see {@link run}. */
export function runNpm(args, options = {}) {
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** Runs a JavaScript file under the Node that runs this one; see {@link run}. */
export function runNode(file, args = [], options = {}) {
  return run(process.execPath, [path.join(root, file), ...args], options);
}
