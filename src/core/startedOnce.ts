/**
 * Starts something when it is first asked for, once for all who ask.
 * @returns what asks for it: rejects with what kept it from starting, and then starts it anew.
 */
export function startedOnce<T>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => {
    started ??= start().catch((error: unknown) => {
      started = undefined;
      throw error;
    });
    return started;
  };
}
