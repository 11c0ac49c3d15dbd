import type { Context } from './command';

/** Does work that the user's first interrupt (^C) asks to end, by the signal. */
export async function interruptible<T>(
  context: Context,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const interrupt = context.onInterrupt(() => abort.abort());
  try {
    return await work(abort.signal);
  } finally {
    interrupt.dispose();
  }
}
