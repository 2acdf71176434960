// Deadlines for storage, so that no request hangs.

/** Waits for `work`, but no longer than the deadline; then returns undefined. The work itself continues. */
export async function atMost<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  const { promise: tooLong, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

/** Waits for `work`. @throws Error if it takes longer than the deadline */
export async function within<T extends object>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  const result = await atMost(milliseconds, work);
  if (result === undefined) throw new Error(`${what} took longer than ${milliseconds} ms`);
  return result;
}
