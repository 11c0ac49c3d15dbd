import { readFile } from 'node:fs/promises';
import { KemariError, messageOf } from '../core/errors';

/**
 * Reads the emulator's core, `v86.wasm`.
 * @param folder where the build put it, as a URL that ends in a slash.
 * @throws KemariError of kind `input` if it is not there.
 */
export async function loadV86Image(folder: URL): Promise<Uint8Array> {
  const file = new URL('v86.wasm', folder);
  try {
    return await readFile(file);
  } catch (error) {
    throw new KemariError(
      'input',
      `${file.pathname}: cannot read the embedded PC's core: ${messageOf(error)}`,
      { file: file.pathname },
      { cause: error },
    );
  }
}
