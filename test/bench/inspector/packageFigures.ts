import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { loadedWith } from '../../support/staticImports';
import type { Figure } from '../figures';

/** Bench runs in the repository's root. */
const PACKAGING = 'scripts/package.mjs';
const MAIN_BUNDLE = 'dist/extension.cjs';

/**
 * Makes the package, and measures what users download and what the extension host loads at first. Leaves
 * `dist/` as it is in the package, so that what is measured after it is what users have.
 * @param file where the package may be written.
 * @throws Error if it cannot be made.
 */
export async function packageFigures(file: string): Promise<Figure[]> {
  const child = spawn(process.execPath, [PACKAGING, '--out', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`${PACKAGING} ended with exit code ${code}`);
  const sizes = await Promise.all([...loadedWith(MAIN_BUNDLE)].map((loaded) => stat(loaded)));
  const loadedBytes = sizes.reduce((sum, { size }) => sum + size, 0);
  return [
    { name: 'vsixMB', value: (await stat(file)).size / 1e6, unit: 'MB' },
    { name: 'mainBundleKB', value: loadedBytes / 1e3, unit: 'KB' },
  ];
}
