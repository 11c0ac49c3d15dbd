import { existsSync } from 'node:fs';
import { run } from '../command.mjs';

/**
 * Makes a program available that comes from the system, not from npm: installs it through apt where
 * that is allowed (root on Debian or Ubuntu), and says so.
 *
 * @param {object} need
 * @param {() => unknown} need.isThere
 * @param {string} need.purpose for the message, such as `the workbench tests`.
 * @param {string[]} need.packages Debian's names.
 * @returns {Promise<boolean>} whether it is there now. If not, the command that would install it was
 *   printed.
 */
export async function installSystemPackages({ isThere, purpose, packages }) {
  if (isThere()) return true;
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.log(`Missing for ${purpose}; on Debian or Ubuntu: sudo ${command}`);
    return false;
  }
  console.log(`Installing for ${purpose}: ${command}`);
  const options = { environment: { DEBIAN_FRONTEND: 'noninteractive' }, limitMs: 900_000 };
  const [program, ...args] = command.split(' ');
  const done =
    (await run(program, ['update', '-qq'], options)) === 0 &&
    (await run(program, [...args, '-qq'], options)) === 0 &&
    Boolean(isThere());
  if (!done) console.log(`That did not work; for ${purpose}, install: ${packages.join(' ')}`);
  return done;
}
