import { KemariError } from '../core/errors';
import { openFile } from './files';

/** What a file of settings or figures may have; more is none of ours. */
const MAX_BYTES = 1 << 20;

/**
 * Reads a small text file.
 * @throws KemariError of kind `input` if it cannot be read, or is too large to be what it should be.
 */
export async function readSmallText(path: string): Promise<string> {
  const file = await openFile(path);
  try {
    const size = await file.size();
    if (size > MAX_BYTES) {
      throw new KemariError('input', `${path} has ${size} bytes; expected at most ${MAX_BYTES}`, {
        file: path,
      });
    }
    return new TextDecoder().decode(await file.readAt(0, size));
  } finally {
    await file.close();
  }
}
