import path from 'node:path';

/**
 * Reads the arguments that @vscode/test-electron gives a desktop `code`, and some of the runner's own;
 * those it does not know are meant for a desktop and left out.
 *
 * @param {string[]} argv
 * @throws Error if there are no tests to run.
 */
export function parseArguments(argv) {
  const options = {
    /** @type {string | undefined} extension to load */ developmentPath: undefined,
    /** @type {string} module whose `run()` runs the tests */ testsPath: '',
    /** @type {string | undefined} package of an extension to install */ vsix: undefined,
    /** @type {string | undefined} folder to open */ folder: undefined,
    /** whether the folder is untrusted until the user trusts it */ untrusted: false,
    /** for the log and the screenshots */ out: path.resolve('out'),
    timeoutMs: 300_000,
    /** @type {string | undefined} the user's language; English without one */ locale: undefined,
  };
  for (const argument of argv) {
    const [, name, value] = /^--([^=]+)=(.*)$/s.exec(argument) ?? [];
    if (!argument.startsWith('-')) options.folder = path.resolve(argument);
    else if (argument === '--untrusted') options.untrusted = true;
    else if (name === 'extensionDevelopmentPath') options.developmentPath = path.resolve(value);
    else if (name === 'extensionTestsPath') options.testsPath = path.resolve(value);
    else if (name === 'vsix') options.vsix = path.resolve(value);
    else if (name === 'out') options.out = path.resolve(value);
    else if (name === 'locale') options.locale = value;
    else if (name === 'timeout-ms') options.timeoutMs = Number(value);
  }
  if (!options.testsPath) throw new Error('--extensionTestsPath=MODULE is missing');
  return options;
}
