/**
 * Waits for things that are done at once. When one fails the others are told by their signal to stop, and what it threw
 * is thrown when all have ended.
 */
export async function together<Results extends unknown[]>(
  signal: AbortSignal,
  start: (signal: AbortSignal) => { [At in keyof Results]: Promise<Results[At]> },
): Promise<Results> {
  const failed = new AbortController();
  const works = start(AbortSignal.any([signal, failed.signal]));
  try {
    return await Promise.all(works);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(works);
    throw error;
  }
}
