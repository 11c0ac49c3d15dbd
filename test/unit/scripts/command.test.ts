import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface Command {
  run(program: string, args: readonly string[]): Promise<number>;
}

/** Has code that asks for the platform believe that it is on Windows. */
async function onWindows<T>(work: () => Promise<T>): Promise<T> {
  const { platform } = process;
  Object.defineProperty(process, 'platform', { value: 'win32' });
  try {
    return await work();
  } finally {
    Object.defineProperty(process, 'platform', { value: platform });
  }
}

describe('a program that a script runs', () => {
  it('gets its arguments without a shell that splits them, on Windows, too', async () => {
    const file = path.resolve('scripts', 'command.mjs');
    const { run } = (await import(pathToFileURL(file).href)) as Command;
    const program = 'process.exit(process.argv[1] === "two words" ? 7 : 1)';
    const args = ['-e', program, 'two words'];
    assert.equal(await run(process.execPath, args), 7);
    assert.equal(await onWindows(() => run(process.execPath, args)), 7);
  });
});
