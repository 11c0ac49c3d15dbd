import { stat } from 'node:fs/promises';
import { KemariError } from '../core/errors';
import { recoverTrace, type Recovery } from '../trace/recover';
import type { ReadWatch } from '../trace/verify';
import { openFile } from './files';
import { ReplacementFile } from './replacementFile';
import { loadTracePlatform } from './tracePlatform';

/**
 * Saves what is whole of a trace into another file, which takes its place when all of it is written.
 * @throws KemariError of kind `usage` if both are the same file, `output` if the new one cannot be
 *   written; what `recoverTrace` throws.
 */
export async function recoverTraceFile(
  from: string,
  to: string,
  watch: ReadWatch = {},
): Promise<Recovery> {
  const source = await openFile(from);
  try {
    if (await isSameFile(from, to)) {
      const message = `${to} is the trace itself; name another file, it is never written over`;
      throw new KemariError('usage', message, { file: to });
    }
    const file = await ReplacementFile.create(to);
    try {
      try {
        const recovery = await recoverTrace(source, await loadTracePlatform(), file, watch);
        await file.takePlace();
        return recovery;
      } finally {
        await file.close();
      }
    } finally {
      await file.discardUnlessPlaced();
    }
  } finally {
    await source.close();
  }
}

/** Whether two paths lead to one file, be it by links. */
async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    // What is wrong with it is told where it is opened or created.
    [a, b].map((path) => stat(path, { bigint: true }).catch(() => undefined)),
  );
  return (
    first !== undefined &&
    second !== undefined &&
    first.dev === second.dev &&
    first.ino === second.ino
  );
}
