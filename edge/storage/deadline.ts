// Patience with storage: nothing that a visitor waits for may hang.

/** What `work` comes to, or undefined after so many milliseconds. The work itself goes on. */
export async function atMost<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  const { promise: tooLong, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

/** The same for work that comes to something. @throws Error where it takes longer */
export async function within<T extends object>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  const result = await atMost(milliseconds, work);
  if (result === undefined) throw new Error(`${what} took longer than ${milliseconds} ms`);
  return result;
}
